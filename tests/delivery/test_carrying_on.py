"""One holder at a time; a run is carried on, given another window, or looked after."""

import asyncio
import fcntl
from datetime import datetime, timedelta

import httpx
import pytest

from outbound.delivery.ownership import RunOwnedError, owning
from outbound.delivery.recovery import recover
from outbound.delivery.release import WindowEndedError
from outbound.delivery.resuming import carry_on, give_window, refuse_another_api
from outbound.delivery.stopping import StoppedError, disable_schedules, request_stop
from outbound.ledger import ScheduleState
from outbound.ledger.locks import lock_file
from outbound.mistakes import UserMistake
from outbound.planning import Between
from tests.delivery.bench import END, Bench, deliver_all
from tests.delivery.conftest import Opened
from tests.delivery.wire import (
    BULK,
    NEW_CAMPAIGN,
    NEW_SCHEDULE,
    SWITCH,
    PassOn,
    answer_is_lost,
    answers,
    nobody_is_there,
)
from tests.ledger.columns import set_run, set_schedule
from tests.sandbox.caller import START

KEY = "spring"
NEXT_DAY = Between(starts_at=START + timedelta(days=1), ends_at=END + timedelta(days=1))


async def deliver(bench: Bench) -> None:
    async with owning(bench.session, await bench.run()) as owned:
        await deliver_all(owned)


async def stop(bench: Bench) -> None:
    await request_stop(bench.session, await bench.run())
    assert (await disable_schedules(bench.session, await bench.run())).problem is None


async def resume_in(bench: Bench, window: Between) -> None:
    async with owning(bench.session, await bench.run()) as owned:
        await give_window(owned, await bench.record(), window)
        await deliver_all(owned)


def attempts(bench: Bench) -> dict[str, int]:
    """In how many of their calls each person was called."""
    called = [call["external_id"] for call in bench.calls() if call["attempts"]]
    return {person: called.count(person) for person in called}


class Killed(BaseException):
    """As a signal ends a process: nobody handles it."""


