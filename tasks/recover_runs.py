"""Putting right what no launcher and no hook saw."""

from outbound.delivery import recovery
from outbound.delivery.recovery import Recovered
from tasks.connection import current
from tasks.step import step


@step("recover-runs", "recover-runs")
async def recover_runs() -> list[Recovered]:
    """Look at every run that is not over, once."""
    return await recovery.recover(current())
