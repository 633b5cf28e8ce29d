"""A 429 to one request makes the whole client stay away."""

import asyncio

import pytest

from outbound.api import MicoClient, Retriable
from tests.api import requests
from tests.api.conftest import Opened, Script
from tests.api.scripted import Reply, answer, grant, silence
from tests.api.stopwatch import HeldStopwatch
from tests.sandbox.caller import ManualClock

REFUSED = answer(429, Retry_After="60")
DONE = answer(200, {"uid": "d26a", "outbound_calls": []})
EMPTY = answer(200, [])


@pytest.fixture
def time() -> HeldStopwatch:
    """The client's real seconds, which pass when the test says so."""
    return HeldStopwatch()


async def _paused(mico: MicoClient) -> None:
    """Let the client be refused once, by somebody who does not wait for the end."""
    with pytest.raises(Retriable):
        await requests.create_bulk(mico)


def _upon(event: asyncio.Event, reply: Reply) -> Reply:
    async def upon(writer: asyncio.StreamWriter) -> None:
        await event.wait()
        await reply(writer)

    return upon


@requests.each(requests.REPEATED)
async def test_no_other_request_leaves_before_retry_after_is_over(
    script: Script, opened: Opened, time: HeldStopwatch, request_: requests.Request
) -> None:
    server = await script(REFUSED, EMPTY if request_ is requests.read else DONE)
    mico = opened(server, time=time)
    await _paused(mico)
    asking = asyncio.create_task(request_(mico))
    await time.asleep(1)
    await time.advance(59.9)
    assert len(server.asked) == 1
    await time.advance(0.1)
    await asking
    assert len(server.asked) == 2


async def test_no_request_leaves_while_the_refused_one_waits_for_itself(
    script: Script, opened: Opened, time: HeldStopwatch
) -> None:
    server = await script(REFUSED, EMPTY)
    mico = opened(server, time=time)
    refused = asyncio.create_task(requests.read(mico))
    await time.asleep(1)
    others = [asyncio.create_task(requests.read(mico)) for _ in range(5)]
    await time.asleep(6)
    assert len(server.asked) == 1
    await time.advance(60)
    assert await asyncio.gather(refused, *others) == [[]] * 6
    assert len(server.asked) == 7


async def test_nobody_who_waits_for_a_turn_leaves_in_a_pause(
    script: Script, opened: Opened, time: HeldStopwatch
) -> None:
    # Twenty are on their way; the first is refused before the others get their answers.
    refused = asyncio.Event()
    late = [_upon(refused, EMPTY)] * 19
    server = await script(REFUSED, *late, EMPTY)
    mico = opened(server, time=time, access_token="good")
    asking = [asyncio.create_task(requests.read(mico)) for _ in range(50)]
    await time.asleep(1)
    refused.set()
    await time.asleep(31)
    assert len(server.asked) == 20
    await time.advance(60)
    assert await asyncio.gather(*asking) == [[]] * 50


async def test_a_pause_met_while_a_token_is_fetched_turns_a_request_back_and_costs_it_no_try(
    script: Script, opened: Opened, time: HeldStopwatch
) -> None:
    rounds = 6  # more than there are tries
    gates = [asyncio.Event() for _ in range(rounds)]
    sending: list[asyncio.Task[object]] = []
    next_one = iter(range(rounds))
    short_lived = grant(expires_in=0)  # so that each request needs a new one

    async def granted_once_another_is_refused(writer: asyncio.StreamWriter) -> None:
        number = next(next_one)
        gates[number].set()
        await asyncio.wait([sending[number]])
        await short_lived(writer)

    tokens = [short_lived] * rounds + [granted_once_another_is_refused] * rounds + [short_lived]
    server = await script(*(_upon(gate, REFUSED) for gate in gates), EMPTY, tokens=tokens)
    mico = opened(server, time=time)
    for _ in range(rounds):
        sending.append(asyncio.create_task(requests.create_bulk(mico)))
        await server.comes(1)
    asking = asyncio.create_task(requests.read(mico))
    for _ in range(rounds):
        await time.asleep(1)
        assert len(server.asked) == rounds
        await time.advance(60)
    assert await asking == []
    errors = await asyncio.gather(*sending, return_exceptions=True)
    assert [type(error) for error in errors] == [Retriable] * rounds


