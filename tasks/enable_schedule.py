"""Enabling a schedule (guide, step 4)."""

from outbound.delivery.steps import EnableSchedule, take
from tasks.connection import current
from tasks.step import step


@step("enable-schedule", "enable-schedule {schedule_uid}")
async def enable_schedule(key: str, schedule_uid: str) -> None:
    """Let the schedule's calls be made, unless somebody wished to stop."""
    await take(current(), key, EnableSchedule(schedule_uid))
