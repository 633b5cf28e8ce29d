"""`outbound status`: where runs stand, from your records alone."""

import asyncio
from typing import Annotated

import typer

from outbound.cli import options, screen
from outbound.cli.exits import error_boundary
from outbound.cli.outcome import show
from outbound.ledger import open_ledger_to_read
from outbound.reports import Summary, summarize
from outbound.settings import OutboundSettings

MaybeKey = Annotated[
    str | None, typer.Argument(metavar="[KEY]", help="The run's key; left out: the latest runs.")
]


def status(key: MaybeKey = None, as_json: options.AsJson = False) -> None:
    """Show where a run stands, or the latest runs.

    It reads your records only: neither the API nor Prefect is asked.
    """
    with error_boundary():
        url = OutboundSettings.read().ledger_url
        if key is not None:
            show(asyncio.run(_one(url, key)), as_json=as_json)
            return
        summaries = asyncio.run(_latest(url))
        if as_json:
            typer.echo(f"[{','.join(summary.model_dump_json() for summary in summaries)}]")
        elif summaries:
            screen.show_runs(summaries)
        else:
            screen.results.print("No runs yet; `outbound launch --help` shows how to begin.")


async def _one(url: str, key: str) -> Summary:
    async with open_ledger_to_read(url) as ledger:
        return await summarize(ledger, key)


async def _latest(url: str) -> list[Summary]:
    async with open_ledger_to_read(url) as ledger:
        return [await summarize(ledger, run.key) for run in await ledger.runs.newest(20)]
