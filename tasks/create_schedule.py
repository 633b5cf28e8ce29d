"""Creating a schedule (guide, step 2)."""

from outbound.delivery.schedules import named, schedule_of
from tasks.connection import current
from tasks.step import step


@step("create-schedule", "create-schedule {part} of {parts}")
async def create_schedule(key: str, part: int, parts: int) -> str:  # noqa: ARG001 - {parts} stands in the name
    """The uid of the disabled schedule for this part of the list; created where there is none."""
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    return named(await schedule_of(delivery, run, part))
