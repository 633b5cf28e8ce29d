"""What every kind of list gives: a header, and rows of text, one at a time."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from outbound.contacts.rejections import Rejection
from outbound.contacts.tables.encodings import ESCAPE_SEQUENCE


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one data row, as they stand in the list; `number` counts from 1."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What of a file is read, and how."""

    sheet: str | None = None
    """Of a workbook: the sheet; None: the first one with rows that is not hidden."""
    hidden: bool = False
    """Of a workbook: whether hidden rows and columns are read, too."""
    encoding: str | None = None
    """Of a text: its codec's name; None: it is found out."""


AS_SHOWN = FileOptions()
"""What a person sees who opens the file."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was read of a workbook, and what was not."""

    sheet: str
    sheets_not_read: list[str]
    hidden_columns: list[str]
    """By their names; they are not read."""
    hidden_sheets: list[str] = field(default_factory=list)
    """Those of the sheets that are not read."""


class Table(Protocol):
    """A list that can be read from its start, as often as needed.

    A new kind of list is a class of this shape, and a line where its kind is told.
    """

    @property
    def header(self) -> list[str]:
        """The names of the columns, as written."""
        ...

    @property
    def digest(self) -> str:
        """The SHA-256 of the list's content, in hexadecimal: the same content, the same digest."""
        ...

    def rows(self) -> Iterator[Row | Rejection]:
        """Every data row in the list's order, numbered without gaps from 1."""
        ...


@dataclass(frozen=True, slots=True)
class FileTable:
    """What the `Table`s that stand in a file have in common."""

    path: Path
    header: list[str]

    @property
    def digest(self) -> str:
        """The SHA-256 of the file's bytes, in hexadecimal."""
        return file_digest(self.path)


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


UNSAVED = "#UNSAVED!"
"""The cell of a formula that was saved without its value."""

LONGEST_CELL = 32_767
"""Characters; what a spreadsheet's cell may hold, and more than anybody says in a call."""


# A NUL byte, half a character, what stands for bytes that are none, or how ISO-2022 changes what
# the bytes behind it mean.
_NO_CHARACTER = re.compile(f"[\0\ud800-\udfff\ufffd]|{ESCAPE_SEQUENCE}")


def is_text(cell: str) -> bool:
    """Whether a cell can be written, sent and kept."""
    return _NO_CHARACTER.search(cell) is None


def too_long(number: int) -> Rejection:
    """A row with a cell that nobody could mean."""
    return Rejection(number, "row", f"a cell holds more than {LONGEST_CELL:,} characters")
