"""What the columns of a list mean: the API's fields by name, and all others custom parameters."""

import re
from collections import Counter
from dataclasses import dataclass

from outbound.contacts.rejections import Unusable
from outbound.mistakes import UserMistake

API_FIELDS = (
    "phone_number",
    "first_name",
    "last_name",
    "phonetic_first_name",
    "phonetic_last_name",
    "full_name",
    "phonetic_full_name",
    "email",
    "event_date_time",
    "external_id",
)
"""The names the API gives to a call's fields (the guide's step 3A)."""

_NEEDED = ("phone_number", "first_name", "last_name")
_SHOWN_COLUMNS = 8
_SHOWN_CHARACTERS = 40
_DATA = re.compile(r"@|(\d[^\w]{0,2}){6}|^\d+[.,]\d+e\+?\d+$", re.IGNORECASE)
"""An address, a phone number, one in scientific notation: what no column is called."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a list in its order: an API field, a custom parameter, or "" if nameless."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, header: list[str], source: str) -> "Columns":
        """Understand a header; `source` names the list in what is said of it.

        Raises:
            UserMistake: a needed column is missing, two have one name, or it is no header.
        """
        names = tuple(_name(cell) for cell in header)
        if "phone_number" not in names and any(_DATA.search(name) for name in names):
            raise UserMistake(
                f"The first line of {source} looks like a person's row: put a line with the "
                "columns' names above it (phone_number, first_name, last_name, …)."
            )
        _refuse_missing(names, source)
        _refuse_repeated(names, source)
        return cls(names)

    def values(self, cells: list[str]) -> dict[str, str]:
        """The trimmed, non-empty cells of a row by their column's name.

        Raises:
            Unusable: a cell without a column name holds something.
        """
        values: dict[str, str] = {}
        for position, (name, cell) in enumerate(zip(self.names, cells, strict=False), start=1):
            value = cell.strip()
            if value and not name:
                raise Unusable(
                    "row",
                    f"the row has a value in column {position}, which has no name: name it in "
                    "the header, or quote cells that hold commas",
                )
            if value:
                values[name] = value
        return values


def _name(cell: str) -> str:
    stripped = cell.strip()
    return stripped.lower() if stripped.lower() in API_FIELDS else stripped


def _refuse_missing(names: tuple[str, ...], source: str) -> None:
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise UserMistake(
            f"{source} has no column {' and none '.join(missing)}: give the columns these names "
            f"in its first line, separated by commas. It has: {_shown(names)}."
        )


def _refuse_repeated(names: tuple[str, ...], source: str) -> None:
    repeated = [name for name, count in Counter(names).items() if name and count > 1]
    if repeated:
        raise UserMistake(
            f"{source} has more than one column of the same name ({_shown(tuple(repeated))}): "
            "rename or remove all but one."
        )


def _shown(names: tuple[str, ...]) -> str:
    named = [name for name in names if name and not _DATA.search(name)]
    shown = [name[:_SHOWN_CHARACTERS] for name in named[:_SHOWN_COLUMNS]]
    more = len(named) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
