"""Ctrl-C and SIGTERM while a run is being launched: it is stopped before the command ends."""

from outbound.cli import screen
from outbound.cli.edge import delivering
from outbound.delivery.delivery import Delivery
from outbound.delivery.stopping import disable_schedules, wish_stop
from outbound.reports import summarize

_AGAIN_AFTER = 2.0  # seconds between two tries to disable


async def stop_run(key: str) -> None:
    """Record the wish and disable the run's schedules; try until Mico has confirmed it.

    Raises:
        UserMistake: the records know no such run.
    """
    async with delivering() as delivery:
        await wish_stop(delivery, key)
        while not await _is_confirmed(delivery, key):
            await delivery.clock.sleep(_AGAIN_AFTER)


async def _is_confirmed(delivery: Delivery, key: str) -> bool:
    stopped = await disable_schedules(delivery, key)
    if stopped.problem is not None:
        screen.progress.print(f"[bold]Not confirmed[/]: {stopped.problem}. Trying again…")
        return False
    summary = await summarize(delivery.ledger, key)
    waiting = summary.rows.created - summary.calls.closed
    screen.progress.print(
        f"Stopped {delivery.clock.now():%H:%M:%S} UTC, confirmed by Mico: "
        f"{summary.calls.closed:,} calls are over, {waiting:,} are not and will not begin."
    )
    return True


async def stop_if_begun(key: str) -> None:
    """The same for a run that may not have reached the ledger yet."""
    async with delivering() as delivery:
        is_begun = await delivery.ledger.runs.find(key) is not None
    if is_begun:
        screen.progress.print("Stopping…")
        await stop_run(key)
