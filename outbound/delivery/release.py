"""Release: enabling a schedule that was proven right. On the screen: start calling."""

from outbound.api import InDoubt, MicoError, Retriable
from outbound.delivery.delivery import Delivery
from outbound.delivery.schedules import named
from outbound.delivery.stopping import heed_stop
from outbound.ledger import HoldLostError, LedgerSchedule, ScheduleState


class WindowEndedError(Exception):
    """The schedule's window is over: enabling it would call nobody, or at a wrong hour."""


async def release(delivery: Delivery, key: str, schedule: LedgerSchedule) -> None:
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
    await heed_stop(delivery, key)
    now = delivery.clock.now()
    if schedule.ends_at is not None and schedule.ends_at <= now:
        raise WindowEndedError(f"The window of the schedule {schedule.uid} ended before release.")
    if not await delivery.ledger.schedules.intend_enabling(schedule, now=now):
        await heed_stop(delivery, key)
        return
    try:
        within = delivery.real_seconds_until(now + delivery.request_deadline)
        answer = await delivery.api.schedules.enable(named(schedule), within=within)
        if answer.is_enabled is False:
            raise Retriable(f"Enabling the schedule {schedule.uid}", "Mico left it disabled")
    except InDoubt:
        # It may have come after the disable of a stop that crossed it.
        await heed_stop(delivery, key)
        raise
    except MicoError:  # nothing was carried out: it is as live as it was before
        await delivery.ledger.schedules.note(
            schedule.id,
            state=schedule.state,
            enable_asked_at=schedule.enable_asked_at,
            enabled_at=schedule.enabled_at,
        )
        raise
    try:
        await delivery.ledger.schedules.note(
            schedule.id, state=ScheduleState.ENABLED, enabled_at=delivery.clock.now()
        )
    except HoldLostError:
        await _disable_unless_wanted(delivery, key, schedule)
        raise
    await heed_stop(delivery, key)


async def _disable_unless_wanted(delivery: Delivery, key: str, schedule: LedgerSchedule) -> None:
    """Somebody else has the run, and may have stopped or abandoned what was just enabled here.

    Nothing can be written any more; if the disabling fails, recovery finds an enabling that was
    never answered.
    """
    run = await delivery.ledger.runs.get(key)
    known = await delivery.ledger.schedules.get(schedule.run_id, named(schedule))
    if run.stop_wished_at is not None or not known.may_be_live:
        await delivery.api.schedules.disable(named(schedule))
