"""Creating calls: a bulk, or one (guide, step 3)."""

from outbound.delivery.loading import BatchLoaded, load_batch, load_one
from tasks.connection import current
from tasks.step import step


@step("create-calls", "create-calls batch {batch} of {batches}")
async def create_calls(
    key: str,
    schedule_uid: str,
    batch: int,
    batches: int,  # noqa: ARG001 - it stands in the name
    *,
    force: bool = False,
) -> BatchLoaded:
    """Send one batch of the run's rows, at most 1,000, in one request."""
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    schedule = await delivery.ledger.schedules.get(run.id, schedule_uid)
    return await load_batch(delivery, schedule, batch, force=force)


@step("create-call", "create-call {key}")
async def create_call(key: str, schedule_uid: str, *, force: bool = False) -> BatchLoaded:
    """Send the one person of the run."""
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    schedule = await delivery.ledger.schedules.get(run.id, schedule_uid)
    return await load_one(delivery, schedule, force=force)
