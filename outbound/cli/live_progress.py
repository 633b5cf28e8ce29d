"""Progress on standard error while a flow runs, read from the ledger: bars, or lines in a log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from outbound.cli import screen
from outbound.ledger import Counts, Ledger, RunRecord

_LOOK_EVERY = 0.5  # seconds
_LINE_EVERY = 10  # looks, where nobody watches a terminal


@asynccontextmanager
async def live_progress(ledger: Ledger, key: str, *, promise: str | None) -> AsyncIterator[None]:
    """Show how far the run is, for as long as the block lasts; nothing of it stays drawn.

    `promise` is said once it is true: when the ledger has the run.
    """
    watch = asyncio.create_task(_shown(ledger, key, promise))
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.wait({watch})
        if not watch.cancelled():
            watch.exception()  # a database that is gone is told of by the work itself


async def _shown(ledger: Ledger, key: str, promise: str | None) -> None:
    run = await _begun(ledger, key)
    if promise is not None:
        screen.progress.print(promise)
    await (_bars if screen.progress.is_terminal else _lines)(ledger, run.id)


async def _begun(ledger: Ledger, key: str) -> RunRecord:
    """The run, as soon as the ledger has it."""
    while True:
        if run := await ledger.runs.find(key):
            return run
        await asyncio.sleep(_LOOK_EVERY)


async def _bars(ledger: Ledger, run_id: int) -> None:
    columns = TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=screen.progress, transient=True) as bars:
        rows = {name: bars.add_task(name, total=None) for name in ("read", "loaded", "called")}
        while True:
            for name, (done, total) in _stages(await ledger.count(run_id)).items():
                bars.update(rows[name], completed=done, total=total)
            await asyncio.sleep(_LOOK_EVERY)


async def _lines(ledger: Ledger, run_id: int) -> None:
    told = ""
    while True:
        for _ in range(_LINE_EVERY):
            await asyncio.sleep(_LOOK_EVERY)
        counts = await ledger.count(run_id)
        line = ", ".join(
            f"{name} {done:,} of {total or 0:,}" for name, (done, total) in _stages(counts).items()
        )
        if counts.in_doubt:
            line += f", {counts.in_doubt:,} not confirmed: they are looked up"
        if line != told:
            screen.progress.print(line)
        told = line


def _stages(counts: Counts) -> dict[str, tuple[int, int | None]]:
    """How far reading, loading and calling are: done, and of how many (None: not known yet)."""
    return {
        "read": (counts.read, counts.read or None),
        "loaded": (counts.usable - counts.unresolved, counts.usable or None),
        "called": (counts.closed, counts.created or None),
    }
