"""Every row of a list, as a contact or as the reason why it is none."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from phonenumbers import PhoneNumber

from outbound.contacts.contact import Contact
from outbound.contacts.contact_list import ContactList
from outbound.contacts.event_times import to_event_date_time
from outbound.contacts.external_ids import made_external_id, own_external_id
from outbound.contacts.fields import API_FIELDS, FIELDS, TIME_ZONE
from outbound.contacts.formulas import refuse_formulas
from outbound.contacts.list_options import ListOptions
from outbound.contacts.names import Names
from outbound.contacts.phone_numbers import checked_region, dialable, e164
from outbound.contacts.placeholders import is_machine_written, is_nothing, is_placeholder
from outbound.contacts.rejections import Rejection, Unusable
from outbound.contacts.tables import Row
from outbound.contacts.time_zones import time_zones
from outbound.mistakes import UserMistake


def read_contacts(
    contact_list: ContactList, *, key: str, after_row: int = 0, window_zone: str | None = None
) -> Iterator[Contact | Rejection]:
    """Read a list as a stream: one result a data row, in order, in memory that does not grow.

    `key` is the run's; ids made for rows without one depend on it. `after_row` is the last row that
    an earlier reading took. `window_zone` is that of event times for which neither the options nor
    the row name one.
    """
    # Every kind of table numbers its rows alike each time, so a row that was read is skipped.
    for number, row in enumerate(contact_list.table.rows(), start=1):
        if number <= after_row:
            continue
        yield row if isinstance(row, Rejection) else _result(row, contact_list, key, window_zone)


def read_person(values: Mapping[str, str], *, key: str, region: str | None) -> Contact:
    """One person, from fields by the API's names (others are custom parameters), as row 1.

    Raises:
        UserMistake: a field is missing or cannot be used.
    """
    checked = None if region is None else checked_region(region)
    filled = {name: value.strip() for name, value in values.items() if value.strip()}
    try:
        return _contact(1, filled, key, ListOptions(region=checked), None)
    except Unusable as unusable:
        raise UserMistake(f"{unusable.field}: {unusable.reason}.") from None


def _result(
    row: Row, contact_list: ContactList, key: str, window_zone: str | None
) -> Contact | Rejection:
    # Stays empty where the row's cells have no meaning; the rejection then has no external id.
    values: dict[str, str] = {}
    try:
        values = contact_list.columns.values(row.cells)
        return _contact(row.number, values, key, contact_list.options, window_zone)
    except Unusable as unusable:
        field = _of_list(unusable.field, contact_list.columns.names)
        return Rejection(row.number, field, unusable.reason, values.get("external_id"))


def _of_list(field: str, names: Container[str | None]) -> str:
    """The field at fault; a first or last name that the list has in its full names only, these."""
    is_part = field in {"first_name", "last_name"} and field not in names
    return "full_name" if is_part and "full_name" in names else field


def _contact(
    row: int, cells: dict[str, str], key: str, options: ListOptions, window_zone: str | None
) -> Contact:
    if not cells:
        raise Unusable("row", "the row is empty")
    values = {name: cell for name, cell in cells.items() if not _is_missing(name, cells)}
    refuse_formulas(values)
    _refuse_line_breaks(values)
    names = Names.of(values, options.name_order)
    number = _phone_number(values, options.region)
    zones = time_zones(values.get(TIME_ZONE), number)
    # The number's own zones say where the person is from, and not where the event is.
    row_zone = zones[0] if TIME_ZONE in values else None
    contact = Contact(
        row=row,
        external_id=own_external_id(values.get("external_id", "")),
        phone_number=e164(number),
        first_name=names.first,
        last_name=names.last,
        phonetic_first_name=names.phonetic_first,
        phonetic_last_name=names.phonetic_last,
        full_name=names.full,
        phonetic_full_name=names.phonetic_full,
        email=_email(values),
        event_date_time=_event_date_time(values, options.event_zone or row_zone or window_zone),
        custom_parameters={name: values[name] for name in values if name not in FIELDS},
        time_zones=zones,
        person=names.person,
        copied_phonetics=names.copied,
        kanji_without_kana=names.kanji_without_kana,
        placeholder_name=names.placeholder,
    )
    if contact.external_id:
        return contact
    made = made_external_id(key, contact.as_call())
    return replace(contact, external_id=made, id_made_anew="external_id" in cells)


def _is_missing(name: str, cells: Mapping[str, str]) -> bool:
    """Whether a word for a missing value stands where a call needs none."""
    match name:
        case "external_id":
            return is_placeholder(cells[name])  # a dash on one row may be an id
        case "email" | "event_date_time" | "time_zone":
            return is_nothing(cells[name])
        case "phonetic_first_name" | "phonetic_last_name" | "phonetic_full_name":
            return is_machine_written(cells[name])
        case "full_name":
            has_others = "first_name" in cells or "last_name" in cells
            return has_others and is_machine_written(cells[name])
    return False


def _refuse_line_breaks(values: dict[str, str]) -> None:
    """A name that goes on in the next line has swallowed the next person."""
    for name in API_FIELDS:
        if not {"\n", "\r"}.isdisjoint(values.get(name, "")):
            raise Unusable(name, "it holds a line break: is a quotation mark not closed?")


def _phone_number(values: dict[str, str], region: str | None) -> PhoneNumber:
    if "phone_number" not in values:
        raise Unusable("phone_number", "it is missing, and a call needs it")
    return dialable(values["phone_number"], region)


def _email(values: dict[str, str]) -> str | None:
    email = values.get("email")
    if email is not None and "@" not in email:
        raise Unusable("email", "it is not an address: it has no @")
    return email


def _event_date_time(values: dict[str, str], zone: str | None) -> str | None:
    text = values.get("event_date_time")
    return None if text is None else to_event_date_time(text, zone)
