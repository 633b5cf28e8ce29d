"""Disabling a run's schedules (guide, step 4)."""

from outbound.delivery import stopping
from outbound.delivery.runs import Run
from outbound.delivery.stopping import Stopped
from tasks.connection import current
from tasks.step import step


@step("disable-schedules", "disable-schedules {run.key}")
async def disable_schedules(run: Run) -> Stopped:
    """Disable each schedule that the run has made."""
    return await stopping.disable_schedules(current(), run)
