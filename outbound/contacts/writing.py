"""A table as a file of any kind that is read, so that reading it gives the same cells."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from outbound.contacts.tables.apostrophes import protected
from outbound.mistakes import UserMistake

Cells = Sequence[str]

# Rows of a sheet, its header among them.
_ROWS_OF_A_SHEET = 1_048_576


def write_table(header: Cells, rows: Iterable[Cells], file: Path, *, delimiter: str = ",") -> int:
    """Write the rows under a header, each as wide as it; returns how many.

    The file's ending says its format: .csv, .tsv, .jsonl, .xlsx or .parquet. `delimiter` is for
    text that is no TSV.

    Raises:
        OSError: the file cannot be written.
        UserMistake: there are more rows than a sheet holds.
    """
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
            return _delimited(header, rows, file, delimiter)


def _delimited(header: Cells, rows: Iterable[Cells], file: Path, delimiter: str) -> int:
    # With a byte order mark, by which a spreadsheet knows UTF-8; in quotation marks, since a
    # reader drops blanks before a cell without them.
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow(map(protected, header))
        return sum(1 for row in rows if writer.writerow(map(protected, row)))


def _json_lines(header: Cells, rows: Iterable[Cells], file: Path) -> int:
    names, written = list(_unique_names(header)), 0
    with file.open("w", encoding="utf-8") as target:
        for row in rows:
            cells = {name: cell or None for name, cell in zip(names, row, strict=True)}
            target.write(json.dumps(cells, ensure_ascii=False) + "\n")
            written += 1
    return written


def _workbook(header: Cells, rows: Iterable[Cells], file: Path) -> int:
    from openpyxl import Workbook  # noqa: PLC0415 - it takes a while

    from outbound.contacts.tables.text_cells import text_cells  # noqa: PLC0415 - the same

    book = Workbook(write_only=True)
    sheet = book.create_sheet("rejected")
    sheet.append(text_cells(sheet, header))
    written = 0
    for row in rows:
        written += 1
        if written == _ROWS_OF_A_SHEET:
            raise UserMistake(f"{file} has no room for so many rows: name a file that ends in .csv")
        sheet.append(text_cells(sheet, row))
    book.save(file)
    return written


def _parquet(header: Cells, rows: Iterable[Cells], file: Path) -> int:
    import polars as pl  # noqa: PLC0415 - it takes a while

    schema = dict.fromkeys(_unique_names(header), pl.String)
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    frame.write_parquet(file)
    return frame.height


def _unique_names(header: Cells) -> Iterator[str]:
    """The names, each once: blanks behind a repeated one, which a reader passes over."""
    taken: set[str] = set()
    for name in header:
        unique = name
        while unique in taken:
            unique += " "
        taken.add(unique)
        yield unique
