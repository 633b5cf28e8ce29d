"""Release: enabling a schedule that was proven right. On the screen: start calling."""

from datetime import datetime

from outbound.api import InDoubt, MicoError, Retriable
from outbound.delivery.live_schedules import note_live
from outbound.delivery.runs import Run, record_of
from outbound.delivery.schedules import named
from outbound.delivery.session import Session
from outbound.delivery.stopping import raise_if_stopped
from outbound.ledger import LeaseLostError, LedgerSchedule, ScheduleState


class WindowEndedError(Exception):
    """The schedule's window is over: enabling it would call nobody, or at a wrong hour."""


async def release(session: Session, run: Run, schedule: LedgerSchedule) -> None:
    """Enable the schedule. The intent is durable first: unanswered, it counts as enabled.

    The wish to stop is read before and after, so that a stop that crosses an enable wins.

    Raises:
        StoppedError: the user wished to stop.
        WindowEndedError: it is too late for this schedule.
        MicoError: the API said no, or gave no readable answer.
    """
    if schedule.state == ScheduleState.ENABLED:
        return
    # First a token and the end of a pause: else the wish to stop would be read long before the
    # request leaves.
    await session.api.ready()
    await raise_if_stopped(session, run)
    now = session.clock.now()
    if schedule.window.is_over(now):
        raise WindowEndedError(f"The window of the schedule {schedule.uid} ended before release.")
    await note_live(session, run, schedule)
    if not await session.ledger.schedules.intend_enabling(schedule, now=now):
        await raise_if_stopped(session, run)
        return
    await _enable(session, run, schedule, deadline=now + session.request_deadline)
    await _record(session, run, schedule)
    await raise_if_stopped(session, run)


async def _enable(
    session: Session, run: Run, schedule: LedgerSchedule, *, deadline: datetime
) -> None:
    try:
        within = session.real_seconds_until(deadline)
        answer = await session.api.schedules.enable(named(schedule), within=within)
        if answer.is_enabled is False:
            raise Retriable(f"Enabling the schedule {schedule.uid}", "Mico left it disabled")
    except InDoubt:
        # It may have come after the disable of a stop that crossed it.
        await raise_if_stopped(session, run)
        raise
    except MicoError:  # nothing was carried out
        await session.ledger.schedules.not_enabled(schedule)
        raise


async def _record(session: Session, run: Run, schedule: LedgerSchedule) -> None:
    """Note the release, or undo it where another process has given the schedule up meanwhile."""
    try:
        is_ours = await session.ledger.schedules.released(schedule.id, at=session.clock.now())
    except LeaseLostError:
        await _disable_unless_wanted(session, run, schedule)
        raise
    # Our enable may have come behind the other process's disable: the last word must be a disable.
    if not is_ours:
        await _disable_unless_wanted(session, run, schedule)


async def _disable_unless_wanted(session: Session, run: Run, schedule: LedgerSchedule) -> None:
    """Another process may have stopped or abandoned the schedule that was just enabled here.

    Nothing can be written any more; if the disabling fails, recovery finds an enabling that was
    never answered.
    """
    record = await record_of(session, run)
    known = await session.ledger.schedules.get(run.id, named(schedule))
    if record.stop_wished_at is not None or not known.may_be_live:
        await session.api.schedules.disable(named(schedule))
