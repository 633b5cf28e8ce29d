"""Who was not reached on one day is called on the next (guide, steps 2 to 4 again)."""

from outbound.delivery.steps import CarryOver, take
from tasks.connection import current
from tasks.step import step


@step("carry-over", "carry-over {schedule_uid}")
async def carry_over(key: str, schedule_uid: str) -> None:
    """Disable a schedule whose day is over; plan who was not reached for their next day."""
    await take(current(), key, CarryOver(schedule_uid))
