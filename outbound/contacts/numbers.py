"""Lists of nothing but numbers, like those of people who are not to be called."""

from collections.abc import Iterator

from outbound.contacts.fields import field_of
from outbound.contacts.phone_numbers import to_e164
from outbound.contacts.rejections import Rejection, Unusable
from outbound.contacts.tables import Table
from outbound.mistakes import UserMistake


def read_numbers(table: Table, name: str, region: str | None) -> Iterator[str]:
    """The numbers of a list in E.164; `name` is what messages call it.

    They stand in the column that is named for them, or in the only one, which needs no name: where
    it has one, there is no digit in it.

    Raises:
        UserMistake: no column could be told, or a row holds no number: the person meant there must
            not be called by mistake.
    """
    position = _position(table, name)
    column = table.header[position]
    has_header = field_of(column) == "phone_number" or not any(map(str.isdigit, column))
    if not has_header:
        yield _number(column, "row 1", name, region)
    for number, row in enumerate(table.rows(), start=1 if has_header else 2):
        # One unreadable row stops everything: it may be the person who must not be called.
        if isinstance(row, Rejection):
            raise _mistake(f"row {number}", name, row.reason)
        cell = row.cells[position] if position < len(row.cells) else ""
        yield _number(cell, f"row {number}", name, region)


def _position(table: Table, name: str) -> int:
    fields = map(field_of, table.header)
    found = [position for position, field in enumerate(fields) if field == "phone_number"]
    if len(found) == 1:
        return found[0]
    if len(table.header) == 1:
        return 0
    raise UserMistake(
        f"{name} has several columns, and not one that is named for the numbers: call it "
        "phone_number."
    )


def _number(cell: str, where: str, name: str, region: str | None) -> str:
    try:
        return to_e164(cell.strip(), region)
    except Unusable as unusable:
        raise _mistake(where, name, unusable.reason) from None


def _mistake(where: str, name: str, reason: str) -> UserMistake:
    return UserMistake(
        f"{where.capitalize()} of the do-not-call list {name} cannot be read: {reason}. Mend "
        "it, so that nobody is called who should not be."
    )
