"""Reading what became of the calls (guide, steps 5 and 6)."""

from outbound.delivery.runs import Run
from outbound.delivery.tracking import Sweep, sweep
from tasks.connection import current
from tasks.step import step


@step("poll-outcomes", "poll-outcomes sweep {number}")
async def poll_outcomes(run: Run, number: int) -> Sweep:  # noqa: ARG001 - the number stands in the name
    """Read all of the run's schedules once."""
    return await sweep(current(), run)
