"""Excel workbooks (.xlsx), read row by row: the first sheet that holds any."""

import re
import warnings
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat, starmap, zip_longest
from pathlib import Path
from zipfile import ZipFile

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.styles.numbers import is_datetime

from outbound.contacts.rejections import Rejection
from outbound.contacts.tables.cells import row_of, text_of
from outbound.contacts.tables.table import UNSAVED, FileTable, Row
from outbound.contacts.tables.workbook_text import unescaped
from outbound.mistakes import UserMistake

_Cell = Cell | ReadOnlyCell | EmptyCell | MergedCell

_FORMULA = re.compile(rb"<(\w{1,30}:)?f[ />]")
_LONGEST_TAG = 40
# Bytes of a sheet in memory at a time.
_CHUNK = 1024 * 1024

# Its warnings hold cells: a phone number, say, that is formatted as a date.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")


@dataclass(frozen=True, slots=True)
class ExcelFile(FileTable):
    """A `Table` in a workbook; formulas give the values that were saved with them.

    Programs that write workbooks without calculating save none: such a cell is `UNSAVED`.
    """

    shown: str
    """What messages call it."""

    @classmethod
    def open(cls, path: Path, shown: str) -> "ExcelFile":
        """Read the first row that holds anything.

        Raises:
            UserMistake: it is no workbook, or holds nothing.
        """
        with _readable(shown), ZipFile(path) as archive:
            is_workbook = "[Content_Types].xml" in archive.namelist()
        if not is_workbook:
            raise UserMistake(
                f"{shown} is a zip archive and no workbook of Excel's: unpack it and give the list "
                "that was inside, or save the workbook as .xlsx."
            )
        records = _records(path, shown, with_formulas=True)
        with closing(records):
            header = next(records, None)
        if header is None:
            raise UserMistake(f"{shown} has no rows below a header: export the list again.")
        names = ["" if name == UNSAVED else text_of(name).strip() for name in header]
        return cls(path, names, shown)

    def rows(self) -> Iterator[Row | Rejection]:
        """Every row below the header but empty ones, numbered from 1.

        Raises:
            UserMistake: the workbook is broken behind what `open` looked at.
        """
        with _readable(self.shown):
            with_formulas = _has_formulas(self.path)
        records = _records(self.path, self.shown, with_formulas=with_formulas)
        next(records)
        for number, values in enumerate(records, start=1):
            yield self._row(number, values)

    def _row(self, number: int, values: Sequence[object]) -> Row | Rejection:
        if len(values) > len(self.header):
            return Rejection(
                number, "row", "the row has a value in a column without a name: name it"
            )
        return row_of(number, values, self.header)


def _records(
    path: Path, shown: str, *, with_formulas: bool
) -> Generator[Sequence[object], None, None]:
    """The rows of the first sheet that holds any, without the empty cells at their ends."""
    shows = _rows(path, data_only=True)
    formulas = _rows(path, data_only=False) if with_formulas else repeat((0, ()))
    found = None
    with _readable(shown):
        for (sheet, cells), (_, behind) in zip(shows, formulas, strict=False):
            if found not in {None, sheet}:
                return
            values = list(starmap(_value, zip_longest(cells, behind)))
            filled = [place for place, value in enumerate(values) if value not in {None, ""}]
            if filled:
                found = sheet
                yield values[: filled[-1] + 1]


def _rows(path: Path, *, data_only: bool) -> Iterator[tuple[int, Sequence[_Cell]]]:
    """Every row with the place of its sheet: what its cells show, or the formulas behind them."""
    with (
        path.open("rb") as file,
        closing(openpyxl.load_workbook(file, read_only=True, data_only=data_only)) as book,
    ):
        for place, sheet in enumerate(book.worksheets):
            sheet.reset_dimensions()  # a sheet may say that it is smaller than it is
            for cells in sheet.iter_rows():
                yield place, cells


def _has_formulas(path: Path) -> bool:
    """Whether it is worth reading the workbook twice at once."""
    with ZipFile(path) as book:
        sheets = [name for name in book.namelist() if "worksheets/" in name]
        return any(_holds_formula(book, sheet) for sheet in sheets)


def _holds_formula(book: ZipFile, sheet: str) -> bool:
    end = b""
    with book.open(sheet) as file:
        while chunk := file.read(_CHUNK):
            if _FORMULA.search(end + chunk):
                return True
            end = chunk[-_LONGEST_TAG:]
    return False


@contextmanager
def _readable(shown: str) -> Iterator[None]:
    """In a damaged workbook, openpyxl runs into errors of every kind."""
    try:
        yield
    except Exception:  # noqa: BLE001 - the same
        raise UserMistake(
            f"{shown} is not a workbook that can be read: open it and save it as .xlsx, or as "
            "“CSV UTF-8”."
        ) from None


def _value(cell: _Cell, behind: _Cell | None) -> object:
    """What a cell shows: a date that is shown without an hour has none."""
    value = cell.value
    if value is None and behind is not None and behind.data_type == "f":
        return UNSAVED if cell.data_type == "n" else ""  # a text that was saved is an empty one
    if isinstance(value, str):
        return unescaped(value)
    is_date = isinstance(value, datetime) and is_datetime(str(cell.number_format)) == "date"
    return value.date() if isinstance(value, datetime) and is_date else value
