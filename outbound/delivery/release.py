"""Release: enabling a schedule that was proven right. On the screen: start calling."""

import asyncio
from contextlib import suppress
from datetime import datetime

from outbound.api import InDoubt, MicoError, Retriable
from outbound.delivery.live_schedules import note_live
from outbound.delivery.runs import Run
from outbound.delivery.schedules import named
from outbound.delivery.session import Session
from outbound.delivery.stopping import raise_if_stopped
from outbound.ledger import LeaseLostError, LedgerSchedule, ScheduleState
from outbound.ledger.database import LedgerError
from outbound.mistakes import ShownError


class WindowEndedError(ShownError):
    """The schedule's window is over: enabling it would call nobody, or at a wrong hour."""


async def release(session: Session, run: Run, schedule: LedgerSchedule) -> None:
    """Enable the schedule, unless it is enabled already.

    Raises:
        StoppedError: the user wished to stop.
        WindowEndedError: it is too late for this schedule.
        LeaseLostError: another process works on the run; what was enabled here is disabled again,
            unless that process wants it enabled.
        MicoError: the API said no, or gave no readable answer.
    """
    if schedule.state != ScheduleState.ENABLED:
        await enable(session, run, schedule)


async def enable(session: Session, run: Run, schedule: LedgerSchedule) -> None:
    """Enable the schedule. The intent is durable first: unanswered, it counts as enabled.

    The wish to stop is read before and after, so that a stop that crosses an enable wins.

    Raises:
        StoppedError, WindowEndedError, LeaseLostError, MicoError: as in `release`.
    """
    # First a token and the end of a pause: else the wish to stop would be read long before the
    # request leaves.
    await session.api.ready()
    await raise_if_stopped(session, run)
    now = session.clock.now()
    if schedule.window.is_over(now):
        raise WindowEndedError(f"The window of the schedule {schedule.uid} ended before release.")
    await note_live(session, run, schedule)
    # From here on the schedule counts as enabled for a stop, and as held in the sums: each of the
    # two errs on the side that harms nobody.
    if not await session.ledger.schedules.intend_enabling(schedule, now=now):
        await raise_if_stopped(session, run)
        return
    try:
        await _switch_on(session, schedule, deadline=now + session.request_deadline)
        moved = await session.ledger.schedules.released(schedule.id, at=session.clock.now())
    except (InDoubt, LeaseLostError):
        await _undo_unless_wanted(session, run, schedule)
        raise
    except asyncio.CancelledError:
        with suppress(LeaseLostError, LedgerError):  # the cancelling comes first
            await _undo_unless_wanted(session, run, schedule)
        raise
    if not moved:
        await _undo_unless_wanted(session, run, schedule)
    await raise_if_stopped(session, run)


async def _switch_on(session: Session, schedule: LedgerSchedule, *, deadline: datetime) -> None:
    try:
        answer = await session.api.schedules.enable(named(schedule), deadline=deadline)
        if answer.is_enabled is False:
            raise Retriable(f"Enabling the schedule {schedule.uid}", "Mico left it disabled")
    except InDoubt:
        raise
    except MicoError:  # nothing was carried out
        await session.ledger.schedules.not_enabled(schedule)
        raise


async def _undo_unless_wanted(session: Session, run: Run, schedule: LedgerSchedule) -> None:
    """Disable what was, or may have been, enabled here although another process has given it up.

    Our enable may have come behind the other process's disable, and its word counts: the last
    request must be a disable.

    Raises:
        StoppedError: the user wished to stop.
        LeaseLostError: another process works on the run, and has abandoned the schedule.
    """
    await raise_if_stopped(session, run)
    known = await session.ledger.schedules.get(run.id, named(schedule))
    if known.may_be_live:
        return
    try:
        await session.api.schedules.disable(named(schedule))
        outcome = "was disabled again"
    except MicoError as error:
        outcome = f"could not be disabled ({error.problem}): `recover-runs` disables it"
    raise LeaseLostError(
        f"Another process has taken the run {run.key} over. The schedule {schedule.uid}, which was "
        f"being enabled here, {outcome}."
    )
