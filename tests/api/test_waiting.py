"""How long the client stays away before it asks again."""

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import pytest

from outbound.api import MicoClient, Retriable
from tests.api import requests
from tests.api.conftest import Opened, Script, settings_for
from tests.api.scripted import answer, grant
from tests.sandbox.caller import START

IN_TWO_MINUTES = format_datetime(START + timedelta(minutes=2), usegmt=True)


@pytest.mark.parametrize("retry_after", ["120", IN_TWO_MINUTES], ids=["seconds", "date"])
async def test_a_429_is_waited_out_as_long_as_the_api_asks(
    script: Script, opened: Opened, waits: list[float], retry_after: str
) -> None:
    server = await script(answer(429, Retry_After=retry_after), answer(200, []))
    assert await requests.read(opened(server)) == []
    assert waits == [120]


@requests.each([requests.create_campaign, requests.create_schedule])
async def test_a_429_says_that_nothing_was_carried_out_so_the_same_is_sent_again(
    script: Script, opened: Opened, request_: requests.Request
) -> None:
    server = await script(answer(429, Retry_After="1"), answer(200, {"uid": "d26a"}))
    await request_(opened(server))
    assert len(server.asked) == 2
    assert server.asked[0].body == server.asked[1].body


async def test_an_api_that_goes_on_asking_for_less_is_left_to_the_caller(
    script: Script, opened: Opened, waits: list[float]
) -> None:
    server = await script(answer(429, Retry_After="7"))
    with pytest.raises(Retriable) as caught:
        await requests.create_campaign(opened(server))
    assert (caught.value.status, caught.value.retry_after) == (429, 7)
    assert (len(server.asked), waits) == (4, [7, 7, 7])


async def test_a_503_s_retry_after_is_honoured_too(
    script: Script, opened: Opened, waits: list[float]
) -> None:
    server = await script(answer(503, Retry_After="90"), answer(200, []))
    await requests.read(opened(server))
    assert waits == [90]


async def test_without_retry_after_the_waits_grow_and_are_not_all_alike(
    script: Script, opened: Opened, waits: list[float]
) -> None:
    mico = opened(await script(answer(503)))
    with pytest.raises(Retriable):
        await requests.read(mico)
    assert [base <= wait <= base + 1 for base, wait in zip((0.5, 1, 2), waits, strict=True)] == [
        True,
        True,
        True,
    ]


async def test_a_token_s_429_is_waited_out_before_anything_is_sent(
    script: Script, opened: Opened, waits: list[float]
) -> None:
    tokens = [answer(429, Retry_After="30"), grant()]
    server = await script(answer(200, {"uid": "d26a"}), tokens=tokens)
    await requests.create_campaign(opened(server))
    assert (waits, len(server.asked)) == ([30], 1)


async def test_a_wait_can_be_cancelled(script: Script) -> None:
    server = await script(answer(429, Retry_After="3600"))
    async with MicoClient(settings_for(server.base_url)) as mico:
        reading = asyncio.create_task(requests.read(mico))
        await server.under_way.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
