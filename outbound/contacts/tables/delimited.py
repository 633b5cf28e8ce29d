"""Delimited text (CSV, TSV), read row by row: a broken row costs itself and no other."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TextIO

from outbound.contacts.rejections import Rejection
from outbound.contacts.tables.apostrophes import unprotected
from outbound.contacts.tables.encodings import shown_encoding
from outbound.contacts.tables.given_back import Lines
from outbound.contacts.tables.nul_bytes import without_nul
from outbound.contacts.tables.table import LONGEST_CELL, FileTable, Row, is_text, too_long
from outbound.mistakes import UserMistake

DELIMITERS = ",;\t|"
"""What is looked for between cells."""

# The first line by which a spreadsheet says what stands between cells.
_SEPARATOR_LINE = re.compile(r"\ufeff?(\"?)sep=([^\w\"\r\n])\1\r?\n?", re.IGNORECASE)

# Characters by which a delimiter is told.
_LOOKED_AT = 64 * 1024

_BROKEN_QUOTES = (
    "a quotation mark is not closed, or stands inside quoted text without being doubled: "
    'quote the whole cell and write "" for a quotation mark in it'
)

csv.field_size_limit(16 * 1024 * 1024)  # else one long cell would end the reading


@dataclass(frozen=True, slots=True)
class DelimitedFile(FileTable):
    """A `Table` in a text file with a header, whatever its encoding and its delimiter.

    `has_separator_line`: its first line says the delimiter, and stands above the header.
    """

    encoding: str
    delimiter: str
    has_separator_line: bool

    @classmethod
    def open(cls, path: Path, shown: str, encoding: str) -> "DelimitedFile":
        """Read the header.

        Raises:
            UserMistake: the header is broken.
        """
        with _open(path, encoding) as file:
            first = file.readline()
        separator_line = _SEPARATOR_LINE.fullmatch(first)
        has_separator_line = separator_line is not None
        delimiter = separator_line[2] if separator_line else _likely(path, encoding)
        with _open(path, encoding) as file:
            records = _records(file, delimiter, skip_first=has_separator_line)
            header = next(records, None)
            if header is None:
                raise UserMistake(f"{shown} has a broken first line: {_BROKEN_QUOTES}.")
        names = [unprotected(cell.strip()) for cell in header]
        return cls(path, names, encoding, delimiter, has_separator_line)

    def rows(self) -> Iterator[Row | Rejection]:
        """Every data row, numbered from 1; blank lines have no number."""
        with _open(self.path, self.encoding) as file:
            records = _records(file, self.delimiter, skip_first=self.has_separator_line)
            next(records)
            for number, cells in enumerate(records, start=1):
                yield self._row(number, cells)

    def _row(self, number: int, cells: list[str] | None) -> Row | Rejection:
        if cells is None:
            return Rejection(number, "row", _BROKEN_QUOTES)
        if not is_text("".join(cells)):
            return Rejection(
                number,
                "row",
                f"the row is not {shown_encoding(self.encoding)} text: save the list as "
                "“CSV UTF-8”",
            )
        # Spreadsheets write a delimiter for each column that ever held something.
        while len(cells) > len(self.header) and not cells[-1].strip():
            cells.pop()
        if len(cells) > len(self.header):
            return Rejection(
                number,
                "row",
                f"the row has {len(cells)} cells, the header {len(self.header)}: "
                f"quote cells that hold {_NAMES.get(self.delimiter, self.delimiter)}",
            )
        cells = list(map(unprotected, cells))
        if max(map(len, cells)) > LONGEST_CELL:
            return too_long(number)
        return Row(number, cells)


_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def _likely(path: Path, encoding: str) -> str:
    """What stands between cells: whatever makes most of the first rows as wide as the header."""
    with _open(path, encoding) as file:
        head = file.read(_LOOKED_AT)
    return max(DELIMITERS, key=lambda delimiter: _fit(head, delimiter))


def _fit(head: str, delimiter: str) -> tuple[bool, int, int]:
    header, *rows = [len(record or []) for record in _records(StringIO(head), delimiter)] or [0]
    return header > 1, rows.count(header), header


def _open(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, errors="replace", newline="")


def _records(
    file: TextIO, delimiter: str, *, skip_first: bool = False
) -> Iterator[list[str] | None]:
    """The records of a file; None stands for a line that cannot be understood.

    A quotation mark that is never closed makes everything after it one cell. So only the line it
    stands in is given up, and the lines it swallowed are read again.
    """
    if skip_first:
        file.readline()
    lines = Lines(map(without_nul, file))
    # strict: a broken quote is an error and not a guess at what was meant.
    reader = csv.reader(lines, strict=True, skipinitialspace=True, delimiter=delimiter)
    while True:
        lines.forget()
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            lines.give_back_all_but_first()
            yield None
            continue
        if record and record != [""]:
            yield record
