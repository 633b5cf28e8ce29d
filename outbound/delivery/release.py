"""Release: enabling a schedule that was proven right. On the screen: start calling."""

from datetime import datetime

from outbound.api import InDoubt, MicoError, Retriable
from outbound.delivery.delivery import Delivery
from outbound.delivery.runs import Run, record_of
from outbound.delivery.schedules import named
from outbound.delivery.stopping import heed_stop
from outbound.ledger import HoldLostError, LedgerSchedule, ScheduleState


class WindowEndedError(Exception):
    """The schedule's window is over: enabling it would call nobody, or at a wrong hour."""


async def release(delivery: Delivery, run: Run, schedule: LedgerSchedule) -> None:
    """Enable the schedule. The intent is durable first: unanswered, it counts as enabled.

    The wish to stop is read before and after, so that a stop that crosses an enable wins.

    Raises:
        StoppedError: the user wished to stop.
        WindowEndedError: it is too late for this schedule.
        MicoError: the API said no, or gave no readable answer.
    """
    if schedule.state == ScheduleState.ENABLED:
        return
    await delivery.api.ready()  # else the wish would be read long before the request leaves
    await heed_stop(delivery, run)
    now = delivery.clock.now()
    if schedule.window.is_over(now):
        raise WindowEndedError(f"The window of the schedule {schedule.uid} ended before release.")
    if not await delivery.ledger.schedules.intend_enabling(schedule, now=now):
        await heed_stop(delivery, run)
        return
    await _enable(delivery, run, schedule, deadline=now + delivery.request_deadline)
    await _record(delivery, run, schedule)
    await heed_stop(delivery, run)


async def _enable(
    delivery: Delivery, run: Run, schedule: LedgerSchedule, *, deadline: datetime
) -> None:
    try:
        within = delivery.real_seconds_until(deadline)
        answer = await delivery.api.schedules.enable(named(schedule), within=within)
        if answer.is_enabled is False:
            raise Retriable(f"Enabling the schedule {schedule.uid}", "Mico left it disabled")
    except InDoubt:
        # It may have come after the disable of a stop that crossed it.
        await heed_stop(delivery, run)
        raise
    except MicoError:  # nothing was carried out
        await delivery.ledger.schedules.not_enabled(schedule)
        raise


async def _record(delivery: Delivery, run: Run, schedule: LedgerSchedule) -> None:
    """Note the release, or undo it where another process has given the schedule up meanwhile."""
    try:
        is_ours = await delivery.ledger.schedules.released(schedule.id, at=delivery.clock.now())
    except HoldLostError:
        await _disable_unless_wanted(delivery, run, schedule)
        raise
    if not is_ours:
        await _disable_unless_wanted(delivery, run, schedule)


async def _disable_unless_wanted(delivery: Delivery, run: Run, schedule: LedgerSchedule) -> None:
    """Another process may have stopped or abandoned the schedule that was just enabled here.

    Nothing can be written any more; if the disabling fails, recovery finds an enabling that was
    never answered.
    """
    record = await record_of(delivery, run)
    known = await delivery.ledger.schedules.get(run.id, named(schedule))
    if record.stop_wished_at is not None or not known.may_be_live:
        await delivery.api.schedules.disable(named(schedule))
