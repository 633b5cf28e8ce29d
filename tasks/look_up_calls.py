"""Looking up calls whose creation got no readable answer (guide, step 5)."""

from outbound.delivery.steps import LookUpCalls, take
from tasks.connection import current
from tasks.step import step


@step("look-up-calls", "look-up-calls {schedule_uid}")
async def look_up_calls(key: str, schedule_uid: str) -> None:
    """Find out which rows in doubt have a call, and which are to be sent again."""
    await take(current(), key, LookUpCalls(schedule_uid))
