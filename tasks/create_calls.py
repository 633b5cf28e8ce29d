"""Creating calls: a bulk, or one (guide, step 3)."""

from outbound.delivery.steps import CreateCall, CreateCalls, take
from tasks.connection import current
from tasks.step import step


@step("create-calls", "create-calls batch {batch} of {batches}")
async def create_calls(
    key: str, schedule_uid: str, batch: int, batches: int, *, force: bool = False
) -> None:
    """Send one batch of the run's rows, at most 1,000, in one request."""
    await take(current(), key, CreateCalls(schedule_uid, batch, batches, force))


@step("create-call", "create-call {key}")
async def create_call(key: str, schedule_uid: str, *, force: bool = False) -> None:
    """Send the one person of the run."""
    await take(current(), key, CreateCall(schedule_uid, force))
