"""Lists of every kind, as a header and rows of text: files, addresses, databases.

table = open_table("contacts.xlsx")
"""

from outbound.contacts.tables.address import open_table, refuse_secrets, without_secrets
from outbound.contacts.tables.encodings import UnknownEncodingError, known_encoding
from outbound.contacts.tables.reach import PrivateAddressError, Reach
from outbound.contacts.tables.table import AS_SHOWN, UNSAVED, FileOptions, Row, Table, Workbook

__all__ = [
    "AS_SHOWN",
    "UNSAVED",
    "FileOptions",
    "PrivateAddressError",
    "Reach",
    "Row",
    "Table",
    "UnknownEncodingError",
    "Workbook",
    "known_encoding",
    "open_table",
    "refuse_secrets",
    "without_secrets",
]
