"""Steps that change nothing are not taken again and again: the run ends with a sentence."""

from datetime import datetime, timedelta

import pytest

from outbound.delivery import steps
from outbound.delivery.loading import load_one
from outbound.delivery.ownership import owning
from outbound.delivery.release import WindowEndedError
from outbound.delivery.run_loop import StuckError, run_to_release
from outbound.delivery.session import OfflineSession, Session
from outbound.delivery.steps import CountCalls, Step, Wait
from outbound.delivery.stopping import StoppedError, request_stop
from outbound.ledger import LedgerSchedule
from tests.delivery.bench import END, Bench, deliver_all
from tests.delivery.conftest import Opened
from tests.delivery.test_single_calls import (
    TWO_DAYS,
    UNLUCKY,
    deliver,
    follow_the_day,
    launch,
    staged,
)
from tests.delivery.wire import LIST, NEW_SCHEDULE, answers


async def test_a_single_call_that_is_sought_in_the_wrong_batch_is_noticed(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def from_the_first_batch(
        session: Session, schedule: LedgerSchedule, _batch: int, **options: object
    ) -> object:
        return await load_one(session, schedule, 1, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "load_one", from_the_first_batch)
    bench = await opened(mix=UNLUCKY)
    await staged(bench, launch(TWO_DAYS))
    await deliver(bench)
    await follow_the_day(bench)
    with pytest.raises(StuckError, match="create-call changed nothing"):
        await deliver(bench)


LAST_SECOND = END - timedelta(milliseconds=500)


async def test_in_a_windows_last_second_no_schedule_is_offered(bench: Bench) -> None:
    await bench.staged(3)
    bench.at(LAST_SECOND)
    with pytest.raises(WindowEndedError):
        await deliver_all(bench.session)
    assert bench.wire.count(NEW_SCHEDULE) == 0


async def test_a_schedule_that_is_offered_in_vain_is_noticed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_fractions(self: OfflineSession) -> datetime:
        return self.clock.now()

    monkeypatch.setattr(OfflineSession, "soonest_start", with_fractions)
    await bench.staged(3)
    bench.at(LAST_SECOND)
    with pytest.raises(StuckError, match="create-schedule changed nothing"):
        await deliver_all(bench.session)


async def _nothing(_step: Step) -> None:
    """The step is taken, and comes to nothing."""


async def test_the_run_can_be_resumed_and_nothing_was_released(bench: Bench) -> None:
    await bench.ready(3)
    with pytest.raises(StuckError, match="outbound resume spring"):
        await run_to_release(bench.session, await bench.run(), _nothing)
    assert not any(schedule["is_enabled"] for schedule in bench.schedules())
    await deliver_all(bench.session)
    assert (await bench.count()).released == 3


async def test_a_lease_that_is_renewed_meanwhile_is_no_change(bench: Bench) -> None:
    run = await bench.staged(3)
    async with owning(bench.session, run) as owned:

        async def take(_step: Step) -> None:
            await owned.ledger.leases.acquire(
                run.id, "me", lasting=timedelta(hours=1), now=bench.clock.now(), is_free=True
            )

        with pytest.raises(StuckError):
            await run_to_release(bench.session, run, take)


async def test_waiting_may_be_repeated(bench: Bench) -> None:
    """For a request that may still be under way although its sender is gone."""
    schedule = await bench.ready(3)
    await bench.ledger.schedules.intend_enabling(schedule, now=bench.clock.now())
    run, waited = await bench.run(), 0

    async def take(step: Step) -> None:
        nonlocal waited
        if isinstance(step, Wait):
            waited += 1
            bench.clock.advance(1)
        else:
            await step.take(bench.session, run)

    await run_to_release(bench.session, run, take)
    assert waited > 3


async def test_a_step_that_raised_may_be_repeated(bench: Bench) -> None:
    await bench.loaded(3)
    bench.wire.meets(LIST, answers(503), times=4)
    await deliver_all(bench.session)
    assert (await bench.count()).released == 3


async def test_a_stop_still_wins(bench: Bench) -> None:
    await bench.ready(3)
    run = await bench.run()

    async def stopped_meanwhile(_step: Step) -> None:
        await request_stop(bench.session, run)

    with pytest.raises(StoppedError):
        await run_to_release(bench.session, run, stopped_meanwhile)


def test_steps_are_equal_by_what_they_are_about() -> None:
    assert CountCalls("a") == CountCalls("a") != CountCalls("b")
