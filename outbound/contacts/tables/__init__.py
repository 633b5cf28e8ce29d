"""Lists of every kind, as a header and rows of text: files, addresses, databases.

table = open_table("contacts.xlsx")
"""

from outbound.contacts.tables.address import open_table, refuse_secrets, without_secrets
from outbound.contacts.tables.reach import PrivateAddressError, Reach
from outbound.contacts.tables.table import UNSAVED, Row, SheetOptions, Table, Workbook

__all__ = [
    "UNSAVED",
    "PrivateAddressError",
    "Reach",
    "Row",
    "SheetOptions",
    "Table",
    "Workbook",
    "open_table",
    "refuse_secrets",
    "without_secrets",
]
