"""The watch over a run's schedules: what must not be enabled is disabled, again and again.

A request may land minutes after it left: its process was asleep, or the network was. An enable that
lands late calls people who have another call by then; a disable that lands late calls nobody. The
API has no request that reads a schedule, so the watch does not ask. It disables once more what must
stay disabled, and it looks whether calls are being made where they should be.
"""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

from outbound.api import MicoError
from outbound.delivery.finality import LONGEST_TALK
from outbound.delivery.release import WindowEndedError, enable
from outbound.delivery.runs import Run
from outbound.delivery.session import Session
from outbound.delivery.stopping import StoppedError, disable
from outbound.ledger import LeaseLostError, Ledger, LedgerSchedule, ScheduleState
from outbound.ledger.calls import Activity
from outbound.ledger.database import LedgerError

# Real seconds.
_LOOK_AGAIN_AFTER = 30.0

LONGEST_IDLE = timedelta(minutes=15)
"""So long nothing needs to happen in a schedule that is enabled: an attempt may show late."""


async def watch_schedules(session: Session, run: Run) -> None:
    """Look after the run's schedules as long as somebody works on it."""
    while True:
        await asyncio.sleep(_LOOK_AGAIN_AFTER)
        try:
            await keep_disabled(session, run)
            await enable_again(session, run)
        except (MicoError, LedgerError):
            continue  # the next look is near
        except LeaseLostError:
            return  # the run's new owner watches


def is_watched(schedule: LedgerSchedule, now: datetime) -> bool:
    """Whether an enable that lands now would call people who must not be called from there."""
    return schedule.must_stay_disabled and not schedule.window.is_over(now)


async def keep_disabled(session: Session, run: Run) -> None:
    """Disable once more each schedule that must stay disabled, until its window is over.

    Raises:
        MicoError: the API has not confirmed it for one of them.
    """
    now = session.clock.now()
    schedules = await session.ledger.schedules.of_run(run.id)
    results = await asyncio.gather(
        *(disable(session, schedule) for schedule in schedules if is_watched(schedule, now)),
        return_exceptions=True,
    )
    for result in results:
        if isinstance(result, BaseException):
            raise result


async def enable_again(session: Session, run: Run) -> None:
    """Enable once more an idle schedule where a disable of ours that was never answered is why.

    Where there was none, somebody has disabled it on purpose: that is only reported. A wish to
    stop comes first. Recovery never does this: the ledger may not know of a stop that was carried
    out while it could not be written.

    Raises:
        MicoError: the API said no, or gave no readable answer.
    """
    for schedule in await idle_schedules(session.ledger, run.id, session.clock.now()):
        if schedule.disable_doubted:
            with suppress(StoppedError, WindowEndedError):
                await enable(session, run, schedule)


async def idle_schedules(ledger: Ledger, run_id: int, now: datetime) -> list[LedgerSchedule]:
    """The enabled schedules in whose window people wait, and nobody is called."""
    return [
        schedule
        for schedule in await ledger.schedules.of_run(run_id)
        if _may_be_idle(schedule, now)
        and _is_idle(schedule, await ledger.calls.activity(schedule.id), now)
    ]


def idle_alarm(schedule: LedgerSchedule) -> str:
    """A sentence about an enabled schedule in whose window nobody is called."""
    return (
        f"Nobody was called from the schedule {schedule.uid} for a while although it was enabled "
        "and people wait in it. Ask Mico whether it is disabled there."
    )


def _may_be_idle(schedule: LedgerSchedule, now: datetime) -> bool:
    """Whether calls should have been made from it for a while."""
    began_at = _began_at(schedule)
    return (
        began_at is not None and began_at + LONGEST_IDLE <= now and not schedule.window.is_over(now)
    )


def _is_idle(schedule: LedgerSchedule, activity: Activity, now: datetime) -> bool:
    """Whether people wait for a first attempt, and there is none, and nobody talks."""
    began_at = _began_at(schedule)
    if began_at is None or not activity.waiting:
        return False
    talks_since = activity.running_since
    is_talking = talks_since is not None and talks_since + LONGEST_TALK > now
    last = max(began_at, activity.last_attempt_at or began_at)
    return not is_talking and last + LONGEST_IDLE <= now


def _began_at(schedule: LedgerSchedule) -> datetime | None:
    """When calls could be made from it, since it was last enabled; None where they cannot be."""
    asked_at = schedule.enable_asked_at
    if not schedule.ours or schedule.state != ScheduleState.ENABLED or asked_at is None:
        return None
    return max(asked_at, schedule.starts_at or asked_at)
