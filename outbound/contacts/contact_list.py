"""A list that was looked at and found readable."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from outbound.contacts.columns import API_FIELDS, Columns
from outbound.contacts.csv_file import CsvFile
from outbound.contacts.rows import Table


@dataclass(frozen=True)
class ContactList:
    """A list whose header is understood; `read_contacts` reads its rows."""

    name: str
    table: Table
    columns: Columns

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the list's content, in hexadecimal, as it was when first asked for."""
        return self.table.digest

    @property
    def custom_parameters(self) -> tuple[str, ...]:
        """The columns that become custom parameters of the calls, in the list's order."""
        return tuple(name for name in self.columns.names if name and name not in API_FIELDS)


def open_list(path: Path) -> ContactList:
    """Look at a list's beginning: cheap, whatever its length.

    Raises:
        UserMistake: it cannot be read, or its header does not say what the API needs.
    """
    table = CsvFile.open(path)
    return ContactList(path.name, table, Columns.of(table.header, str(path)))
