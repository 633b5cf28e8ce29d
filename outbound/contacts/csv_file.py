"""Comma-separated lists, read row by row: a broken row costs itself and no other."""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from outbound.contacts.given_back import Lines
from outbound.contacts.rejections import Rejection
from outbound.contacts.rows import Row
from outbound.contacts.text_file import check_text_file
from outbound.mistakes import UserMistake

_UNREADABLE = re.compile("[\0\ud800-\udfff]")
"""A NUL byte, or what `surrogateescape` makes of a byte that is not UTF-8."""

_BROKEN_QUOTES = (
    "a quotation mark is not closed, or stands inside quoted text without being doubled: "
    'quote the whole cell and write "" for a quotation mark in it'
)


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A `Table` in a CSV file: UTF-8 with or without a byte order mark, a header, commas."""

    path: Path
    header: list[str]

    @classmethod
    def open(cls, path: Path) -> "CsvFile":
        """Read the header and see that a row follows it.

        Raises:
            UserMistake: the file is missing, empty, not text, or has no rows.
        """
        check_text_file(path)
        with _open(path) as file:
            records = _records(file)
            header = next(records, None)
            if header is None:
                raise UserMistake(f"{path} has a broken first line: {_BROKEN_QUOTES}.")
            if next(records, ()) == ():
                raise UserMistake(f"{path} has a header and no rows: export the list again.")
        return cls(path, [cell.strip() for cell in header])

    @property
    def digest(self) -> str:
        """The SHA-256 of the file's bytes, in hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def rows(self) -> Iterator[Row | Rejection]:
        """Every data row, numbered from 1; blank lines have no number."""
        with _open(self.path) as file:
            records = _records(file)
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
        if len(cells) > len(self.header):
            return Rejection(
                number,
                "row",
                f"the row has {len(cells)} cells, the header {len(self.header)}: "
                "quote cells that hold commas",
            )
        return Row(number, cells)


def _open(path: Path) -> TextIO:
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _records(file: TextIO) -> Iterator[list[str] | None]:
    """The records of a file; None stands for a line that cannot be understood.

    A quotation mark that is never closed makes everything after it one cell. So only the line it
    stands in is given up, and the lines it swallowed are read again.
    """
    lines = Lines(file)
    # strict: a broken quote is an error and not a guess at what was meant.
    reader = csv.reader(lines, strict=True, skipinitialspace=True)
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
