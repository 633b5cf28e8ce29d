"""The sheets of a workbook: which one is read, and what of it somebody has hidden."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZipFile

import openpyxl

from outbound.mistakes import UserMistake

# Bytes of a sheet in memory at a time, and of the longest tag that is looked for.
_CHUNK = 1024 * 1024
_LONGEST_TAG = 4096

_NAME_ONE = "Name the one that is to be read with --sheet:"

_ROW = re.compile(rb"<(?:\w{1,30}:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w{1,30}:)?col\b([^>]*)>")
_ROWS_BEGIN = re.compile(rb"<(?:\w{1,30}:)?sheetData\b")
_FORMULA = re.compile(rb"<(?:\w{1,30}:)?f[ />]")
# By a filter, by hand, or drawn to no height or width at all.
_HIDDEN = re.compile(
    rb"""\b(?:hidden\s*=\s*["'](?:1|true)|(?:ht|width)\s*=\s*["']0+(?:\.0*)?)["']"""
)
_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d+)["']""")
_FROM = re.compile(rb"""\bmin\s*=\s*["'](\d+)["']""")
_TO = re.compile(rb"""\bmax\s*=\s*["'](\d+)["']""")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, by its place in the workbook."""

    place: int
    title: str
    part: str
    """Its file in the archive."""
    is_hidden: bool


def sheets_of(path: Path) -> list[Sheet]:
    """All sheets that hold cells, in the workbook's order."""
    with path.open("rb") as file, closing(openpyxl.load_workbook(file, read_only=True)) as book:
        return [
            Sheet(
                place,
                str(sheet.title),
                str(vars(sheet)["_worksheet_path"]),  # openpyxl tells it nowhere else
                sheet.sheet_state != "visible",
            )
            for place, sheet in enumerate(book.worksheets)
        ]


def candidates(sheets: Sequence[Sheet], name: str | None, shown: str) -> Sequence[Sheet]:
    """The sheets of which the first with rows is read: the named one, or all that are visible.

    Capitals count only where sheets differ by nothing else: Excel knows no such sheets.

    Raises:
        UserMistake: no sheet has this name, or none is visible.
    """
    visible = [sheet for sheet in sheets if not sheet.is_hidden]
    if name is None and not visible:
        raise UserMistake(f"Every sheet of {shown} is hidden. {_NAME_ONE} {_titles(sheets)}.")
    if name is None:
        return visible
    spelled = [sheet for sheet in sheets if sheet.title.strip() == name.strip()]
    alike = [sheet for sheet in sheets if _plain(sheet.title) == _plain(name)]
    if not spelled and len(alike) != 1:
        raise UserMistake(f"{shown} has no sheet {name!r}. It has: {_titles(sheets)}.")
    return spelled or alike


def without_rows(sheets: Sequence[Sheet], read: Sequence[Sheet], shown: str) -> UserMistake:
    """What to say where none of the sheets that were looked at has rows."""
    hidden = [sheet for sheet in sheets if sheet.is_hidden and sheet not in read]
    said = f"{shown} has no rows below a header: export the list again."
    return UserMistake(
        f"{said} Or is the list in a hidden sheet? {_NAME_ONE} {_titles(hidden)}."
        if hidden
        else said
    )


def _titles(sheets: Sequence[Sheet]) -> str:
    return ", ".join(repr(sheet.title) for sheet in sheets)


def _plain(title: str) -> str:
    return title.strip().casefold()


def hidden_rows(path: Path, sheet: Sheet) -> Iterator[int]:
    """The numbers of hidden rows, by a filter or by hand, in order; the first row is 1.

    openpyxl does not tell them where it reads a sheet as a stream.
    """
    number = 0
    for attributes in _tags(path, sheet, _ROW):
        said = _NUMBER.search(attributes)
        number = int(said[1]) if said else number + 1
        if _HIDDEN.search(attributes):
            yield number


def hidden_columns(path: Path, sheet: Sheet) -> Iterator[range]:
    """The places of hidden columns, from 0."""
    for attributes in _tags(path, sheet, _COLUMN, until=_ROWS_BEGIN):
        first, last = _FROM.search(attributes), _TO.search(attributes)
        if first and last and _HIDDEN.search(attributes):
            yield range(int(first[1]) - 1, int(last[1]))


def has_formulas(path: Path, sheet: Sheet) -> bool:
    """Whether it is worth reading the sheet twice at once."""
    return any(_FORMULA.search(part) for part in _parts(path, sheet))


def _tags(
    path: Path, sheet: Sheet, tag: re.Pattern[bytes], until: re.Pattern[bytes] | None = None
) -> Iterator[bytes]:
    """The attributes of every such tag; none behind `until`."""
    for part in _parts(path, sheet):
        end = until.search(part) if until else None
        yield from (found[1] for found in tag.finditer(part, 0, end.start() if end else len(part)))
        if end:
            return


def _parts(path: Path, sheet: Sheet) -> Iterator[bytes]:
    """The sheet's XML, cut between two tags."""
    with ZipFile(path) as archive, archive.open(sheet.part.lstrip("/")) as file:
        yield from _cut_between_tags(file)


def _cut_between_tags(file: IO[bytes]) -> Iterator[bytes]:
    kept = b""
    while chunk := file.read(_CHUNK):
        whole = kept + chunk
        cut = whole.rfind(b"<")
        # A text without any tag for so long is no tag's beginning.
        cut = cut if len(whole) - cut <= _LONGEST_TAG else len(whole)
        yield whole[:cut]
        kept = whole[cut:]
    yield kept
