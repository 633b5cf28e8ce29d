"""Values with types, as the text that a person would have written."""

import json
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite

from outbound.contacts.rejections import Rejection
from outbound.contacts.tables.nul_bytes import without_nul
from outbound.contacts.tables.table import LONGEST_CELL, Row, is_text, too_long

# Up to here a floating-point number holds every whole number.
_EXACT = 2**53


class NoTextError(Exception):
    """A value that nobody could have written into a cell."""


def row_of(number: int, values: Iterable[object], header: list[str]) -> Row | Rejection:
    """The row of these values; a rejection where one is no text."""
    cells: list[str] = []
    for position, value in enumerate(values):
        try:
            cells.append(_checked(text_of(value)))
        except NoTextError as error:
            column = header[position] if position < len(header) else str(position + 1)
            return Rejection(number, "row", f"the value in column {column!r} {error}")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return too_long(number)
    return Row(number, cells)


def _checked(cell: str) -> str:
    if not is_text(cell):
        raise NoTextError("holds what is no character: mend it where the list comes from")
    return cell


def text_of(value: object) -> str:  # noqa: PLR0911 - a line for each type
    """One value as text; nothing is an empty text.

    Raises:
        NoTextError: it is binary data.
    """
    match value:
        case None:
            return ""
        case str():
            return without_nul(value)
        case bool():
            return "true" if value else "false"
        case float():
            return _number(value)
        case Decimal():
            return _plain(format(value, "f")) if value.is_finite() else ""
        case datetime() | date() | time():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            raise NoTextError("is binary data: select it as text")
        case dict() | list() | tuple():
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=text_of)
        case _:
            return str(value)


def _number(value: float) -> str:
    """A phone number that a spreadsheet took for a number has no fraction."""
    if not isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)


def _plain(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
