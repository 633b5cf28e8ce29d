"""What must stay disabled is disabled again, and nobody waits unseen in what should call."""

from datetime import timedelta

import pytest

from outbound.api import InDoubt
from outbound.delivery.recovery import recover
from outbound.delivery.release import release
from outbound.delivery.replacing import replace_schedule
from outbound.delivery.session import Sizes
from outbound.delivery.stopping import disable_for_a_while, disable_schedules, request_stop
from outbound.delivery.watching import (
    LONGEST_IDLE,
    enable_again,
    idle_alarm,
    idle_schedules,
    keep_disabled,
)
from outbound.ledger import Because, LeaseLostError, LedgerSchedule, ScheduleState
from outbound.reports import RunState, summarize
from tests.delivery.bench import END, Bench, deliver_all
from tests.delivery.conftest import Opened
from tests.delivery.wire import SWITCH, answer_is_lost, first, request_is_lost
from tests.ledger.columns import set_schedule
from tests.sandbox.caller import START

SECOND = timedelta(seconds=1)


def is_enabled(bench: Bench) -> list[bool]:
    return [schedule["is_enabled"] for schedule in bench.schedules()]


async def switched(bench: Bench, *, is_enabled: bool) -> None:
    """A request that left long ago lands now."""
    schedules = bench.session.api.schedules
    uid = str(bench.schedules()[0]["uid"])
    await (schedules.enable(uid) if is_enabled else schedules.disable(uid))


async def idle(bench: Bench) -> list[LedgerSchedule]:
    run = await bench.run()
    return await idle_schedules(bench.ledger, run.id, bench.clock.now())


async def given_up(bench: Bench, count: int) -> LedgerSchedule:
    """A schedule whose enable was never answered, and whose people are called from another."""
    schedule = await bench.ready(count)
    bench.wire.meets(SWITCH, request_is_lost)
    with pytest.raises(InDoubt):
        await release(bench.session, await bench.run(), schedule)
    bench.clock.advance(40)  # its time is over
    await bench.ledger.schedules.abandon(schedule.id, because=Because.DAY_OVER)
    await replace_schedule(bench.session, await first_schedule(bench))
    await deliver_all(bench.session)
    return await first_schedule(bench)


async def released_after_a_doubtful_disabling(bench: Bench) -> None:
    """A disable was never answered, another one was, and the schedule was released."""
    schedule = await bench.ready(3)
    bench.wire.meets(SWITCH, request_is_lost)
    with pytest.raises(InDoubt):
        await disable_for_a_while(bench.session, schedule)
    await disable_for_a_while(bench.session, schedule)
    await release(bench.session, await bench.run(), schedule)


async def first_schedule(bench: Bench) -> LedgerSchedule:
    known = await bench.ledger.schedules.of_run((await bench.run()).id)
    return min(known, key=lambda schedule: schedule.id)


async def test_an_enabling_that_lands_after_its_schedule_was_given_up_is_undone(
    bench: Bench,
) -> None:
    await given_up(bench, 3)
    await switched(bench, is_enabled=True)
    assert is_enabled(bench) == [True, True]

    await keep_disabled(bench.session, await bench.run())

    assert is_enabled(bench) == [False, True]


async def test_an_enabling_that_lands_after_a_stop_is_undone_by_recovery(bench: Bench) -> None:
    await bench.released(3)
    await request_stop(bench.session, await bench.run())
    await disable_schedules(bench.session, await bench.run())
    await switched(bench, is_enabled=True)

    await recover(bench.session)

    assert is_enabled(bench) == [False]


async def test_after_its_window_nothing_is_watched(bench: Bench) -> None:
    await given_up(bench, 3)
    bench.at(END)
    bench.wire.asked.clear()
    await keep_disabled(bench.session, await bench.run())
    assert not bench.wire.count(SWITCH)


async def test_a_schedule_that_was_never_to_be_enabled_is_not_watched(bench: Bench) -> None:
    schedule = await bench.loaded(3)
    await bench.ledger.schedules.abandon(schedule.id, because=Because.FAULT)
    bench.wire.asked.clear()
    await keep_disabled(bench.session, await bench.run())
    assert not bench.wire.count(SWITCH)


async def test_recovery_goes_on_while_an_enabling_may_still_land(bench: Bench) -> None:
    await given_up(bench, 3)
    await bench.follow()
    bench.at(END - timedelta(minutes=1))

    (recovered,) = await recover(bench.session)

    assert not recovered.is_over
    assert "may still land" in recovered.finding
    bench.at(END)
    assert await recover(bench.session) == []


async def test_who_was_called_from_a_schedule_that_was_given_up_is_named(bench: Bench) -> None:
    await given_up(bench, 3)
    await switched(bench, is_enabled=True)
    bench.clock.advance(600)
    await keep_disabled(bench.session, await bench.run())

    await bench.sweep()

    twice = {call["external_id"] for call in bench.calls() if call["attempts"]}
    rung = [call["external_id"] for call in bench.calls() if call["attempts"]]
    assert len(rung) > len(twice), "somebody was called from both"
    (alarm,) = (await summarize(bench.ledger, "spring")).alarms
    assert "3 people may have been called twice (row 1, 2, 3)" in alarm
    exported = await bench.exported()
    assert all(row["second_call_uid"] for row in exported)


async def test_people_who_wait_for_another_day_were_not_called_twice_by_their_first(
    bench: Bench,
) -> None:
    """Attempts that were read before the person left the schedule are no second call."""
    schedule = await bench.released(3)
    await bench.follow()
    await set_schedule(
        bench.ledger,
        schedule.id,
        state=ScheduleState.DISABLED,
        enable_doubted=True,
        emptied_at=bench.clock.now(),
    )
    await bench.sweep()
    assert not await bench.ledger.calls.second_calls(schedule.run_id)


