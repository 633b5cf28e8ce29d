"""Enabling a schedule (guide, step 4)."""

from outbound.delivery.release import release
from tasks.connection import current
from tasks.step import step


@step("enable-schedule", "enable-schedule {schedule_uid}")
async def enable_schedule(key: str, schedule_uid: str) -> None:
    """Let the schedule's calls be made, unless somebody wished to stop."""
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    schedule = await delivery.ledger.schedules.get(run.id, schedule_uid)
    await release(delivery, key, schedule)