async def carried_out_and_then_it_died(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
    await pass_on(request)
    raise Killed


async def test_whoever_comes_second_is_told_who_works_on_the_run(bench: Bench) -> None:
    run = await bench.staged(3)
    async with owning(bench.session, run):
        with pytest.raises(RunOwnedError, match=r"worked on by another process.*\(process \d+\)"):
            async with owning(bench.session, run):
                pass
    async with owning(bench.session, run):
        pass


async def test_a_holder_that_has_not_yet_said_who_it_is_is_given_a_moment(bench: Bench) -> None:
    run = await bench.staged(3)
    assert bench.ledger.file is not None

    async def come_second() -> None:
        async with owning(bench.session, run):
            pass

    with lock_file(bench.ledger.file, f"run-{run.id}") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = asyncio.create_task(come_second())
        await asyncio.sleep(0)  # it has found the run locked
        lock.write("process 4711\n")
        lock.flush()
        with pytest.raises(RunOwnedError, match=r"\(process 4711\)"):
            await second


async def test_a_holder_that_is_about_to_end_is_waited_for(bench: Bench) -> None:
    run = await bench.staged(3)
    assert bench.ledger.file is not None

    async def come_second() -> str:
        async with owning(bench.session, run):
            return "has it"

    with lock_file(bench.ledger.file, f"run-{run.id}") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = asyncio.create_task(come_second())
        await asyncio.sleep(0)  # it has found the run locked
    assert await second == "has it"


async def test_two_runs_do_not_hold_each_other_up(bench: Bench) -> None:
    async with (
        owning(bench.session, await bench.staged(3)),
        owning(bench.session, await bench.staged(3, "another")),
    ):
        pass


async def test_what_was_sent_by_a_launcher_that_died_is_looked_up(bench: Bench) -> None:
    await bench.staged(5)
    bench.wire.meets(BULK, carried_out_and_then_it_died)
    with pytest.raises(Killed):
        await deliver(bench)
    await deliver(bench)
    assert (len(bench.calls()), bench.wire.count(BULK)) == (5, 1)
    assert (await bench.count()).is_delivered


async def test_nothing_is_asked_again_that_the_ledger_knows(bench: Bench) -> None:
    await bench.staged(5, campaign={"name": "Recalls"})
    await deliver(bench)
    before = list(bench.wire.asked)
    await deliver(bench)
    assert bench.wire.asked == before
    assert bench.wire.count(NEW_CAMPAIGN) == bench.wire.count(NEW_SCHEDULE) == 1


async def test_an_outage_of_an_hour_does_not_end_a_run_that_has_window_left(bench: Bench) -> None:
    await bench.staged(5)
    bench.wire.meets(BULK, nobody_is_there, times=70)
    await deliver(bench)
    assert bench.clock.now() > START + timedelta(minutes=50)
    assert (await bench.count()).is_delivered


async def test_a_run_whose_window_ends_while_loading_holds_everybody_for_another_one(
    bench: Bench,
) -> None:
    await bench.staged(5)
    bench.wire.meets(SWITCH, nobody_is_there, times=10_000)
    with pytest.raises(WindowEndedError, match="outbound resume spring --window"):
        await deliver(bench)
    assert (await bench.count()).held == 5
    bench.wire.troubles.clear()
    await resume_in(bench, NEXT_DAY)
    counts = await bench.count()
    assert (counts.released, counts.held) == (5, 0)
    bench.at(NEXT_DAY.ends_at)
    assert attempts(bench) == {f"P-{number}": 1 for number in range(1, 6)}


async def test_a_run_that_died_before_its_list_was_read_is_given_another_window(
    bench: Bench,
) -> None:
    run = await bench.begun()
    bench.at(END)
    async with owning(bench.session, run) as owned:
        await give_window(owned, await bench.record(), NEXT_DAY)
    await bench.staged(3)
    await deliver(bench)
    assert (await bench.count()).is_delivered
    assert (await bench.schedule()).ends_at == NEXT_DAY.ends_at


async def test_a_run_that_is_over_is_given_no_other_window(bench: Bench) -> None:
    await bench.released(1)
    await bench.follow()
    with pytest.raises(UserMistake, match="is finished: nobody is left to be called"):
        await give_window(bench.session, await bench.record(), NEXT_DAY)


async def test_a_stopped_run_is_carried_on_only_in_another_window(bench: Bench) -> None:
    await bench.released(3)
    await stop(bench)
    with pytest.raises(StoppedError, match="in a new window"):
        await carry_on(bench.session, await bench.run())


async def test_after_a_stop_only_who_was_not_called_is_called_in_the_new_window(
    opened: Opened,
) -> None:
    bench = await opened(lines=2)
    await bench.released(6)
    bench.clock.advance(1)
    before = attempts(bench)
    await stop(bench)
    assert len(before) == 2
    await resume_in(bench, NEXT_DAY)
    bench.at(NEXT_DAY.ends_at)
    assert attempts(bench) == {f"P-{number}": 1 for number in range(1, 7)}
    assert (await bench.count()).adds_up


async def test_where_lists_show_no_attempts_who_was_called_is_asked_for_by_name(
    opened: Opened,
) -> None:
    bench = await opened(lines=2, lists_attempts=False)
    await bench.released(6)
    bench.clock.advance(1)
    bench.calls()
    await stop(bench)
    await resume_in(bench, NEXT_DAY)
    bench.at(NEXT_DAY.ends_at)
    assert attempts(bench) == {f"P-{number}": 1 for number in range(1, 7)}


async def test_a_run_that_is_calling_is_not_given_another_window(bench: Bench) -> None:
    await bench.released(3)
    with pytest.raises(UserMistake, match="stop it first"):
        await give_window(bench.session, await bench.record(), NEXT_DAY)


async def test_asking_twice_for_the_same_window_is_asking_once(opened: Opened) -> None:
    bench = await opened(lines=1)
    await bench.released(3)
    await stop(bench)
    await resume_in(bench, NEXT_DAY)
    schedules = len(bench.schedules())
    await resume_in(bench, NEXT_DAY)
    assert len(bench.schedules()) == schedules == 2


async def test_a_run_belongs_to_its_api(bench: Bench) -> None:
    run = await bench.staged(1)
    await set_run(bench.ledger, run.id, base_url="https://api.micovoice.com")
    with pytest.raises(UserMistake, match=r"was begun on https://api\.micovoice\.com"):
        refuse_another_api(bench.session, await bench.run())


async def test_recovery_carries_a_wish_to_stop_out(bench: Bench) -> None:
    await bench.released(3)
    await request_stop(bench.session, await bench.run())
    (recovered,) = await recover(bench.session)
    assert "confirmed" in recovered.finding
    assert [schedule["is_enabled"] for schedule in bench.schedules()] == [False]


async def test_recovery_says_when_mico_has_not_confirmed_a_stop(bench: Bench) -> None:
    await bench.released(3)
    await request_stop(bench.session, await bench.run())
    bench.wire.meets(SWITCH, answers(503))
    (recovered,) = await recover(bench.session)
    assert "not confirmed" in recovered.finding
    assert not recovered.is_over


async def test_recovery_follows_calls_that_nobody_follows_to_their_end(bench: Bench) -> None:
    await bench.released(5)
    while (recovered := await recover(bench.session)) and not recovered[0].is_over:
        assert not recovered[0].waits_for_you
        bench.clock.advance(60)
    assert (await bench.count()).closed == 5
    assert await recover(bench.session) == []


async def test_recovery_releases_nobody(bench: Bench) -> None:
    await bench.loaded(5)
    (recovered,) = await recover(bench.session)
    assert "outbound resume spring" in recovered.finding
    assert recovered.waits_for_you
    assert bench.wire.count(SWITCH) == 0
    assert (await bench.record()).given_up_at is not None


async def test_recovery_leaves_a_run_alone_that_somebody_works_on(bench: Bench) -> None:
    await bench.released(3)
    async with owning(bench.session, await bench.run()):
        asked = len(bench.wire.asked)
        (recovered,) = await recover(bench.session)
        assert recovered.finding == "is being worked on"
        assert len(bench.wire.asked) == asked


async def test_recovery_looks_again_at_what_was_released_after_doubt(bench: Bench) -> None:
    schedule = await bench.loaded(3)
    await set_schedule(bench.ledger, schedule.id, doubted=True)
    await bench.session.api.schedules.enable(str(schedule.uid))
    await set_schedule(
        bench.ledger,
        schedule.id,
        state=ScheduleState.ENABLED,
        enable_asked_at=START,
        enabled_at=START,
    )
    await recover(bench.session)
    assert (await bench.schedule()).verified_at is not None


async def test_an_enabling_without_an_answer_is_asked_for_again_once_it_is_over(
    bench: Bench,
) -> None:
    await bench.staged(3)
    bench.wire.meets(SWITCH, answer_is_lost)
    await deliver(bench)
    asked_at = [s["at"] for s in bench.schedules()[0]["switchings"] if s["is_enabled"]]
    first, second = map(datetime.fromisoformat, asked_at)
    assert second >= first + bench.session.request_deadline


async def test_a_stop_that_came_after_a_resume_was_asked_for_stands(bench: Bench) -> None:
    await bench.released(3)
    await stop(bench)
    asked = await bench.record()
    bench.clock.advance(1)
    await request_stop(bench.session, await bench.run())
    with pytest.raises(StoppedError):
        await give_window(bench.session, asked, NEXT_DAY)
    stands = (await bench.record()).stop_wished_at
    assert stands is not None
    assert stands != asked.stop_wished_at


async def test_whoever_was_held_back_is_not_closed_before_the_new_window(opened: Opened) -> None:
    bench = await opened(lines=1)
    await bench.released(4)
    bench.clock.advance(1)
    await stop(bench)
    bench.at(END + timedelta(hours=1))
    await give_window(bench.session, await bench.record(), NEXT_DAY)
    await recover(bench.session)
    assert (await bench.count()).open >= 3


async def test_killed_before_the_enabling_left_nobody_counts_as_released(bench: Bench) -> None:
    schedule = await bench.ready(3)
    assert await bench.ledger.schedules.intend_enabling(schedule, now=bench.clock.now())
    while not (recovered := await recover(bench.session))[0].is_over:
        bench.clock.advance(600)
    assert "outbound resume spring" in recovered[0].finding
    counts = await bench.count()
    assert (counts.held, counts.closed) == (3, 0)


async def test_no_enabling_is_intended_where_somebody_wishes_to_stop(bench: Bench) -> None:
    schedule = await bench.ready(3)
    await request_stop(bench.session, await bench.run())
    assert not await bench.ledger.schedules.intend_enabling(schedule, now=bench.clock.now())


async def test_a_schedule_that_is_disabled_though_nobody_wishes_to_stop_is_left(
    opened: Opened,
) -> None:
    bench = await opened(lines=1)
    schedule = await bench.released(4)
    await bench.session.api.schedules.disable(str(schedule.uid))
    await bench.ledger.schedules.disabled(schedule, now=bench.clock.now())
    await deliver(bench)
    bench.at(END)
    assert attempts(bench) == {f"P-{number}": 1 for number in range(1, 5)}
