"""From one day to the next: people who were not reached in one window are called in the next one.

The day's schedule is disabled first, and the API has confirmed it; then each of them is looked at
once more. A person who may just be talking is not called again, nor where the call cannot be read.
"""

import asyncio
from collections.abc import Sequence

from outbound.api import NotFound
from outbound.api.models import OutboundCall
from outbound.delivery.facts import read_facts
from outbound.delivery.finality import is_running
from outbound.delivery.runs import Run
from outbound.delivery.session import Session
from outbound.delivery.stopping import disable
from outbound.delivery.tracking import reading_of, remember
from outbound.ledger import LedgerSchedule, Segment, has_another_day
from outbound.ledger.replacements import RowInSchedule

# Calls that are read in detail at the same time.
_AT_ONCE = 10


async def is_any_day_over(session: Session, run: Run) -> bool:
    """Whether people of the run are to move to their next window now."""
    facts = await read_facts(session, run)
    return any(facts.is_day_over(schedule) for schedule in facts.schedules)


async def has_more_days(session: Session, run: Run) -> bool:
    """Whether anybody of the run may be called on another day."""
    segments = await session.ledger.segments.of_run(run.id)
    schedules = await session.ledger.schedules.of_run(run.id)
    return any(has_another_day(schedule, segments) for schedule in schedules)


async def move_to_next_window(session: Session, schedule: LedgerSchedule) -> None:
    """Disable a schedule whose day is over, and plan its unreached people for their next day.

    Raises:
        MicoError: the API has not confirmed that it is disabled, or could not be asked.
    """
    # Disabled before it is read: no attempt begins behind the reading.
    await disable(session, schedule)
    # An answered attempt counts as reached, whatever came of it: the person may have said what they
    # had to say.
    segment = await session.ledger.segments.get(schedule.run_id, schedule.ordinal)
    unreached = await session.ledger.replacements.unreached(schedule.id)
    leaving: list[int] = []
    for first in range(0, len(unreached), _AT_ONCE):
        leaving += await _leaving(session, segment, unreached[first : first + _AT_ONCE])
    await session.ledger.replacements.move_to_next_window(
        schedule.run_id, schedule.id, leaving, day=segment.day, now=session.clock.now()
    )


async def _leaving(session: Session, segment: Segment, some: Sequence[RowInSchedule]) -> list[int]:
    """Who of them was missed for certain. What is read is remembered: it was not read before."""
    answers = await asyncio.gather(*(_read(session, resident) for resident in some))
    calls = {r.number: call for r, call in zip(some, answers, strict=True) if call is not None}
    retries = len(segment.retry_intervals)
    readings = [reading_of(number, "", call, retries) for number, call in calls.items()]
    await remember(session, segment.run_id, readings)
    return [number for number, call in calls.items() if _was_missed(call)]


async def _read(session: Session, resident: RowInSchedule) -> OutboundCall | None:
    if resident.call_uid is None:
        return None
    try:
        return await session.api.outbound_calls.get(resident.call_uid)
    except NotFound:
        return None


def _was_missed(call: OutboundCall) -> bool:
    """Whether it is certain that the person was not reached, and is not being called now."""
    attempts = call.outbound_call_attempts
    if attempts is None:
        return False
    return not any(
        is_running(attempt) or attempt.answered_at or attempt.outbound_call_attempts_outcomes
        for attempt in attempts
    )
