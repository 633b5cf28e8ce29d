"""A list that was looked at and found readable."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from outbound.contacts.columns import Columns
from outbound.contacts.csv_file import CsvFile
from outbound.contacts.list_options import ListOptions
from outbound.contacts.rows import Table


@dataclass(frozen=True)
class ContactList:
    """A list whose header is understood; `read_contacts` reads its rows."""

    name: str
    table: Table
    columns: Columns
    options: ListOptions

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the list's content, in hexadecimal, as it was when first asked for."""
        return self.table.digest

    @property
    def custom_parameters(self) -> tuple[str, ...]:
        """The columns that become custom parameters of the calls, in the list's order."""
        return self.columns.custom_parameters


def open_list(path: Path, options: ListOptions | None = None) -> ContactList:
    """Look at a list's beginning: cheap, whatever its length.

    Raises:
        UserMistake: it cannot be read, or its header does not say what the API needs.
    """
    options = options or ListOptions()
    table = CsvFile.open(path)
    columns = Columns.of(table.header, str(path), options)
    return ContactList(path.name, table, columns, options)
