"""From one day to the next: people who were not reached in one window are called in the next one.

The day's schedule is disabled first, and the API has confirmed it; then each of them is looked at
once more. A person who may just be talking, or whose call cannot be read, is not called again.
"""

import asyncio
from collections.abc import Sequence

from outbound.api import NotFound
from outbound.api.models import OutboundCall
from outbound.delivery.delivery import Delivery
from outbound.delivery.facts import read_facts
from outbound.delivery.finality import is_running
from outbound.delivery.runs import Run
from outbound.delivery.stopping import disable
from outbound.delivery.tracking import reading_of, remember
from outbound.ledger import LedgerSchedule, Part, has_another_day
from outbound.ledger.refills import Resident

_AT_ONCE = 10
"""Calls that are read in detail at the same time."""


async def is_a_day_over(delivery: Delivery, run: Run) -> bool:
    """Whether there is a schedule of the run whose people are to be carried over now."""
    facts = await read_facts(delivery, run)
    return any(facts.is_to_be_carried_over(schedule) for schedule in facts.schedules)


async def has_more_days(delivery: Delivery, run: Run) -> bool:
    """Whether anybody of the run may be called on another day."""
    parts = await delivery.ledger.parts.of_run(run.id)
    schedules = await delivery.ledger.schedules.of_run(run.id)
    return any(has_another_day(schedule, parts) for schedule in schedules)


async def carry_over(delivery: Delivery, schedule: LedgerSchedule) -> None:
    """Plan everybody of a schedule for another day who was not reached in its window.

    Raises:
        MicoError: the API has not confirmed that it is disabled, or could not be asked.
    """
    await disable(delivery, schedule)
    part = await delivery.ledger.parts.get(schedule.run_id, schedule.ordinal)
    unreached = await delivery.ledger.refills.unreached(schedule.id)
    leaving: list[int] = []
    for first in range(0, len(unreached), _AT_ONCE):
        leaving += await _leaving(delivery, part, unreached[first : first + _AT_ONCE])
    await delivery.ledger.refills.carry_over(
        schedule.run_id, schedule.id, leaving, day=part.day, now=delivery.clock.now()
    )


async def _leaving(delivery: Delivery, part: Part, some: Sequence[Resident]) -> list[int]:
    """Who of them was missed for certain. What is read is remembered: it was not read before."""
    answers = await asyncio.gather(*(_read(delivery, resident) for resident in some))
    calls = {r.number: call for r, call in zip(some, answers, strict=True) if call is not None}
    retries = len(part.retry_intervals)
    readings = [reading_of(number, "", call, retries) for number, call in calls.items()]
    await remember(delivery, part.run_id, readings)
    return [number for number, call in calls.items() if _was_missed(call)]


async def _read(delivery: Delivery, resident: Resident) -> OutboundCall | None:
    if resident.call_uid is None:
        return None
    try:
        return await delivery.api.outbound_calls.get(resident.call_uid)
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
