"""Stopping: the wish is recorded first, then every schedule of the run is disabled."""

import asyncio
from dataclasses import dataclass

from outbound.api import MicoError
from outbound.delivery.delivery import Delivery
from outbound.delivery.schedules import named
from outbound.ledger import LedgerSchedule, ScheduleState


@dataclass(frozen=True, slots=True)
class Stopped:
    """How far a stop has come."""

    confirmed: int
    """Schedules that Mico has confirmed as disabled."""
    problem: str | None
    """Why others are not, in one sentence; None where all are."""


class StoppedError(Exception):
    """The user's wish to stop stands against going on."""


async def heed_stop(delivery: Delivery, key: str, *, enabled: LedgerSchedule | None = None) -> None:
    """Go no further if the user wished to stop; disable what was just enabled.

    Raises:
        StoppedError: the user did.
        MicoError: the API has not confirmed that it is disabled.
    """
    run = await delivery.ledger.runs.get(key)
    if run.stop_wished_at is None:
        return
    if enabled is not None:
        await disable(delivery, enabled)
    raise StoppedError(
        f"The run {key} was stopped at {run.stop_wished_at:%Y-%m-%d %H:%M:%S} UTC; nothing more "
        "is sent or released."
    )


async def wish_stop(delivery: Delivery, key: str) -> None:
    """Remember the wish, durably, before the API is asked: whoever releases reads it."""
    run = await delivery.ledger.runs.get(key)
    if run.stop_wished_at is None:
        await delivery.ledger.runs.note(run.id, stop_wished_at=delivery.clock.now())


async def disable_schedules(delivery: Delivery, key: str) -> Stopped:
    """Disable each schedule that the run has made; one that fails does not hold up the others."""
    run = await delivery.ledger.runs.get(key)
    schedules = await delivery.ledger.schedules.of_run(run.id)
    problems = await asyncio.gather(
        *(_problem_with(delivery, schedule) for schedule in schedules if schedule.ours)
    )
    problem = next((problem for problem in problems if problem is not None), None)
    return Stopped(problems.count(None), problem)


async def _problem_with(delivery: Delivery, schedule: LedgerSchedule) -> str | None:
    try:
        await disable(delivery, schedule)
    except MicoError as error:
        return str(error)
    return None


async def disable(delivery: Delivery, schedule: LedgerSchedule) -> None:
    """Disable the schedule, whatever was done to it before: somebody else may have enabled it.

    Raises:
        MicoError: the API has not confirmed it.
    """
    await delivery.api.schedules.disable(named(schedule))
    await delivery.ledger.schedules.note(
        schedule.id, state=ScheduleState.DISABLED, disabled_at=delivery.clock.now()
    )
