"""From a list to contacts the API takes: every row becomes a contact or says why it cannot.

contact_list = open_list(Path("contacts.csv"), ListOptions(region="JP"))
for result in read_contacts(contact_list, key="spring"):
    ...  # a Contact or a Rejection, in the list's order
"""

from outbound.contacts.contact import Contact
from outbound.contacts.contact_list import ContactList, open_list
from outbound.contacts.list_options import ListOptions
from outbound.contacts.numbers import read_numbers
from outbound.contacts.phone_numbers import checked_number, checked_region
from outbound.contacts.profile import read_profile, write_profile
from outbound.contacts.reading import read_contacts, read_person
from outbound.contacts.rejections import HIDDEN, Rejection
from outbound.contacts.rejects import write_rejects
from outbound.contacts.tables import (
    AS_SHOWN,
    FileOptions,
    PrivateAddressError,
    Reach,
    Table,
    UnknownEncodingError,
    Workbook,
    known_encoding,
    open_table,
    refuse_secrets,
)
from outbound.contacts.tables.apostrophes import protected

__all__ = [
    "AS_SHOWN",
    "HIDDEN",
    "Contact",
    "ContactList",
    "FileOptions",
    "ListOptions",
    "PrivateAddressError",
    "Reach",
    "Rejection",
    "Table",
    "UnknownEncodingError",
    "Workbook",
    "checked_number",
    "checked_region",
    "known_encoding",
    "open_list",
    "open_table",
    "protected",
    "read_contacts",
    "read_numbers",
    "read_person",
    "read_profile",
    "refuse_secrets",
    "write_profile",
    "write_rejects",
]