async def test_a_disabling_that_lands_after_the_release_is_undone(bench: Bench) -> None:
    """One of ours was sent before the release: it may be why nobody is called."""
    await released_after_a_doubtful_disabling(bench)
    await switched(bench, is_enabled=False)
    bench.clock.advance(LONGEST_IDLE.total_seconds())

    await enable_again(bench.session, await bench.run())

    assert is_enabled(bench) == [True]
    assert (await bench.schedule()).state == ScheduleState.ENABLED


async def test_a_schedule_that_somebody_else_has_disabled_is_not_enabled_again(
    bench: Bench,
) -> None:
    await bench.released(3)
    await switched(bench, is_enabled=False)
    bench.clock.advance(LONGEST_IDLE.total_seconds())

    await enable_again(bench.session, await bench.run())

    assert is_enabled(bench) == [False]
    (schedule,) = await idle(bench)
    assert str(schedule.uid) in idle_alarm(schedule)


async def test_a_schedule_whose_disabling_was_answered_is_not_enabled_again(bench: Bench) -> None:
    """It was answered before the release, so that somebody else has disabled it since."""
    schedule = await bench.ready(3)
    await disable_for_a_while(bench.session, schedule)
    await release(bench.session, await bench.run(), schedule)
    await switched(bench, is_enabled=False)
    bench.clock.advance(LONGEST_IDLE.total_seconds())
    await enable_again(bench.session, await bench.run())
    assert is_enabled(bench) == [False]


async def test_recovery_reports_an_idle_schedule_and_enables_nothing(bench: Bench) -> None:
    """A stop may have been carried out while the ledger could not be written."""
    bench.at(START - timedelta(hours=1))
    await released_after_a_doubtful_disabling(bench)
    await switched(bench, is_enabled=False)
    bench.at(START + LONGEST_IDLE)
    (recovered,) = await recover(bench.session)
    assert "Nobody was called" in recovered.finding
    assert recovered.waits_for_you
    assert is_enabled(bench) == [False]


async def test_a_wish_to_stop_comes_before_enabling_again(bench: Bench) -> None:
    await released_after_a_doubtful_disabling(bench)
    await switched(bench, is_enabled=False)
    bench.clock.advance(LONGEST_IDLE.total_seconds())
    await request_stop(bench.session, await bench.run())

    await enable_again(bench.session, await bench.run())

    assert is_enabled(bench) == [False]


async def test_a_schedule_in_which_people_are_called_is_not_idle(bench: Bench) -> None:
    await bench.released(60)
    for _ in range(10):
        bench.clock.advance(LONGEST_IDLE.total_seconds() / 5)
        await bench.sweep()
        assert not await idle(bench)


async def test_a_schedule_is_not_idle_before_its_window_has_begun_for_a_while(
    bench: Bench,
) -> None:
    await bench.released(3)
    await switched(bench, is_enabled=False)
    bench.at(START + LONGEST_IDLE - SECOND)
    assert not await idle(bench)


async def test_a_run_in_whose_window_nobody_was_called_is_no_success(bench: Bench) -> None:
    bench.at(START - timedelta(hours=1))
    await bench.released(3)
    await switched(bench, is_enabled=False)
    await bench.follow()
    summary = await summarize(bench.ledger, "spring")
    assert (summary.is_accounted_for, summary.is_success) == (True, False)
    assert "no attempt for 3 of the 3 calls" in summary.sentence
    assert summary.state == RunState.INCOMPLETE


async def test_a_run_in_whose_window_few_were_called_is_no_success(opened: Opened) -> None:
    bench = await opened(lines=1)
    await bench.released(40)
    bench.clock.advance(300)
    await switched(bench, is_enabled=False)
    await bench.follow()
    called = len({c["external_id"] for c in bench.calls() if c["attempts"]})
    assert 0 < called < 20
    summary = await summarize(bench.ledger, "spring")
    assert f"no attempt for {40 - called} of the 40 calls" in summary.sentence


async def test_an_enabling_that_another_process_does_not_want_any_more_is_undone(
    bench: Bench,
) -> None:
    """Its answer is lost, and the run's next owner has abandoned the schedule meanwhile."""
    schedule = await bench.ready(3)

    async def abandon() -> None:
        await bench.ledger.replacements.abandon_unreleased(schedule.run_id)

    bench.wire.meets(SWITCH, first(abandon, answer_is_lost))
    with pytest.raises(LeaseLostError, match="was disabled again"):
        await release(bench.session, await bench.run(), schedule)
    assert is_enabled(bench) == [False]


async def test_an_unwanted_enabling_that_cannot_be_undone_says_so(bench: Bench) -> None:
    schedule = await bench.ready(3)

    async def abandon() -> None:
        await bench.ledger.replacements.abandon_unreleased(schedule.run_id)

    bench.wire.meets(SWITCH, first(abandon, answer_is_lost))
    bench.wire.meets(SWITCH, request_is_lost, times=5)
    with pytest.raises(LeaseLostError, match="could not be disabled"):
        await release(bench.session, await bench.run(), schedule)


@pytest.mark.parametrize("count", [1, 3])
async def test_who_takes_over_from_a_sleeper_gives_up_every_schedule_that_is_not_released(
    bench: Bench, count: int
) -> None:
    bench.use(Sizes(bulk=1, schedule=1))
    run = await bench.staged(count)
    await deliver_all(bench.session)
    for schedule in await bench.ledger.schedules.of_run(run.id):
        await set_schedule(bench.ledger, schedule.id, state=ScheduleState.READY)
    await bench.ledger.replacements.abandon_unreleased(run.id)
    states = {s.state for s in await bench.ledger.schedules.of_run(run.id)}
    assert states == {ScheduleState.ABANDONED}
