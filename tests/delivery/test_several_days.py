"""From one day to the next: who was not reached in one window is called in the next, once."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

import httpx
import pytest

from outbound.delivery.admission import admit
from outbound.delivery.next_window import has_more_days, is_any_day_over
from outbound.delivery.ownership import owning
from outbound.delivery.recovery import recover
from outbound.delivery.release import WindowEndedError
from outbound.delivery.requests import CallCap, Checks
from outbound.delivery.resuming import give_window
from outbound.delivery.run_loop import run_to_release
from outbound.delivery.runs import get_run
from outbound.delivery.steps import CreateSchedule, EnableSchedule, MoveToNextWindow, Step
from outbound.delivery.stopping import StoppedError, disable_schedules, request_stop
from outbound.ledger import GRACE
from outbound.mistakes import UserMistake
from outbound.planning import Between, InWords
from outbound.sandbox.mix import Mix
from tests.delivery.bench import END, Bench, Json
from tests.delivery.conftest import Opened
from tests.delivery.wire import (
    BULK,
    DETAIL,
    LIST,
    NEW_SCHEDULE,
    SWITCH,
    PassOn,
    answer_is_changed,
    answers,
    nobody_is_there,
)
from tests.ledger.columns import set_run
from tests.sandbox.caller import START

KEY = "spring"
DAY = timedelta(days=1)
TWO_DAYS = InWords(windows=["2026-11-24 09:00-12:00 UTC", "2026-11-25 09:00-12:00 UTC"])
THIRD_DAY = Between(starts_at=START + 2 * DAY, ends_at=END + 2 * DAY)
UNLUCKY = Mix(endings={"no_answer": 1})
HALF_LUCKY = Mix(endings={"no_answer": 1, "answered": 1})


class Killed(BaseException):
    """As a signal ends a process: nobody handles it."""


async def carried_out_and_then_it_died(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
    await pass_on(request)
    raise Killed


async def passed_on(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
    return await pass_on(request)


async def stop(bench: Bench) -> None:
    await request_stop(bench.session, await bench.run())
    assert (await disable_schedules(bench.session, await bench.run())).problem is None


async def resume_in(bench: Bench, window: Between) -> None:
    async with owning(bench.session, await bench.run()) as owned:
        await give_window(owned, await bench.record(), window)
    await see_through(bench)


async def deliver(bench: Bench, before: Callable[[Step], Awaitable[None]] | None = None) -> None:
    """Follow the course; `before` happens before each step."""
    async with owning(bench.session, await bench.run()) as owned:

        async def taking(step: Step) -> None:
            if before is not None:
                await before(step)
            await step.take(owned, await get_run(owned, KEY))

        await run_to_release(owned, await get_run(owned, KEY), taking)


async def follow_the_day(bench: Bench) -> None:
    """Sweep until every call is over, or somebody's next day may begin."""
    while not (
        (await bench.sweep()).is_last or await is_any_day_over(bench.session, await bench.run())
    ):
        bench.clock.advance(1800)


async def see_through(bench: Bench) -> None:
    """Day after day, to the end."""
    await deliver(bench)
    await follow_the_day(bench)
    while await has_more_days(bench.session, await bench.run()):
        await deliver(bench)
        await follow_the_day(bench)


def answered(bench: Bench) -> Counter[str]:
    """How often each person has answered, in truth."""
    return Counter(
        call["external_id"]
        for call in bench.calls()
        for attempt in call["attempts"]
        if attempt["status"] == "hangup"
    )


def attempts(bench: Bench) -> Counter[tuple[str, date]]:
    """How often each person was called on each day, in truth."""
    return Counter(
        (call["external_id"], datetime.fromisoformat(attempt["started_at"]).date())
        for call in bench.calls()
        for attempt in call["attempts"]
    )


