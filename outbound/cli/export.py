"""`outbound export`: what became of every row, as a CSV file."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from outbound.cli import options, screen
from outbound.cli.csv_file import write_csv
from outbound.cli.edge import Settings
from outbound.cli.groups import grouped
from outbound.cli.screen import shown
from outbound.ledger import EXPORTED_COLUMNS, open_ledger_to_read
from outbound.mistakes import UserMistake

Target = Annotated[Path, typer.Argument(metavar="FILE.csv", help="The file to write.")]


@grouped
def export(key: options.RunKey, file: Target, settings: Settings) -> None:
    """Write a line for each row of a run: its fate, its call, its outcome; times are in UTC.

    The file holds phone numbers: keep it as you keep the list.
    """
    written = asyncio.run(export_run(settings.ours.ledger_url, key, file))
    screen.progress.print(f"Wrote {written:,} rows to {shown(str(file))}.")


async def export_run(ledger_url: str, key: str, file: Path) -> int:
    """Write the run's rows; returns how many.

    Raises:
        UserMistake: the records know no such run, or the file cannot be written, or must not.
    """
    async with open_ledger_to_read(ledger_url) as ledger:
        run = await ledger.runs.get(key)
        _refuse_to_spoil(file, str(run.request["contacts"]))
        return await write_csv(file, EXPORTED_COLUMNS, ledger.export(run.id))


def _refuse_to_spoil(file: Path, contacts: str) -> None:
    """What is written is text, and the list that it is about stays as it is."""
    if file.suffix.lower() not in {".csv", ".txt", ""}:
        raise UserMistake(f"{file} would hold CSV: name a file that ends with .csv.")
    if file.exists() and Path(contacts).exists() and file.samefile(contacts):
        raise UserMistake(f"{file} is the run's list and would be overwritten: name another file.")
