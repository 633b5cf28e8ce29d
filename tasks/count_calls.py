"""Counting a schedule's calls before it is released (guide, step 5)."""

from outbound.delivery import counting
from tasks.connection import current
from tasks.step import step


@step("count-calls", "count-calls {schedule_uid}")
async def count_calls(key: str, schedule_uid: str) -> bool:
    """Whether the API shows exactly the calls that were created."""
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    schedule = await delivery.ledger.schedules.get(run.id, schedule_uid)
    return await counting.count_calls(delivery, schedule)
