"""Rows that were not used, in their list's own format, with the reason: to be mended and loaded."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from outbound.contacts.fields import REASON_COLUMNS
from outbound.contacts.tables import Row, Table
from outbound.contacts.tables.delimited import DELIMITERS, DelimitedFile
from outbound.contacts.writing import write_table

Why = tuple[str, str]
"""The column at fault, and the reason."""


def write_rejects(
    table: Table, why: Mapping[int, Why], file: Path, origins: Sequence[str] = ()
) -> int:
    """Write the rows of `why`, by number, to a file; returns how many.

    In columns of their own, which are left out when the file is loaded, stand the row's number,
    the column, the reason, and the list that it comes from: `origins` are the digests of the
    lists that the table itself comes from. The file's ending says its format; text has the
    list's own delimiter. A row that could not be understood has its reason only.

    Raises:
        OSError: the file cannot be written.
        UserMistake: there are more rows than it can hold.
    """
    # A list that is such a file itself has older reasons.
    kept = [place for place, name in enumerate(table.header) if name not in REASON_COLUMNS]
    header = [*(table.header[place] for place in kept), *REASON_COLUMNS]
    lists = " ".join([*origins, table.digest])
    rows = _rows(table, kept, why, lists)
    return write_table(header, rows, file, delimiter=_delimiter_of(table))


def _delimiter_of(table: Table) -> str:
    """The list's own, where it can be told without a word of its file."""
    if isinstance(table, DelimitedFile) and table.delimiter in DELIMITERS:
        return table.delimiter
    return ","


def _rows(
    table: Table, kept: Sequence[int], why: Mapping[int, Why], lists: str
) -> Iterator[Sequence[str]]:
    for row in table.rows():
        number = row.number if isinstance(row, Row) else row.row
        if number in why:
            cells = row.cells if isinstance(row, Row) else []
            # Each row gets the header's width, so that the reasons stand in their own columns.
            own = [cells[place] if place < len(cells) else "" for place in kept]
            yield [*own, str(number), *why[number], lists]
