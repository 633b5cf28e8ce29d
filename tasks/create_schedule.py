"""Creating a schedule, or looking at somebody else's (guide, step 2)."""

from outbound.delivery.steps import AdoptSchedule, CreateSchedule, take
from tasks.connection import current
from tasks.step import step


@step("create-schedule", "create-schedule {part} of {parts}")
async def create_schedule(key: str, part: int, parts: int) -> None:
    """See that this part of the list has its disabled schedule; created where there is none."""
    await take(current(), key, CreateSchedule(part, parts))


@step("adopt-schedule", "adopt-schedule {schedule_uid}")
async def adopt_schedule(key: str, schedule_uid: str) -> None:
    """Note what stands in somebody else's schedule before anything is added to it."""
    await take(current(), key, AdoptSchedule(schedule_uid))
