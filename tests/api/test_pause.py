"""A pause of the whole client: how long it is, and who waits for its end."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.api.pause import Pause
from tests.api.stopwatch import HeldStopwatch, Stopwatch

seconds = st.floats(min_value=0, max_value=86_400)


def _pause(time: Stopwatch | HeldStopwatch) -> Pause:
    return Pause(time.now, time.sleep)


async def test_without_a_pause_nobody_waits(stopwatch: Stopwatch) -> None:
    pause = _pause(stopwatch)
    await pause.over()
    assert (pause.remaining, stopwatch.waits) == (0, [])


async def test_it_lasts_as_long_as_the_api_asks(stopwatch: Stopwatch) -> None:
    pause = _pause(stopwatch)
    pause.refused(120)
    assert pause.remaining == 120
    await pause.over()
    assert (pause.remaining, stopwatch.waits) == (0, [120])


async def test_it_goes_by_while_nobody_waits(stopwatch: Stopwatch) -> None:
    pause = _pause(stopwatch)
    pause.refused(120)
    stopwatch.seconds += 50
    assert pause.remaining == 70
    stopwatch.seconds += 70
    assert pause.remaining == 0


async def test_it_is_never_shortened(stopwatch: Stopwatch) -> None:
    pause = _pause(stopwatch)
    pause.refused(120)
    pause.refused(5)
    pause.refused(0)
    pause.answered()
    assert pause.remaining == 120


async def test_who_waits_waits_for_the_end_of_one_that_gets_longer() -> None:
    time = HeldStopwatch()
    pause = _pause(time)
    pause.refused(10)
    waiting = asyncio.create_task(pause.over())
    await time.asleep(1)
    pause.refused(60)
    await time.advance(10)
    assert not waiting.done()
    await time.advance(50)
    assert waiting.done()


@given(refusals=st.lists(st.tuples(seconds, seconds), min_size=1))
def test_nobody_asks_sooner_than_any_answer_allowed(refusals: list[tuple[float, float]]) -> None:
    time = Stopwatch()
    pause, allowed = _pause(time), 0.0
    for passed, retry_after in refusals:
        time.seconds += passed
        pause.refused(retry_after)
        allowed = max(allowed, time.seconds + retry_after)
    asyncio.run(pause.over())
    assert time.seconds >= allowed or time.seconds == pytest.approx(allowed)


async def _unasked_pauses(pause: Pause, time: Stopwatch, count: int) -> list[float]:
    for _ in range(count):
        pause.refused(0)
        await pause.over()
    return time.waits[-count:]


async def test_unasked_they_grow_up_to_half_a_minute_with_jitter(stopwatch: Stopwatch) -> None:
    lengths = await _unasked_pauses(_pause(stopwatch), stopwatch, 9)
    bases = [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert all(base <= of <= base + 1.001 for base, of in zip(bases, lengths, strict=True))
    assert len({of - base for base, of in zip(bases, lengths, strict=True)}) > 1


async def test_many_refusals_of_what_left_before_it_are_one(stopwatch: Stopwatch) -> None:
    pause = _pause(stopwatch)
    pause.refused(0)
    first = pause.remaining
    for _ in range(20):
        pause.refused(0)
    assert pause.remaining == first
    await pause.over()
    assert (await _unasked_pauses(pause, stopwatch, 1))[0] <= 2.001


async def test_once_the_api_answers_again_the_next_is_short(stopwatch: Stopwatch) -> None:
    pause = _pause(stopwatch)
    await _unasked_pauses(pause, stopwatch, 5)
    pause.answered()
    assert (await _unasked_pauses(pause, stopwatch, 1))[0] <= 1.501


async def test_an_answer_to_what_left_before_it_does_not_make_the_next_short(
    stopwatch: Stopwatch,
) -> None:
    pause = _pause(stopwatch)
    await _unasked_pauses(pause, stopwatch, 5)
    pause.refused(0)
    pause.answered()
    await pause.over()
    assert (await _unasked_pauses(pause, stopwatch, 1))[0] >= 30


async def test_what_was_slept_is_past_even_where_a_test_s_time_stands_still() -> None:
    async def sleep(_seconds: float) -> None:
        pass

    pause = Pause(lambda: 0, sleep)
    pause.refused(3600)
    await asyncio.wait_for(pause.over(), 5)
    assert pause.remaining == 0


async def test_who_gives_up_waiting_changes_nothing_for_the_others() -> None:
    time = HeldStopwatch()
    pause = _pause(time)
    pause.refused(10)
    first, second = (asyncio.create_task(pause.over()) for _ in range(2))
    await time.asleep(2)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert pause.remaining == 10
    await time.advance(9)
    assert not second.done()
    await time.advance(1)
    assert second.done()