async def test_who_was_not_reached_on_one_day_is_called_on_the_next(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(4, window=TWO_DAYS, retry_intervals=[300])
    await see_through(bench)
    days = [START.date(), (START + DAY).date()]
    assert attempts(bench) == {(f"P-{n}", day): 2 for n in range(1, 5) for day in days}
    counts = await bench.count()
    assert (counts.closed, counts.attempts, counts.is_delivered) == (4, 16, True)


async def test_who_was_reached_is_not_called_again(opened: Opened) -> None:
    bench = await opened(mix=HALF_LUCKY)
    await bench.staged(30, window=TWO_DAYS, retry_intervals=[])
    await see_through(bench)
    called = Counter(call["external_id"] for call in bench.calls() if call["attempts"])
    assert set(answered(bench).values()) == {1}
    on_day_one = {c["external_id"] for c in bench.calls()[:30] if c["attempts"][0]["answered_at"]}
    assert called == {f"P-{n}": 1 if f"P-{n}" in on_day_one else 2 for n in range(1, 31)}
    assert 0 < len(on_day_one) < 30
    assert (await bench.count()).is_delivered


async def test_the_days_schedule_is_disabled_before_the_next_one_is_filled(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    await follow_the_day(bench)
    before = len(bench.wire.asked)
    await deliver(bench)
    asked = bench.wire.asked[before:]
    is_first = [re.search(pattern, asked[0]) is not None for pattern in (SWITCH, BULK)]
    assert is_first == [True, False]
    first, second = bench.schedules()
    assert (first["is_enabled"], second["is_enabled"]) == (False, True)


async def test_nothing_is_filled_as_long_as_the_day_is_not_confirmed_as_disabled(
    opened: Opened,
) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    bench.at(END + GRACE)
    bulks = bench.wire.count(BULK)
    bench.wire.meets(SWITCH, answers(503), times=5)

    async def nothing_is_filled(_step: Step) -> None:
        if any(trouble[2] for trouble in bench.wire.troubles):
            assert bench.wire.count(BULK) == bulks

    await deliver(bench, nothing_is_filled)
    assert bench.wire.count(BULK) == bulks + 1


async def test_whoever_may_just_be_talking_is_not_called_again(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    await follow_the_day(bench)

    def still_rings(call: Json) -> Json:
        return {**call, "outbound_call_attempts": [{"uid": "ringing", "status": "ringing"}]}

    bench.wire.meets(DETAIL, answer_is_changed(still_rings))
    await deliver(bench)
    assert len(bench.calls()) == 3 + 2
    await see_through(bench)
    assert (await bench.count()).is_delivered


async def test_whoever_cannot_be_read_is_not_called_again(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    await follow_the_day(bench)
    bench.wire.meets(DETAIL, answers(404))
    await see_through(bench)
    assert len(bench.calls()) == 3 + 2
    assert (await bench.count()).is_delivered


async def test_attempts_that_nobody_has_read_are_remembered_when_the_day_is_over(
    opened: Opened,
) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    bench.at(END + GRACE)
    await deliver(bench)
    assert (await bench.count()).attempts == 3


async def test_the_cap_counts_the_day_before(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    cap = Checks(cap=CallCap(max_calls=3, within_hours=48))
    await bench.staged(2, window=TWO_DAYS, retry_intervals=[300], checks=cap)
    await deliver(bench)
    bench.at(END + GRACE)
    await see_through(bench)
    days = [START.date(), (START + DAY).date()]
    assert attempts(bench) == {
        (f"P-{n}", day): calls for n in (1, 2) for day, calls in zip(days, (2, 1), strict=True)
    }


async def test_another_runs_cap_counts_both_days_of_a_call_that_is_open(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(1, window=TWO_DAYS, retry_intervals=[300])
    await deliver(bench)
    await follow_the_day(bench)
    await deliver(bench)
    cap = Checks(cap=CallCap(max_calls=5, within_hours=48))
    later = Between(starts_at=START + DAY, ends_at=END + DAY)
    await bench.staged(1, "summer", window=later, retry_intervals=[300, 300, 300], checks=cap)
    (segment,) = await bench.ledger.segments.of_run((await bench.run("summer")).id)
    assert segment.most_calls == 5 - (2 + 2)


async def test_who_is_put_on_the_list_meanwhile_is_not_called_on_the_next_day(
    opened: Opened,
) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(2, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    await bench.ledger.suppressions.add(["+812000000001"], reason="asked", now=START)
    await see_through(bench)
    called = Counter(call["external_id"] for call in bench.calls() if call["attempts"])
    assert called == {"P-1": 1, "P-2": 2}
    counts = await bench.count()
    assert (counts.suppressed, counts.closed, counts.is_delivered) == (1, 1, True)


async def test_whoever_was_too_late_for_one_day_is_called_on_the_next(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])

    async def late(step: Step) -> None:
        if isinstance(step, EnableSchedule) and bench.clock.now() < END:
            bench.at(END - timedelta(seconds=1))
            bench.wire.meets(SWITCH, nobody_is_there, times=3)

    await deliver(bench, late)
    await see_through(bench)
    assert attempts(bench) == {(f"P-{n}", (START + DAY).date()): 1 for n in range(1, 4)}
    assert (await bench.count()).is_delivered


async def test_so_is_whoever_was_too_late_of_whom_mico_shows_null_in_place_of_no_attempts(
    opened: Opened,
) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(2, window=TWO_DAYS, retry_intervals=[])
    without = answer_is_changed(lambda call: {**call, "outbound_call_attempts": None})
    bench.wire.meets(DETAIL, without, times=2)

    async def too_late(step: Step) -> None:
        if isinstance(step, EnableSchedule):
            bench.at(max(END, bench.clock.now()))

    await deliver(bench, too_late)
    assert (await bench.count()).is_delivered
    bench.at(START + DAY + timedelta(hours=1))
    assert len(attempts(bench)) == 2


async def test_a_day_that_ends_before_its_schedule_is_created_does_not_end_the_run(
    opened: Opened,
) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])

    async def just_ended(step: Step) -> None:
        if isinstance(step, CreateSchedule):
            bench.at(max(END, bench.clock.now()))

    await deliver(bench, just_ended)
    await see_through(bench)
    assert attempts(bench) == {(f"P-{n}", (START + DAY).date()): 1 for n in range(1, 4)}


async def test_a_pause_over_the_end_of_a_day_does_not_end_the_run(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])

    async def paused(step: Step) -> None:
        if isinstance(step, EnableSchedule) and bench.clock.now() < END:
            bench.at(END)

    await deliver(bench, paused)
    await see_through(bench)
    assert attempts(bench) == {(f"P-{n}", (START + DAY).date()): 1 for n in range(1, 4)}


async def test_what_was_in_doubt_when_the_launcher_died_is_called_on_the_next_day(
    opened: Opened,
) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    bench.wire.meets(BULK, carried_out_and_then_it_died)
    with pytest.raises(Killed):
        await deliver(bench)
    bench.at(END + GRACE)
    await see_through(bench)
    assert attempts(bench) == {(f"P-{n}", (START + DAY).date()): 1 for n in range(1, 4)}
    assert (await bench.count()).is_delivered


async def test_a_run_goes_on_until_the_last_of_its_days_ends(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    assert (await bench.record()).ends_at == END + DAY


async def test_an_outage_at_the_end_of_a_day_does_not_end_the_run(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    await follow_the_day(bench)
    bench.at(END + GRACE)
    bench.wire.meets(".", nobody_is_there, times=50)
    await see_through(bench)
    assert len(attempts(bench)) == 6


async def test_the_people_of_a_run_are_not_called_by_another_one_on_its_second_day(
    opened: Opened,
) -> None:
    bench = await opened(mix=UNLUCKY)
    run = await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await admit(bench.session, run, allow_overlap=False, again=True)
    later = Between(starts_at=START + DAY, ends_at=END + DAY)
    other = await bench.staged(3, "summer", window=later)
    await set_run(bench.ledger, other.id, starts_at=START + DAY, ends_at=END + DAY)
    with pytest.raises(UserMistake, match="stand in the run spring"):
        await admit(bench.session, await bench.run("summer"), allow_overlap=False, again=True)


async def test_whoever_waits_for_another_day_is_called_in_another_window(opened: Opened) -> None:
    """Their day is gone, because nobody was there: a new window is the first of its own."""
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    await follow_the_day(bench)
    bench.at(END + DAY)
    with pytest.raises(WindowEndedError):
        await deliver(bench)
    await resume_in(bench, THIRD_DAY)
    days = [START.date(), (START + 2 * DAY).date()]
    assert attempts(bench) == {(f"P-{n}", day): 1 for n in range(1, 4) for day in days}
    assert (await bench.count()).is_delivered


async def test_another_window_instead_of_the_next_day_is_for_who_was_not_reached(
    opened: Opened,
) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    await follow_the_day(bench)
    bench.at(END + GRACE)
    await resume_in(bench, THIRD_DAY)
    days = [START.date(), (START + 2 * DAY).date()]
    assert attempts(bench) == {(f"P-{n}", day): 1 for n in range(1, 4) for day in days}


async def test_a_stop_on_the_second_day_stands_until_there_is_another_window(
    opened: Opened,
) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    await follow_the_day(bench)
    await deliver(bench)
    await stop(bench)
    with pytest.raises(StoppedError):
        await deliver(bench)
    await resume_in(bench, THIRD_DAY)
    days = [START.date(), (START + 2 * DAY).date()]
    assert attempts(bench) == {(f"P-{n}", day): 1 for n in range(1, 4) for day in days}
    assert (await bench.count()).adds_up


async def test_a_stop_between_the_days_calls_nobody_on_the_second(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    await follow_the_day(bench)

    async def stopped(step: Step) -> None:
        if isinstance(step, MoveToNextWindow):
            await request_stop(bench.session, await bench.run())

    with pytest.raises(StoppedError):
        await deliver(bench, stopped)
    bench.at(END + DAY)
    assert {day for _, day in attempts(bench)} == {START.date()}
    counts = await bench.count()
    assert (counts.adds_up, counts.is_delivered) == (True, False)


@pytest.mark.parametrize("steps", range(4, 11))  # from day one's release to day two's
async def test_whenever_it_dies_everybody_is_called_once_a_day(opened: Opened, steps: int) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    left = steps

    async def die(_step: Step) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed

    for _ in range(2):
        with suppress(Killed):
            await deliver(bench, die)
            await follow_the_day(bench)
    await see_through(bench)
    days = [START.date(), (START + DAY).date()]
    assert attempts(bench) == {(f"P-{n}", day): 1 for n in range(1, 4) for day in days}
    counts = await bench.count()
    assert (counts.attempts, counts.closed, counts.is_delivered) == (6, 3, True)


@pytest.mark.parametrize(
    ("request_of", "number"),
    [(SWITCH, 1), (DETAIL, 1), (DETAIL, 3), (NEW_SCHEDULE, 1), (BULK, 1), (LIST, 2), (SWITCH, 2)],
)
async def test_whichever_request_of_the_second_day_it_dies_in_nobody_is_called_twice(
    opened: Opened, request_of: str, number: int
) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    await follow_the_day(bench)
    bench.wire.meets(request_of, passed_on, times=number - 1)
    bench.wire.meets(request_of, carried_out_and_then_it_died)
    with suppress(Killed):
        await deliver(bench)
    bench.wire.troubles.clear()
    await see_through(bench)
    days = [START.date(), (START + DAY).date()]
    assert attempts(bench) == {(f"P-{n}", day): 1 for n in range(1, 4) for day in days}
    assert (await bench.count()).is_delivered


async def test_recovery_says_that_a_day_is_over_and_who_calls_on_the_next(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(2, window=TWO_DAYS, retry_intervals=[])
    await deliver(bench)
    while not (recovered := await recover(bench.session))[0].is_over:
        bench.clock.advance(120)
    assert "outbound resume spring" in recovered[0].finding
    assert recovered[0].waits_for_you
    await see_through(bench)
    assert len(attempts(bench)) == 4
    assert await recover(bench.session) == []


async def test_who_waits_for_another_day_stands_in_a_run_that_goes_on(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    run = await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await admit(bench.session, run, allow_overlap=False, again=True)
    await deliver(bench)
    await follow_the_day(bench)
    await bench.staged(3, "summer", window=Between(starts_at=START + DAY, ends_at=END + DAY))
    with pytest.raises(UserMistake, match="3 people of this list stand in the run spring"):
        await admit(bench.session, await bench.run("summer"), allow_overlap=False, again=True)


async def test_a_run_that_called_people_on_a_day_that_is_over_keeps_its_place(
    opened: Opened,
) -> None:
    bench = await opened(mix=UNLUCKY)
    run = await bench.staged(3, window=TWO_DAYS, retry_intervals=[])
    await admit(bench.session, run, allow_overlap=False, again=True)
    await deliver(bench)
    await follow_the_day(bench)
    schedule = await bench.schedule()
    await MoveToNextWindow(str(schedule.uid)).take(bench.session, await bench.run())
    await recover(bench.session)
    again = await bench.begun("summer", window=THIRD_DAY)
    await set_run(bench.ledger, again.id, list_digest=(await bench.run()).list_digest)
    with pytest.raises(UserMistake, match="under the key spring"):
        await admit(bench.session, await bench.run("summer"), allow_overlap=False, again=False)
