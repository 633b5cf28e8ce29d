"""Rows as a CSV file."""

import csv
from collections.abc import AsyncIterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from outbound.contacts import protected
from outbound.mistakes import UserMistake


async def write_csv(
    file: Path, columns: Sequence[str], rows: AsyncIterable[Mapping[str, object]]
) -> int:
    """Write the rows under a header; returns how many. Instants are in UTC, to the second.

    No cell is a formula: an apostrophe stands before what a spreadsheet would take for one.

    Raises:
        UserMistake: the file cannot be written.
    """
    written = 0
    try:
        with file.open("w", newline="", encoding="utf-8") as target:
            writer = csv.DictWriter(target, columns)
            writer.writeheader()
            async for row in rows:
                writer.writerow({name: _cell(value) for name, value in row.items()})
                written += 1
    except OSError as error:
        raise UserMistake(f"{file} cannot be written: {error.strerror}.") from None
    return written


def _cell(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat(timespec="seconds")
        case str():
            return protected(value)
        case _:
            return value
