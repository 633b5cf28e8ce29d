"""`outbound status`: where runs stand, from your records alone."""

import asyncio
from typing import Annotated

import typer

from outbound.cli import options, screen
from outbound.cli.edge import Settings
from outbound.cli.groups import grouped
from outbound.cli.outcome import next_step, show
from outbound.reports import Summary, summarize

MaybeKey = Annotated[
    str | None, typer.Argument(metavar="[KEY]", help="The run's key; left out: the latest runs.")
]


@grouped
def status(settings: Settings, key: MaybeKey = None, as_json: options.AsJson = False) -> None:
    """Show where a run stands, or the latest runs.

    It reads your records only: neither the API nor Prefect is asked.
    """
    if key is not None:
        asyncio.run(_one(key, settings, as_json=as_json))
        return
    summaries = asyncio.run(_latest(settings))
    if as_json:
        screen.show_json(f"[{','.join(summary.model_dump_json() for summary in summaries)}]")
    elif summaries:
        screen.show_runs(summaries)
    else:
        screen.results.print("No runs yet; `outbound launch --help` shows how to begin.")


async def _one(key: str, settings: Settings, *, as_json: bool) -> None:
    async with settings.ledger_to_read() as ledger:
        show(await summarize(ledger, key), as_json=as_json)
        if not as_json and (step := await next_step(ledger, key, settings)):
            screen.results.print(step, markup=False)


async def _latest(settings: Settings) -> list[Summary]:
    async with settings.ledger_to_read() as ledger:
        return [await summarize(ledger, run.key) for run in await ledger.runs.newest(20)]
