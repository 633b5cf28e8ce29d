"""Disabling a run's schedules (guide, step 4)."""

from outbound.delivery import stopping
from outbound.delivery.stopping import Stopped
from tasks.connection import current
from tasks.step import step


@step("disable-schedules", "disable-schedules {key}")
async def disable_schedules(key: str) -> Stopped:
    """Record the wish to stop, then disable each schedule the run has made."""
    delivery = current()
    await stopping.wish_stop(delivery, key)
    return await stopping.disable_schedules(delivery, key)
