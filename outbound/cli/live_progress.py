"""Progress on standard error while a flow runs, read from the ledger: bars, or lines in a log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from outbound.cli import screen
from outbound.ledger import Counts, Ledger

_LOOK_EVERY = 0.5  # seconds
_LINE_EVERY = 10  # looks, where nobody watches a terminal


@asynccontextmanager
async def live_progress(ledger: Ledger, key: str) -> AsyncIterator[None]:
    """Show how far the run is, for as long as the block lasts."""
    on_terminal = screen.progress.is_terminal
    watch = asyncio.create_task(_bars(ledger, key) if on_terminal else _lines(ledger, key))
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.wait({watch})


async def _bars(ledger: Ledger, key: str) -> None:
    columns = TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=screen.progress) as bars:
        rows = {name: bars.add_task(name, total=None) for name in ("read", "loaded", "called")}
        try:
            while True:
                for name, (done, total) in _stages(await _counts(ledger, key)).items():
                    bars.update(rows[name], completed=done, total=total)
                await asyncio.sleep(_LOOK_EVERY)
        except asyncio.CancelledError:
            for name, (done, total) in _stages(await _counts(ledger, key)).items():
                bars.update(rows[name], completed=done, total=total)
            raise


async def _lines(ledger: Ledger, key: str) -> None:
    told = ""
    while True:
        for _ in range(_LINE_EVERY):
            await asyncio.sleep(_LOOK_EVERY)
        counts = await _counts(ledger, key)
        line = ", ".join(
            f"{name} {done:,} of {total or 0:,}" for name, (done, total) in _stages(counts).items()
        )
        if counts is not None and counts.in_doubt:
            line += f", {counts.in_doubt:,} not confirmed: they are looked up"
        if line != told:
            screen.progress.print(line)
        told = line


async def _counts(ledger: Ledger, key: str) -> Counts | None:
    run = await ledger.runs.find(key)
    return await ledger.count(run.id) if run else None


def _stages(counts: Counts | None) -> dict[str, tuple[int, int | None]]:
    """How far reading, loading and calling are: done, and of how many (None: not known yet)."""
    if counts is None:
        return {}
    return {
        "read": (counts.read, counts.read or None),
        "loaded": (counts.usable - counts.unresolved, counts.usable or None),
        "called": (counts.closed, counts.created or None),
    }
