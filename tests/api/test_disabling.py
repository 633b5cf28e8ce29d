"""A disable waits for nobody, and is tried once: whoever stops a run asks again."""

import asyncio

import pytest

from outbound.api import Fatal, InDoubt, MicoError, Retriable
from tests.api import requests
from tests.api.conftest import Opened, Script
from tests.api.scripted import BAD_GATEWAY, Reply, answer, grant, hang, reset

REFUSED = answer(429, Retry_After="60")
DISABLED = answer(200, {"uid": "096c", "is_enabled": False})


async def test_it_is_sent_while_the_client_pauses(
    script: Script, opened: Opened, waits: list[float]
) -> None:
    server = await script(REFUSED, DISABLED)
    mico = opened(server)
    with pytest.raises(Retriable):
        await requests.create_bulk(mico)
    await requests.disable(mico)
    assert ([asked.method for asked in server.asked], waits) == (["POST", "PATCH"], [])


async def test_so_is_the_request_for_the_token_that_it_needs(
    script: Script, opened: Opened, waits: list[float]
) -> None:
    server = await script(DISABLED, tokens=[REFUSED, grant()])
    mico = opened(server)
    with pytest.raises(Retriable):
        await requests.create_bulk(mico)
    await requests.disable(mico)
    assert (len(server.asked_for_token), len(server.asked), waits) == (2, 1, [])


async def test_it_does_not_wait_for_a_turn(script: Script, opened: Opened) -> None:
    server = await script(*[hang] * 20, DISABLED)
    mico = opened(server, access_token="good")
    reading = [asyncio.create_task(requests.read(mico)) for _ in range(40)]
    await server.comes(20)
    await asyncio.wait_for(requests.disable(mico), 15)
    for task in reading:
        task.cancel()


@pytest.mark.parametrize(
    ("trouble", "error"),
    [(REFUSED, Retriable), (BAD_GATEWAY, InDoubt), (reset, InDoubt), (answer(404), Fatal)],
    ids=["429", "502", "reset", "404"],
)
async def test_any_error_is_raised_at_once(
    script: Script, opened: Opened, waits: list[float], trouble: Reply, error: type[MicoError]
) -> None:
    server = await script(trouble)
    with pytest.raises(error):
        await requests.disable(opened(server))
    assert (len(server.asked), waits) == (1, [])


async def test_a_token_s_error_is_raised_at_once(
    script: Script, opened: Opened, waits: list[float]
) -> None:
    server = await script(DISABLED, tokens=[BAD_GATEWAY])
    with pytest.raises(Retriable):
        await requests.disable(opened(server))
    assert (len(server.asked_for_token), waits) == (1, [])


async def test_a_429_to_it_holds_up_the_others(
    script: Script, opened: Opened, waits: list[float]
) -> None:
    server = await script(REFUSED, answer(200, []))
    mico = opened(server)
    with pytest.raises(Retriable):
        await requests.disable(mico)
    assert await requests.read(mico) == []
    assert waits == [60]
