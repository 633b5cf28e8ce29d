"""Sending calls is one try: whoever sends has a claim with a deadline, and takes a new one.

So is enabling: whoever releases reads the wish to stop before each try.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from outbound.api import InDoubt, MicoClient, Retriable
from tests.api import requests
from tests.api.conftest import Opened, Script
from tests.api.scripted import after, answer, grant, hang, silence
from tests.api.stopwatch import Stopwatch
from tests.sandbox.caller import START, person

REFUSED = answer(429, Retry_After="60")
DONE = answer(201, {"uid": "d26a", "outbound_calls": []})


def _in(seconds: float | None) -> datetime | None:
    return None if seconds is None else START + timedelta(seconds=seconds)


async def _one(mico: MicoClient, left: float | None) -> object:
    return await mico.outbound_calls.create("096c", person(), deadline=_in(left))


async def _bulk(mico: MicoClient, left: float | None) -> object:
    return await mico.outbound_calls.create_bulk("096c", [person()], deadline=_in(left))


async def _enable(mico: MicoClient, left: float | None) -> object:
    return await mico.schedules.enable("096c", deadline=_in(left))


Send = Callable[[MicoClient, float | None], Awaitable[object]]
each = pytest.mark.parametrize("send", [_one, _bulk, _enable])


@requests.each([*requests.SENDS, requests.enable])
async def test_a_429_is_told_at_once(
    script: Script, opened: Opened, waits: list[float], request_: requests.Request
) -> None:
    server = await script(REFUSED)
    with pytest.raises(Retriable) as caught:
        await request_(opened(server))
    assert (caught.value.status, caught.value.retry_after) == (429, 60)
    assert (len(server.asked), waits) == (1, [])


@requests.each([*requests.SENDS, requests.enable])
async def test_while_the_client_pauses_nothing_is_sent_and_the_rest_of_the_pause_is_told(
    script: Script, opened: Opened, stopwatch: Stopwatch, request_: requests.Request
) -> None:
    server = await script(REFUSED)
    mico = opened(server)
    with pytest.raises(Retriable):
        await request_(mico)
    stopwatch.seconds += 45
    with pytest.raises(Retriable, match="Mico has asked for fewer requests") as caught:
        await request_(mico)
    assert caught.value.retry_after == 15
    assert (len(server.asked), stopwatch.waits) == (1, [])


async def test_a_pause_is_told_at_once_even_where_nobody_gives_up_his_turn(
    script: Script, opened: Opened
) -> None:
    server = await script(*[hang] * 20, REFUSED)
    mico = opened(server, access_token="good")
    async with asyncio.TaskGroup() as group:
        reading = [group.create_task(requests.read(mico)) for _ in range(20)]
        await server.comes(20)
        with pytest.raises(Retriable):
            await requests.disable(mico)
        with pytest.raises(Retriable, match="Mico has asked for fewer requests"):
            await _bulk(mico, 1)
        for task in reading:
            task.cancel()


@each
@pytest.mark.parametrize("left", [0, -1.5])
async def test_what_has_no_time_left_is_not_sent(
    script: Script, opened: Opened, send: Send, left: float
) -> None:
    server = await script(DONE)
    with pytest.raises(Retriable, match="its time was over before it was sent"):
        await send(opened(server), left)
    assert server.asked == server.asked_for_token == []


@each
async def test_the_deadline_is_for_everything_together(
    script: Script, opened: Opened, send: Send
) -> None:
    server = await script(after(10, DONE))
    with pytest.raises(InDoubt, match="within 10 seconds"):
        await send(opened(server), 10)
    assert len(server.asked) == 1


@each
async def test_the_deadline_is_at_most_the_client_s_own(
    script: Script, opened: Opened, send: Send
) -> None:
    server = await script(silence)
    with pytest.raises(InDoubt, match="within 20 seconds"):
        await send(opened(server), 3600)


@each
@pytest.mark.parametrize("left", [None, 20.0])
async def test_what_comes_in_time_is_the_answer(
    script: Script, opened: Opened, send: Send, left: float | None
) -> None:
    await send(opened(await script(DONE)), left)


async def test_a_token_that_takes_all_the_time_leaves_no_doubt(
    script: Script, opened: Opened
) -> None:
    server = await script(DONE, tokens=[hang])
    with pytest.raises(Retriable, match=r"within 0\.1 seconds"):
        await _bulk(opened(server), 0.1)
    assert server.asked == []


async def test_waiting_for_a_turn_counts_and_leaves_no_doubt(
    script: Script, opened: Opened
) -> None:
    server = await script(hang)
    mico = opened(server, access_token="good")
    async with asyncio.TaskGroup() as group:
        reading = [group.create_task(requests.read(mico)) for _ in range(20)]
        await server.comes(20)
        with pytest.raises(Retriable, match=r"within 0\.1 seconds"):
            await _bulk(mico, 0.1)
        for task in reading:
            task.cancel()
    assert [asked.method for asked in server.asked] == ["GET"] * 20


async def test_the_repetition_with_a_renewed_token_has_no_deadline_of_its_own(
    script: Script, opened: Opened
) -> None:
    # Refused after 6 s, renewed after another 6 s: the second answer comes too late.
    late = after(6, answer(401)), after(6, DONE)
    server = await script(*late, tokens=[grant("dead"), after(6, grant("alive"))])
    with pytest.raises(InDoubt):
        await _bulk(opened(server), 15)
    assert len(server.asked) == 2
