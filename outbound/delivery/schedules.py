"""The schedules of a run: created disabled, and checked before anything is loaded."""

from outbound.api import InDoubt, Retriable
from outbound.api.models import Schedule
from outbound.delivery.campaigns import campaign_of
from outbound.delivery.listing import list_calls
from outbound.delivery.runs import Run
from outbound.delivery.session import Session
from outbound.ledger import LedgerSchedule, ScheduleState, Segment, abandoned_for_a_fault
from outbound.mistakes import ShownError
from outbound.planning import CallingWindow


def named(schedule: LedgerSchedule) -> str:
    """The schedule's uid; only a schedule that the API has named leaves `schedule_of`."""
    if schedule.uid is None:
        raise AssertionError("the API has not named this schedule yet")
    return schedule.uid


class WrongEchoError(ShownError):
    """The API created another schedule than was asked for; nothing is loaded into it."""


async def schedule_of(session: Session, run: Run, segment: int) -> LedgerSchedule:
    """The schedule of this segment of the list; created where the ledger knows none.

    Raises:
        MicoError: the API said no, or could not be asked.
        WrongEchoError: the API created something else.
        WindowMissedError: the window has passed.
    """
    for known in await session.ledger.schedules.of_run(run.id):
        if known.ordinal == segment and known.state != ScheduleState.ABANDONED:
            return known
    return await _created(session, run, await session.ledger.segments.get(run.id, segment))


async def _created(session: Session, run: Run, segment: Segment) -> LedgerSchedule:
    window = _window(segment).rest(session.clock.now())
    noted = await session.ledger.schedules.add(
        run.id,
        ordinal=segment.ordinal,
        ours=True,
        state=ScheduleState.CREATING,
        created_at=session.clock.now(),
        starts_at=window.starts_at,
        ends_at=window.ends_at,
    )
    schedule = await _ask(session, run, segment, window, await _name(session, run, segment))
    _check_echo(schedule, window, segment.retry_intervals)
    await session.ledger.schedules.named(noted, schedule.uid)
    return await session.ledger.schedules.get(run.id, schedule.uid)


async def isolating_schedule(session: Session, run: Run, ordinal: int) -> str:
    """The uid of a new schedule that is abandoned from birth: rows of a segment are tried in it.

    Raises:
        MicoError, WrongEchoError, WindowMissedError: as for any other schedule.
    """
    segment = await session.ledger.segments.get(run.id, ordinal)
    window = _window(segment).rest(session.clock.now())
    name = f"{run.key} {ordinal} (never enabled: looking for a row)"
    schedule = await _ask(session, run, segment, window, name)
    _check_echo(schedule, window, segment.retry_intervals)
    await session.ledger.schedules.add_abandoned(
        run.id,
        ordinal=ordinal,
        uid=schedule.uid,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        created_at=session.clock.now(),
    )
    return schedule.uid


async def _ask(
    session: Session, run: Run, segment: Segment, window: CallingWindow, name: str
) -> Schedule:
    try:
        return await session.api.schedules.create(
            await campaign_of(session, run),
            name=name,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            retry_intervals=segment.retry_intervals,
        )
    except InDoubt as doubt:
        # A schedule of a lost answer is disabled, empty and harmless: another may be made.
        raise Retriable(doubt.doing, doubt.problem, status=doubt.status) from doubt


async def _name(session: Session, run: Run, segment: Segment) -> str:
    """What Mico's page shows: one that takes the place of another says so."""
    known = await session.ledger.schedules.of_run(run.id)
    given_up = abandoned_for_a_fault(known, segment.ordinal)
    return f"{run.key} {segment.ordinal}" + (f" ({given_up + 1})" if given_up else "")


def _window(segment: Segment) -> CallingWindow:
    if segment.starts_at is None or segment.ends_at is None:
        raise AssertionError("a part that gets a schedule of ours has a window")
    return CallingWindow(segment.starts_at, segment.ends_at)


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


async def adopt(session: Session, run: Run, uid: str) -> LedgerSchedule:
    """Remember another client's schedule, and what stands there before ours.

    It is never disabled or abandoned by us.

    Raises:
        MicoError: the API could not be asked, or knows no such schedule.
    """
    for known in await session.ledger.schedules.of_run(run.id):
        if known.uid == uid:
            return known
    there_before = await list_calls(session, uid, 0)
    await session.ledger.schedules.adopt(
        run.id,
        uid=uid,
        strangers=list(there_before),
        created_at=session.clock.now(),
    )
    return await session.ledger.schedules.get(run.id, uid)
