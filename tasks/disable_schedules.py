"""Disabling a run's schedules (guide, step 4)."""

from outbound.delivery import stopping
from outbound.delivery.stopping import Stopped
from tasks.connection import current
from tasks.step import step


@step("disable-schedules", "disable-schedules {key}")
async def disable_schedules(key: str) -> Stopped:
    """Disable each schedule that the run has made."""
    return await stopping.disable_schedules(current(), key)