async def test_a_token_s_429_holds_up_everybody(
    script: Script, opened: Opened, time: HeldStopwatch
) -> None:
    server = await script(EMPTY, tokens=[REFUSED, grant()])
    mico = opened(server, time=time)
    asking = [asyncio.create_task(requests.read(mico)) for _ in range(30)]
    await time.asleep(30)
    assert (len(server.asked_for_token), len(server.asked)) == (1, 0)
    await time.advance(60)
    assert await asyncio.gather(*asking) == [[]] * 30
    assert len(server.asked_for_token) == 2


async def test_without_retry_after_everybody_stays_away_for_a_while(
    script: Script, opened: Opened, time: HeldStopwatch
) -> None:
    server = await script(answer(429), EMPTY)
    mico = opened(server, time=time)
    await _paused(mico)
    asking = asyncio.create_task(requests.read(mico))
    await time.asleep(1)
    await time.advance(0.45)
    assert len(server.asked) == 1
    await time.advance(1.05)
    assert await asking == []


async def test_once_the_api_answers_again_the_next_pause_is_short(
    script: Script, opened: Opened
) -> None:
    refused = answer(429)
    server = await script(*[refused] * 6, EMPTY, refused)
    mico = opened(server)
    for _ in range(6):
        await mico.ready()
        await _paused(mico)
    await requests.read(mico)
    await _paused(mico)
    with pytest.raises(Retriable) as caught:
        await requests.create_bulk(mico)
    assert 0.5 <= caught.value.retry_after <= 1.5


async def test_the_pause_counts_real_seconds_however_fast_the_clock(
    script: Script, opened: Opened, time: HeldStopwatch, clock: ManualClock
) -> None:
    server = await script(REFUSED, EMPTY)
    mico = opened(server, time=time)
    await _paused(mico)
    clock.advance(3600)
    asking = asyncio.create_task(requests.read(mico))
    await time.asleep(1)
    assert len(server.asked) == 1
    await time.advance(60)
    assert await asking == []


async def test_a_429_whose_body_never_comes_pauses_all_the_same(
    script: Script, opened: Opened
) -> None:
    async def headers_only(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 429 Too Many\r\nRetry-After: 60\r\nContent-Length: 9\r\n\r\n")
        await silence(writer)

    mico = opened(await script(headers_only))
    with pytest.raises(Exception, match="no answer"):
        await requests.create_bulk(mico)
    with pytest.raises(Retriable) as caught:
        await requests.create_bulk(mico)
    assert caught.value.retry_after == 60


async def test_ready_is_at_once_where_nothing_was_refused(
    script: Script, opened: Opened, waits: list[float]
) -> None:
    await opened(await script(EMPTY)).ready()
    assert waits == []


async def test_ready_waits_for_the_end_of_the_pause(
    script: Script, opened: Opened, waits: list[float]
) -> None:
    server = await script(REFUSED, DONE)
    mico = opened(server)
    await _paused(mico)
    await mico.ready()
    assert waits == [60]
    await requests.create_bulk(mico)


async def test_who_is_cancelled_in_a_pause_changes_nothing_for_the_others(
    script: Script, opened: Opened, time: HeldStopwatch
) -> None:
    server = await script(REFUSED, EMPTY)
    mico = opened(server, time=time)
    refused, other = (asyncio.create_task(requests.read(mico)) for _ in range(2))
    await time.asleep(1)
    await server.comes(1)
    refused.cancel()
    with pytest.raises(asyncio.CancelledError):
        await refused
    with pytest.raises(Retriable) as caught:
        await requests.create_bulk(mico)
    assert caught.value.retry_after == 60
    await time.advance(60)
    assert await other == []
