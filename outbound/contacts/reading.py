"""Every row of a list, as a contact or as the reason why it is none."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from outbound.contacts.columns import API_FIELDS, Columns
from outbound.contacts.contact import Contact
from outbound.contacts.contact_list import ContactList
from outbound.contacts.event_times import to_event_date_time
from outbound.contacts.external_ids import made_external_id
from outbound.contacts.names import Names
from outbound.contacts.phone_numbers import checked_region, to_e164
from outbound.contacts.rejections import Rejection, Unusable
from outbound.contacts.rows import Row
from outbound.mistakes import UserMistake


def read_contacts(
    contact_list: ContactList, *, key: str, region: str | None, after_row: int = 0
) -> Iterator[Contact | Rejection]:
    """Read a list as a stream: one result a data row, in order, in memory that does not grow.

    `key` is the run's; it goes into ids made for rows without one. `region` is the country
    (ISO 3166, two letters) of numbers that do not begin with +. `after_row` carries on behind a
    row that was read before.

    Raises:
        UserMistake: the region is no country's code; raised at once, before the first row.
    """
    checked = None if region is None else checked_region(region)
    return _results(contact_list, key, checked, after_row)


def read_person(values: Mapping[str, str], *, key: str, region: str | None) -> Contact:
    """One person, from fields by the API's names (others are custom parameters), as row 1.

    Raises:
        UserMistake: a field is missing or cannot be used.
    """
    checked = None if region is None else checked_region(region)
    filled = {name: value.strip() for name, value in values.items() if value.strip()}
    try:
        return _contact(1, filled, key, checked)
    except Unusable as unusable:
        raise UserMistake(f"{unusable.field}: {unusable.reason}.") from None


def _results(
    contact_list: ContactList, key: str, region: str | None, after_row: int
) -> Iterator[Contact | Rejection]:
    for number, row in enumerate(contact_list.table.rows(), start=1):
        if number <= after_row:
            continue
        yield row if isinstance(row, Rejection) else _result(row, contact_list.columns, key, region)


def _result(row: Row, columns: Columns, key: str, region: str | None) -> Contact | Rejection:
    values: dict[str, str] = {}
    try:
        values = columns.values(row.cells)
        return _contact(row.number, values, key, region)
    except Unusable as unusable:
        return Rejection(row.number, unusable.field, unusable.reason, values.get("external_id"))


def _contact(row: int, values: dict[str, str], key: str, region: str | None) -> Contact:
    if not values:
        raise Unusable("row", "the row is empty")
    _refuse_line_breaks(values)
    names = Names.of(values)
    contact = Contact(
        row=row,
        external_id=values.get("external_id", ""),
        phone_number=_phone_number(values, region),
        first_name=names.first,
        last_name=names.last,
        phonetic_first_name=names.phonetic_first,
        phonetic_last_name=names.phonetic_last,
        full_name=values.get("full_name"),
        phonetic_full_name=values.get("phonetic_full_name"),
        email=_email(values),
        event_date_time=_event_date_time(values),
        custom_parameters={name: values[name] for name in values if name not in API_FIELDS},
        copied_phonetics=names.copied,
    )
    return contact if contact.external_id else _with_made_id(contact, key)


def _refuse_line_breaks(values: dict[str, str]) -> None:
    """A name that goes on in the next line has swallowed the next person."""
    for name in API_FIELDS:
        if not {"\n", "\r"}.isdisjoint(values.get(name, "")):
            raise Unusable(name, "it holds a line break: is a quotation mark not closed?")


def _phone_number(values: dict[str, str], region: str | None) -> str:
    if "phone_number" not in values:
        raise Unusable("phone_number", "it is missing, and a call needs it")
    return to_e164(values["phone_number"], region)


def _email(values: dict[str, str]) -> str | None:
    email = values.get("email")
    if email is not None and "@" not in email:
        raise Unusable("email", "it is not an address: it has no @")
    return email


def _event_date_time(values: dict[str, str]) -> str | None:
    text = values.get("event_date_time")
    return None if text is None else to_event_date_time(text)


def _with_made_id(contact: Contact, key: str) -> Contact:
    return replace(contact, external_id=made_external_id(key, contact.as_call()))
