"""Leaving a schedule that was abandoned (guide, steps 4 and 5)."""

from outbound.delivery.steps import RefillSchedule, take
from tasks.connection import current
from tasks.step import step


@step("refill-schedule", "refill-schedule {schedule_uid}")
async def refill_schedule(key: str, schedule_uid: str) -> None:
    """Disable it for good, and plan everybody anew who was not called from it."""
    await take(current(), key, RefillSchedule(schedule_uid))
