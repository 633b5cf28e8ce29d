"""Ctrl-C and SIGTERM while a run is being launched: it is stopped before the command ends."""

import asyncio

from outbound.api import MicoError
from outbound.cli import screen
from outbound.cli.edge import opened_session
from outbound.delivery.runs import Run, find_run, get_run
from outbound.delivery.session import Session
from outbound.delivery.stopping import stop
from outbound.delivery.tracking import sweep
from outbound.ledger.database import LedgerError
from outbound.reports import RunState, summarize

_LAST_LOOK = 10.0  # seconds; who was called is read once more, if it can be


async def stop_run(key: str) -> None:
    """Record the wish and disable the run's schedules; try until Mico has confirmed it.

    A run with all calls over stays what it is: finished.

    Raises:
        UserMistake: the records know no such run.
    """
    async with opened_session() as session:
        run = await get_run(session, key)
        if (await summarize(session.ledger, key)).state == RunState.FINISHED:
            screen.progress.print(f"[bold]{key}[/] is finished: every call is over.")
            return
        async for stopped in stop(session, run):
            if stopped.problem is not None:
                screen.progress.print(f"[bold]Not confirmed[/]: {stopped.problem}. Trying again…")
        at = session.clock.now()
        if run.is_addition:
            screen.progress.print(
                f"Stopped {at:%H:%M:%S} UTC: nothing more is added. The schedule is somebody "
                "else's, and what was added to it may be called."
            )
            return
        await _look_once_more(session, run)
        called = await session.ledger.calls.called(run.id)
        counts = await session.ledger.count(run.id)
        screen.progress.print(
            f"Stopped {at:%H:%M:%S} UTC, confirmed by Mico: {called:,} called, "
            f"{counts.usable - counts.refused - called:,} not"
        )


async def _look_once_more(session: Session, run: Run) -> None:
    try:
        async with asyncio.timeout(_LAST_LOOK):
            await sweep(session, run)
    except (MicoError, LedgerError, TimeoutError):
        screen.progress.print("Who was called last could not be read; `outbound track` reads it.")


async def stop_if_begun(key: str) -> None:
    """The same for a run that may not have reached the ledger yet."""
    async with opened_session() as session:
        is_begun = await find_run(session, key) is not None
    if is_begun:
        screen.progress.print("Stopping…")
        await stop_run(key)
