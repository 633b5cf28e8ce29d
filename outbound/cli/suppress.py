"""`outbound suppress`: the do-not-call list of your records, which every run heeds."""

import asyncio
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from outbound.cli import lists, screen
from outbound.cli.command import Command
from outbound.cli.edge import Settings
from outbound.contacts import (
    FileOptions,
    checked_number,
    checked_region,
    known_encoding,
    open_table,
    read_numbers,
)
from outbound.visible import in_one_line

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


@suppress.command(cls=Command)
def add(numbers: Numbers, region: lists.Region = None, reason: Why = _ASKED) -> None:
    """Never call these numbers again, until they are removed.

    It names the runs for which that comes too late: their calls to these numbers may be made
    already.
    """
    _put_on_the_list(_checked(numbers, region), reason)


@suppress.command(cls=Command)
def remove(numbers: Numbers, region: lists.Region = None) -> None:
    """Take numbers off the list."""
    removed = asyncio.run(_removed(_checked(numbers, region)))
    screen.results.print(f"{removed:,} removed, {len(numbers) - removed:,} did not stand there.")


@suppress.command("list", cls=Command)
def show() -> None:
    """Write the list: number, reason, and when it was added (UTC). It is personal data."""
    asyncio.run(_shown())


@suppress.command("import", cls=Command)
def take_over(
    file: File,
    region: lists.Region = None,
    encoding: lists.Encoding = None,
    reason: Why = _ASKED,
) -> None:
    """Add every number of a file: a column phone_number, or one column without a name.

    A row that holds no number is an error, and nothing of the file is added: the person
    meant there must not be called by mistake.
    """
    options = FileOptions(encoding=None if encoding is None else known_encoding(encoding))
    table = open_table(str(file), options=options)
    numbers = read_numbers(table, file.name, None if region is None else checked_region(region))
    _put_on_the_list(list(numbers), reason)


def _checked(numbers: list[str], region: str | None) -> list[str]:
    checked = None if region is None else checked_region(region)
    return [checked_number(number, checked) for number in numbers]


def _put_on_the_list(numbers: list[str], reason: str) -> None:
    everybody = list(dict.fromkeys(numbers))
    added, too_late = asyncio.run(_added(everybody, reason))
    screen.results.print(f"{added:,} added, {len(everybody) - added:,} stood there already.")
    for key in too_late:
        screen.progress.print(
            f"[yellow]![/] Too late for the run {key}: calls to some of these numbers may be made "
            f"already, and Mico cannot take one back. `outbound stop {key}` stops all of its "
            "calls; a resume in another window leaves these numbers out."
        )


async def _added(numbers: list[str], reason: str) -> tuple[int, list[str]]:
    """How many are new, and the runs that call some of them all the same."""
    added, waiting, now = 0, iter(numbers), datetime.now(UTC)
    async with Settings().ledger() as ledger:
        while chunk := list(islice(waiting, _CHUNK)):
            added += await ledger.suppressions.add(chunk, reason=reason, now=now)
        return added, sorted(await ledger.suppressions.too_late_for(numbers, now=now))


async def _removed(numbers: list[str]) -> int:
    async with Settings().ledger() as ledger:
        return await ledger.suppressions.remove(numbers)


async def _shown() -> None:
    async with Settings().ledger() as ledger:
        async for portion in ledger.suppressions.in_portions():
            for each in portion:
                reason = in_one_line(each.reason)
                typer.echo(f"{each.phone_number}\t{reason}\t{each.added_at:%Y-%m-%d %H:%M}")
