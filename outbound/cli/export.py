"""`outbound export`: what became of every row, as a CSV file."""

import asyncio
import csv
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from outbound.cli import options, screen
from outbound.cli.exits import error_boundary
from outbound.ledger import EXPORTED_COLUMNS, ExportedRow, open_ledger_to_read
from outbound.mistakes import UserMistake
from outbound.settings import OutboundSettings

Target = Annotated[Path, typer.Argument(metavar="FILE.csv", help="The file to write.")]


def export(key: options.RunKey, file: Target) -> None:
    """Write a line for each row of a run: its fate, its call, its outcome; times are in UTC.

    The file holds phone numbers: keep it as you keep the list.
    """
    with error_boundary():
        written = asyncio.run(export_run(OutboundSettings.read().ledger_url, key, file))
        screen.progress.print(f"Wrote {written:,} rows to {file}.")


async def export_run(ledger_url: str, key: str, file: Path) -> int:
    """Write the run's rows; returns how many.

    Raises:
        UserMistake: the records know no such run, or the file cannot be written, or must not.
    """
    async with open_ledger_to_read(ledger_url) as ledger:
        run = await ledger.runs.get(key)
        _refuse_to_spoil(file, str(run.request["contacts"]))
        try:
            return await _write(file, ledger.export(run.id))
        except OSError as error:
            raise UserMistake(f"{file} cannot be written: {error.strerror}.") from None


def _refuse_to_spoil(file: Path, contacts: str) -> None:
    """What is written is text, and the list that it is about stays as it is."""
    if file.suffix.lower() not in {".csv", ".txt", ""}:
        raise UserMistake(f"{file} would hold CSV: name a file that ends with .csv.")
    if file.exists() and Path(contacts).exists() and file.samefile(contacts):
        raise UserMistake(f"{file} is the run's list and would be overwritten: name another file.")


async def _write(file: Path, rows: AsyncIterator[ExportedRow]) -> int:
    written = 0
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, EXPORTED_COLUMNS)
        writer.writeheader()
        async for row in rows:
            writer.writerow({name: _cell(value) for name, value in row.items()})
            written += 1
    return written


def _cell(value: object) -> object:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
