"""`outbound suppress`: the do-not-call list of your records, which every run heeds."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from outbound.cli import lists, screen
from outbound.cli.exits import told
from outbound.contacts import checked_number, checked_region, open_table, read_numbers
from outbound.ledger import Ledger, open_ledger
from outbound.settings import OutboundSettings

suppress = typer.Typer(
    name="suppress",
    help="The do-not-call list of your records, which every run heeds up to the moment it starts "
    "calling.",
    no_args_is_help=True,
)

Numbers = Annotated[list[str], typer.Argument(metavar="NUMBER…", help="Phone numbers, like +81….")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is shown with each row set aside.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A list of phone numbers.")]

_ASKED = "stands on the do-not-call list"
_CHUNK = 1000

Work = Callable[[Ledger, list[str], str], Awaitable[int]]


@suppress.command()
def add(numbers: Numbers, region: lists.Region = None, reason: Why = _ASKED) -> None:
    """Never call these numbers again, until they are removed."""
    with told():
        added = asyncio.run(_with_ledger(_added, _checked(numbers, region), reason))
        screen.results.print(f"{added:,} added, {len(numbers) - added:,} stood there already.")


@suppress.command()
def remove(numbers: Numbers, region: lists.Region = None) -> None:
    """Take numbers off the list."""
    with told():
        removed = asyncio.run(_with_ledger(_removed, _checked(numbers, region), ""))
        screen.results.print(
            f"{removed:,} removed, {len(numbers) - removed:,} did not stand there."
        )


@suppress.command("list")
def show() -> None:
    """Write the list: number, reason, and when it was added (UTC). It is personal data."""
    with told():
        asyncio.run(_shown())


@suppress.command("import")
def take_over(file: File, region: lists.Region = None, reason: Why = _ASKED) -> None:
    """Add every number of a file: a column phone_number, or one column without a name.

    A row that holds no number is an error, and nothing of the file is added: whoever is meant
    there must not be called by mistake.
    """
    with told():
        numbers = read_numbers(
            open_table(str(file)), file.name, None if region is None else checked_region(region)
        )
        everybody = list(dict.fromkeys(numbers))
        added = asyncio.run(_with_ledger(_added, everybody, reason))
        screen.results.print(f"{added:,} added, {len(everybody) - added:,} stood there already.")


def _checked(numbers: list[str], region: str | None) -> list[str]:
    checked = None if region is None else checked_region(region)
    return [checked_number(number, checked) for number in numbers]


async def _with_ledger(work: Work, numbers: list[str], reason: str) -> int:
    async with open_ledger(OutboundSettings.read().ledger_url) as ledger:
        return await work(ledger, numbers, reason)


async def _added(ledger: Ledger, numbers: list[str], reason: str) -> int:
    added, waiting = 0, iter(numbers)
    while chunk := list(islice(waiting, _CHUNK)):
        added += await ledger.suppressions.add(chunk, reason=reason, now=datetime.now(UTC))
    return added


async def _removed(ledger: Ledger, numbers: list[str], _reason: str) -> int:
    return await ledger.suppressions.remove(numbers)


async def _shown() -> None:
    async with open_ledger(OutboundSettings.read().ledger_url) as ledger:
        async for portion in ledger.suppressions.in_portions():
            for each in portion:
                typer.echo(f"{each.phone_number}\t{each.reason}\t{each.added_at:%Y-%m-%d %H:%M}")
