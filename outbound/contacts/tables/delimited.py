"""Delimited text (CSV, TSV), read row by row: a broken row costs itself and no other."""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from outbound.contacts.rejections import Rejection
from outbound.contacts.tables.given_back import Lines
from outbound.contacts.tables.table import LONGEST_CELL, Row, too_long
from outbound.mistakes import UserMistake

_DELIMITERS = ",;\t|"
_SAID = re.compile(r"\ufeff?sep=(.)\r?\n?", re.IGNORECASE)
"""The first line by which a spreadsheet says what stands between cells."""

_UNREADABLE = re.compile("[\0\ud800-\udfff\ufffd]")
"""A NUL byte, or what stands for bytes that are no character of the encoding."""

_BROKEN_QUOTES = (
    "a quotation mark is not closed, or stands inside quoted text without being doubled: "
    'quote the whole cell and write "" for a quotation mark in it'
)

csv.field_size_limit(16 * 1024 * 1024)  # else one long cell would end the reading


@dataclass(frozen=True, slots=True)
class DelimitedFile:
    """A `Table` in a text file with a header, whatever its encoding and its delimiter."""

    path: Path
    shown: str
    encoding: str
    delimiter: str
    is_said: bool
    header: list[str]

    @classmethod
    def open(cls, path: Path, shown: str, encoding: str) -> "DelimitedFile":
        """Read the header and see that a row follows it.

        Raises:
            UserMistake: the header is broken, or has no rows below it.
        """
        with _open(path, encoding) as file:
            first = file.readline()
        said = _SAID.fullmatch(first)
        delimiter = said[1] if said else _likely(path, encoding)
        with _open(path, encoding) as file:
            records = _records(file, delimiter, skip_first=said is not None)
            header = next(records, None)
            if header is None:
                raise UserMistake(f"{shown} has a broken first line: {_BROKEN_QUOTES}.")
            if next(records, ()) == ():
                raise UserMistake(f"{shown} has a header and no rows: export the list again.")
        names = [cell.strip() for cell in header]
        return cls(path, shown, encoding, delimiter, said is not None, names)

    @property
    def digest(self) -> str:
        """The SHA-256 of the file's bytes, in hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def rows(self) -> Iterator[Row | Rejection]:
        """Every data row, numbered from 1; blank lines have no number."""
        with _open(self.path, self.encoding) as file:
            records = _records(file, self.delimiter, skip_first=self.is_said)
            next(records)
            for number, cells in enumerate(records, start=1):
                yield self._row(number, cells)

    def _row(self, number: int, cells: list[str] | None) -> Row | Rejection:
        if cells is None:
            return Rejection(number, "row", _BROKEN_QUOTES)
        if _UNREADABLE.search("".join(cells)):
            return Rejection(
                number, "row", "the row is not UTF-8 text: save the list as “CSV UTF-8”"
            )
        while len(cells) > len(self.header) and not cells[-1].strip():
            cells.pop()
        if len(cells) > len(self.header):
            return Rejection(
                number,
                "row",
                f"the row has {len(cells)} cells, the header {len(self.header)}: "
                f"quote cells that hold {_NAMES[self.delimiter]}",
            )
        if max(map(len, cells)) > LONGEST_CELL:
            return too_long(number)
        return Row(number, cells)


_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def _likely(path: Path, encoding: str) -> str:
    """What stands between the columns' names: whatever makes the most of them."""
    with _open(path, encoding) as file:
        columns = {
            delimiter: len(next(_records(file, delimiter), None) or [])
            for delimiter in _DELIMITERS
            if not file.seek(0)
        }
    return max(_DELIMITERS, key=columns.__getitem__)


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
    lines = Lines(file)
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
