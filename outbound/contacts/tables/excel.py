"""Excel workbooks (.xlsx), read row by row, as a person sees them: hidden rows are set aside."""

import hashlib
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

from outbound.contacts.rejections import HIDDEN, Rejection
from outbound.contacts.tables.cells import row_of, text_of
from outbound.contacts.tables.sheets import (
    Sheet,
    candidates,
    has_formulas,
    hidden_columns,
    hidden_rows,
    sheets_of,
    without_rows,
)
from outbound.contacts.tables.table import (
    AS_SHOWN,
    UNSAVED,
    FileOptions,
    FileTable,
    Row,
    Workbook,
    file_digest,
)
from outbound.contacts.tables.workbook_text import unescaped
from outbound.mistakes import UserMistake

_Cell = Cell | ReadOnlyCell | EmptyCell | MergedCell

# Its warnings hold cells: a phone number, say, that is formatted as a date.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")


@dataclass(frozen=True, slots=True)
class _Record:
    """A row of a sheet that holds anything, without the empty cells at its end."""

    values: Sequence[object]
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class ExcelFile(FileTable):
    """A `Table` in a workbook; formulas give the values that were saved with them.

    Programs that write workbooks without calculating save none: such a cell is `UNSAVED`.
    """

    shown: str
    """What messages call it."""
    sheet: Sheet
    with_hidden: bool
    """Whether hidden rows are read as others are."""
    unread: Sequence[range]
    """The places of columns that are not read."""
    is_chosen: bool
    """Whether another part of the workbook is read than by default."""
    workbook: Workbook

    @property
    def digest(self) -> str:
        """The SHA-256 of the file's bytes; a part that was chosen counts as a list of its own."""
        whole = file_digest(self.path)
        if not self.is_chosen:
            return whole
        part = f"{whole} {self.sheet.title} {self.with_hidden}"
        return hashlib.sha256(part.encode()).hexdigest()

    @classmethod
    def open(cls, path: Path, shown: str, options: FileOptions = AS_SHOWN) -> "ExcelFile":
        """Read the first row that holds anything, of the first sheet that has one.

        Raises:
            UserMistake: it is no workbook, or holds nothing, or no sheet of this name.
        """
        with _readable(shown), ZipFile(path) as archive:
            is_workbook = "[Content_Types].xml" in archive.namelist()
        if not is_workbook:
            raise UserMistake(
                f"{shown} is a zip archive and no workbook of Excel's: unpack it and give the list "
                "that was inside, or save the workbook as .xlsx."
            )
        with _readable(shown):
            sheets = sheets_of(path)
        by_default = next((sheet for sheet in sheets if not sheet.is_hidden), None)
        looked_at = candidates(sheets, options.sheet, shown)
        for sheet in looked_at:
            with closing(_records(path, shown, sheet, with_formulas=True)) as records:
                first = next(records, None)
            if first is not None:
                break
        else:
            raise without_rows(sheets, looked_at, shown)
        names = ["" if name == UNSAVED else text_of(name).strip() for name in first.values]
        unread = [] if options.hidden else _hidden_columns(path, shown, sheet)
        workbook = Workbook(
            sheet.title,
            [other.title for other in sheets if other != sheet],
            [name for place, name in enumerate(names) if name and _is_in(place, unread)],
            [other.title for other in sheets if other != sheet and other.is_hidden],
        )
        header = ["" if _is_in(place, unread) else name for place, name in enumerate(names)]
        is_chosen = options.hidden or (options.sheet is not None and sheet != by_default)
        return cls(path, header, shown, sheet, options.hidden, unread, is_chosen, workbook)

    def rows(self) -> Iterator[Row | Rejection]:
        """Every row below the header but empty ones, numbered from 1.

        Raises:
            UserMistake: the workbook is broken behind what `open` looked at.
        """
        with _readable(self.shown):
            with_formulas = has_formulas(self.path, self.sheet)
        records = _records(self.path, self.shown, self.sheet, with_formulas=with_formulas)
        next(records)
        for number, record in enumerate(records, start=1):
            yield self._row(number, record)

    def _row(self, number: int, record: _Record) -> Row | Rejection:
        if record.is_hidden and not self.with_hidden:
            return Rejection(number, HIDDEN, "the row is hidden in the sheet: --hidden calls it")
        values = [
            None if _is_in(place, self.unread) else value
            for place, value in enumerate(record.values)
        ]
        if any(value not in {None, ""} for value in values[len(self.header) :]):
            return Rejection(
                number, "row", "the row has a value in a column without a name: name it"
            )
        return row_of(number, values[: len(self.header)], self.header)


def _hidden_columns(path: Path, shown: str, sheet: Sheet) -> Sequence[range]:
    with _readable(shown):
        return list(hidden_columns(path, sheet))


def _is_in(place: int, spans: Sequence[range]) -> bool:
    return any(place in span for span in spans)


def _records(
    path: Path, shown: str, sheet: Sheet, *, with_formulas: bool
) -> Generator[_Record, None, None]:
    """The rows of the sheet that hold anything."""
    shows = _rows(path, sheet, data_only=True)
    formulas = _rows(path, sheet, data_only=False) if with_formulas else repeat(())
    with _readable(shown):
        hidden = hidden_rows(path, sheet)
        next_hidden = next(hidden, None)
        for number, (cells, behind) in enumerate(zip(shows, formulas, strict=False), start=1):
            while next_hidden is not None and next_hidden < number:
                next_hidden = next(hidden, None)
            values = list(starmap(_value, zip_longest(cells, behind)))
            filled = [place for place, value in enumerate(values) if value not in {None, ""}]
            if filled:
                yield _Record(values[: filled[-1] + 1], next_hidden == number)


def _rows(path: Path, sheet: Sheet, *, data_only: bool) -> Iterator[Sequence[_Cell]]:
    """Every row, the empty ones between others, too: what its cells show, or their formulas."""
    with (
        path.open("rb") as file,
        closing(openpyxl.load_workbook(file, read_only=True, data_only=data_only)) as book,
    ):
        read = book.worksheets[sheet.place]
        read.reset_dimensions()  # a sheet may say that it is smaller than it is
        yield from read.iter_rows()


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
