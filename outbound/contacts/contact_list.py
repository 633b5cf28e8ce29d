"""A list that was looked at and found readable."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from outbound.contacts.columns import Columns
from outbound.contacts.fields import FIELDS, ORIGIN_COLUMN, TIME_ZONE
from outbound.contacts.list_options import ListOptions
from outbound.contacts.tables import (
    FileOptions,
    Reach,
    Row,
    Table,
    Workbook,
    open_table,
    without_secrets,
)
from outbound.mistakes import UserMistake


@dataclass(frozen=True)
class ContactList:
    """A list with a header that is understood; `read_contacts` reads its rows."""

    name: str
    table: Table
    columns: Columns
    options: ListOptions

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the list's content, in hexadecimal, as it was when first asked for."""
        return self.table.digest

    def count_rows(self) -> int:
        """How many data rows it has; all of it is read."""
        return sum(1 for _ in self.table.rows())

    def column_of(self, field: str) -> str:
        """What the list calls a field of a call; the field where no one column holds it."""
        return self.columns.fields(self.table.header).get(field, field)

    @cached_property
    def origins(self) -> Sequence[str]:
        """The digests of the lists that its rows come from, if it is a reject file; all is read."""
        header = [name.strip() for name in self.table.header]
        if ORIGIN_COLUMN not in header:
            return ()
        place = header.index(ORIGIN_COLUMN)
        rows = (row for row in self.table.rows() if isinstance(row, Row))
        written = (row.cells[place] for row in rows if len(row.cells) > place)
        return tuple(dict.fromkeys(digest for cell in written for digest in cell.split()))

    @property
    def workbook(self) -> Workbook | None:
        """What was read of the workbook that it stands in; None: it stands in none."""
        return getattr(self.table, "workbook", None)

    @property
    def event_zone_column(self) -> str | None:
        """The column with the zones of rows, where these are the zones of event times, too."""
        fields = self.columns.fields(self.table.header)
        return None if self.options.event_zone else fields.get(TIME_ZONE)

    @property
    def custom_parameters(self) -> tuple[str, ...]:
        """The columns that become custom parameters of the calls, in the list's order."""
        return tuple(name for name in self.columns.names if name and name not in FIELDS)


def open_list(
    address: Path | str, options: ListOptions | None = None, reach: Reach | None = None
) -> ContactList:
    """Look at a list's beginning: cheap, whatever its length.

    `reach`: the hosts that a web address may be of; None: any.

    Raises:
        UserMistake: it cannot be read, its header does not say what the API needs, or no row
            follows the header.
    """
    options = options or ListOptions()
    of_file = FileOptions(options.sheet, options.hidden, options.encoding)
    table = open_table(str(address), options.query, of_file, reach)
    shown = without_secrets(str(address))
    columns = Columns.of(table.header, shown, options)
    if next(table.rows(), None) is None:
        raise UserMistake(
            f"{shown} has a header and no rows: export the list again, or mend its query."
        )
    return ContactList(shown.rsplit("/", 1)[-1], table, columns, options)
