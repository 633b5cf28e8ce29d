"""The schedules of a run: created disabled, and checked before anything is loaded."""

from outbound.api import InDoubt, Retriable
from outbound.api.models import Schedule
from outbound.delivery.campaigns import campaign_of
from outbound.delivery.delivery import Delivery
from outbound.delivery.runs import Run
from outbound.delivery.sight import look_at_all
from outbound.ledger import LedgerSchedule, Part, ScheduleState, abandoned_for_a_fault
from outbound.planning import CallingWindow


def named(schedule: LedgerSchedule) -> str:
    """The schedule's uid; only a schedule that the API has named leaves `schedule_of`."""
    if schedule.uid is None:
        raise AssertionError("the API has not named this schedule yet")
    return schedule.uid


class WrongEchoError(Exception):
    """The API created another schedule than was asked for; nothing is loaded into it."""


async def schedule_of(delivery: Delivery, run: Run, part: int) -> LedgerSchedule:
    """The schedule of this part of the list; created where the ledger knows none.

    Raises:
        MicoError: the API said no, or could not be asked.
        WrongEchoError: the API created something else.
        WindowMissedError: the window has passed.
    """
    for known in await delivery.ledger.schedules.of_run(run.id):
        if known.ordinal == part and known.state != ScheduleState.ABANDONED:
            return known
    return await _created(delivery, run, await delivery.ledger.parts.get(run.id, part))


async def _created(delivery: Delivery, run: Run, part: Part) -> LedgerSchedule:
    window = _window(part).rest(delivery.clock.now())
    noted = await delivery.ledger.schedules.add(
        run.id,
        ordinal=part.ordinal,
        ours=True,
        state=ScheduleState.CREATING,
        created_at=delivery.clock.now(),
        starts_at=window.starts_at,
        ends_at=window.ends_at,
    )
    schedule = await _ask(delivery, run, part, window)
    _check_echo(schedule, window, part.retry_intervals)
    await delivery.ledger.schedules.named(noted, schedule.uid)
    return await delivery.ledger.schedules.get(run.id, schedule.uid)


async def _ask(delivery: Delivery, run: Run, part: Part, window: CallingWindow) -> Schedule:
    try:
        return await delivery.api.schedules.create(
            await campaign_of(delivery, run),
            name=await _name(delivery, run, part),
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            retry_intervals=part.retry_intervals,
        )
    except InDoubt as doubt:
        # A schedule whose answer was lost is disabled, empty and harmless: another may be made.
        raise Retriable(doubt.doing, doubt.problem, status=doubt.status) from doubt


async def _name(delivery: Delivery, run: Run, part: Part) -> str:
    """What Mico's page shows: one that takes the place of another says so."""
    known = await delivery.ledger.schedules.of_run(run.id)
    given_up = abandoned_for_a_fault(known, part.ordinal)
    return f"{run.key} {part.ordinal}" + (f" ({given_up + 1})" if given_up else "")


def _window(part: Part) -> CallingWindow:
    if part.starts_at is None or part.ends_at is None:
        raise AssertionError("a part that gets a schedule of ours has a window")
    return CallingWindow(part.starts_at, part.ends_at)


def _check_echo(schedule: Schedule, window: CallingWindow, retry_intervals: list[int]) -> None:
    expected = {
        "is_enabled": (schedule.is_enabled, False),
        "starts_at": (schedule.starts_at, window.starts_at),
        "ends_at": (schedule.ends_at, window.ends_at),
        "retry_intervals": (schedule.retry_intervals, retry_intervals),
    }
    wrong = [name for name, (echoed, asked) in expected.items() if echoed != asked]
    if schedule.is_auto:
        wrong.append("is_auto")
    if wrong:
        raise WrongEchoError(
            f"Mico created the schedule {schedule.uid} with another {' and '.join(wrong)} than "
            "was asked for. Nothing was loaded into it; ask Mico why."
        )


async def adopt(delivery: Delivery, run: Run, uid: str) -> LedgerSchedule:
    """Remember another client's schedule, and what stands there before ours.

    It is never disabled or abandoned by us.

    Raises:
        MicoError: the API could not be asked, or knows no such schedule.
    """
    for known in await delivery.ledger.schedules.of_run(run.id):
        if known.uid == uid:
            return known
    there_before = await look_at_all(delivery, uid, 0)
    await delivery.ledger.schedules.adopt(
        run.id,
        uid=uid,
        strangers=list(there_before),
        created_at=delivery.clock.now(),
    )
    return await delivery.ledger.schedules.get(run.id, uid)
