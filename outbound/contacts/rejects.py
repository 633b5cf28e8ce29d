"""Rows that were not used, in their list's own format, with the reason: to be mended and loaded."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from outbound.contacts.fields import REASON_COLUMNS
from outbound.contacts.tables import Row, Table
from outbound.contacts.tables.delimited import DELIMITERS, DelimitedFile

Why = tuple[str, str]
"""The field at fault, and the reason."""


def write_rejects(table: Table, why: Mapping[int, Why], file: Path) -> int:
    """Write the rows of `why`, by number, to a file; returns how many.

    In columns of their own, which are left out when the file is loaded, stand the row's number,
    the field and the reason. The file's ending says its format: .csv, .tsv, .jsonl, .xlsx or
    .parquet; text has the list's own delimiter. A row that could not be understood has its reason
    only.

    Raises:
        OSError: the file cannot be written.
    """
    header = [*table.header, *REASON_COLUMNS]
    rows = _rows(table, why)
    match file.suffix.lower():
        case ".jsonl" | ".ndjson":
            return _json_lines(header, rows, file)
        case ".xlsx":
            return _workbook(header, rows, file)
        case ".parquet":
            return _parquet(header, rows, file)
        case ".tsv":
            return _delimited(header, rows, file, "\t")
        case _:
            return _delimited(header, rows, file, _delimiter_of(table))


def _delimiter_of(table: Table) -> str:
    """The list's own, where it can be told without a word of its file."""
    if isinstance(table, DelimitedFile) and table.delimiter in DELIMITERS:
        return table.delimiter
    return ","


def _rows(table: Table, why: Mapping[int, Why]) -> Iterator[Sequence[str]]:
    width = len(table.header)
    for row in table.rows():
        number = row.number if isinstance(row, Row) else row.row
        if number in why:
            cells = row.cells if isinstance(row, Row) else []
            field, reason = why[number]
            # Each row gets the header's width, so that the reasons stand in their own columns.
            yield [*cells[:width], *[""] * (width - len(cells)), str(number), field, reason]


def _delimited(
    header: Sequence[str], rows: Iterator[Sequence[str]], file: Path, delimiter: str
) -> int:
    # With a byte order mark, by which a spreadsheet knows UTF-8.
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target, delimiter=delimiter)
        writer.writerow(header)
        return sum(1 for row in rows if writer.writerow(row))


def _json_lines(header: Sequence[str], rows: Iterator[Sequence[str]], file: Path) -> int:
    written = 0
    with file.open("w", encoding="utf-8") as target:
        for row in rows:
            cells = {name: cell or None for name, cell in zip(header, row, strict=True)}
            target.write(json.dumps(cells, ensure_ascii=False) + "\n")
            written += 1
    return written


def _workbook(header: Sequence[str], rows: Iterator[Sequence[str]], file: Path) -> int:
    from openpyxl import Workbook  # noqa: PLC0415 - it takes a while

    book = Workbook(write_only=True)
    sheet = book.create_sheet("rejected")
    sheet.append(list(header))
    written = 0
    for row in rows:
        sheet.append(list(row))
        written += 1
    book.save(file)
    return written


def _parquet(header: Sequence[str], rows: Iterator[Sequence[str]], file: Path) -> int:
    import polars as pl  # noqa: PLC0415 - it takes a while

    frame = pl.DataFrame(list(rows), schema=dict.fromkeys(header, pl.String), orient="row")
    frame.write_parquet(file)
    return frame.height
