"""Excel workbooks (.xlsx), read row by row: the first sheet that holds any."""

import hashlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.styles.numbers import is_datetime
from openpyxl.utils.exceptions import InvalidFileException

from outbound.contacts.rejections import Rejection
from outbound.contacts.tables.cells import row_of
from outbound.contacts.tables.table import Row
from outbound.mistakes import UserMistake


@dataclass(frozen=True, slots=True)
class ExcelFile:
    """A `Table` in a workbook; formulas give the values that were saved with them."""

    path: Path
    shown: str
    header: list[str]

    @classmethod
    def open(cls, path: Path, shown: str) -> "ExcelFile":
        """Read the first row that holds anything, and see that another follows it.

        Raises:
            UserMistake: it is no workbook, or has no rows.
        """
        try:
            records = _records(path)
            header = next(records, None)
            is_empty = header is None or next(records, None) is None
            records.close()
        except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
            raise UserMistake(
                f"{shown} is not a workbook that can be read: open it and save it as .xlsx, or as "
                "“CSV UTF-8”."
            ) from None
        if header is None or is_empty:
            raise UserMistake(f"{shown} has no rows below a header: export the list again.")
        return cls(path, shown, [str(name or "").strip() for name in header])

    @property
    def digest(self) -> str:
        """The SHA-256 of the file's bytes, in hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def rows(self) -> Iterator[Row | Rejection]:
        """Every row below the header but empty ones, numbered from 1."""
        records = _records(self.path)
        next(records)
        for number, values in enumerate(records, start=1):
            yield self._row(number, values)

    def _row(self, number: int, values: Sequence[object]) -> Row | Rejection:
        if len(values) > len(self.header):
            return Rejection(
                number, "row", "the row has a value in a column without a name: name it"
            )
        for name, value in zip(self.header, values, strict=False):
            if value in ERROR_CODES:
                return Rejection(
                    number, "row", f"the formula in column {name!r} gives an error: mend it"
                )
        return row_of(number, values, self.header)


def _records(path: Path) -> Generator[Sequence[object], None, None]:
    """The rows that hold anything, without the empty cells at their ends."""
    with (
        path.open("rb") as file,
        closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as book,
    ):
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # a sheet may say that it is smaller than it is
            is_empty = True
            for cells in sheet.iter_rows():
                values = [_value(cell) for cell in cells]
                filled = [place for place, value in enumerate(values) if value not in {None, ""}]
                if filled:
                    is_empty = False
                    yield values[: filled[-1] + 1]
            if not is_empty:
                return


def _value(cell: Cell | ReadOnlyCell | EmptyCell | MergedCell) -> object:
    """What a cell shows: a date that is shown without an hour has none."""
    value = cell.value
    is_date = isinstance(value, datetime) and is_datetime(str(cell.number_format)) == "date"
    return value.date() if isinstance(value, datetime) and is_date else value
