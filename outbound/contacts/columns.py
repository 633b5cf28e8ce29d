"""What the columns of a list mean: fields of a call, custom parameters, or nothing."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outbound.contacts.fields import FIELDS, REASON_COLUMNS, field_of, plain
from outbound.contacts.list_options import ListOptions
from outbound.contacts.rejections import Unusable
from outbound.mistakes import UserMistake

_SHOWN_COLUMNS = 8
_SHOWN_CHARACTERS = 40
# An address, a phone number, one in scientific notation: what no column is called.
_DATA = re.compile(r"@|(\d[^\w]{0,2}){6}|^\d+[.,]\d+e\+?\d+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a list in its order.

    Each stands for a field or a custom parameter, by its name; "" has no name, None is left out.
    """

    names: tuple[str | None, ...]

    @classmethod
    def of(cls, header: Sequence[str], source: str, options: ListOptions) -> "Columns":
        """Understand a header; `source` names the list in what is said of it.

        Raises:
            UserMistake: a needed column is missing, two stand for one field, an option names a
                column that is not there, or it is no header.
        """
        written = [cell.strip() for cell in header]
        dropped = {_position(written, name, source) for name in options.drop}
        dropped |= {position for position, name in enumerate(written) if name in REASON_COLUMNS}
        columns = ["" if position in dropped else name for position, name in enumerate(written)]
        # A list without a header would lose its first person, so data in the header is refused.
        _refuse_data(columns, source, options)
        _refuse_repeated(columns, source)
        fields = _fields(columns, source, options)
        _refuse_missing(fields, columns, source)
        parameters = _parameters(columns, source, options)
        left_out = dict.fromkeys(dropped)
        names = left_out | parameters | fields
        return cls(tuple(names.get(position, "") for position in range(len(columns))))

    def fields(self, header: Sequence[str]) -> dict[str, str]:
        """The fields of a call that the list has, each with its column as the header writes it."""
        named = zip(self.names, header, strict=False)
        return {name: written.strip() for name, written in named if name in FIELDS}

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """The trimmed, non-empty cells of a row by their column's name.

        Raises:
            Unusable: a cell without a column name holds something.
        """
        values: dict[str, str] = {}
        for position, (name, cell) in enumerate(zip(self.names, cells, strict=False), start=1):
            value = cell.strip()
            if value and name == "":
                raise Unusable(
                    "row",
                    f"the row has a value in column {position}, which has no name: name it in "
                    "the header, or quote cells that hold commas",
                )
            if value and name:
                values[name] = value
        return values


def _fields(columns: Sequence[str], source: str, options: ListOptions) -> dict[int, str | None]:
    """The field of each column that holds one: as chosen, by its exact name, or by a usual one.

    None where the user chose another column for the field that a column is named for.
    """
    chosen = _chosen(columns, source, options)
    exact = {
        position: column.lower()
        for position, column in enumerate(columns)
        if column.lower() in FIELDS and position not in chosen
    }
    certain = chosen | {
        position: field for position, field in exact.items() if field not in chosen.values()
    }
    usual: dict[str, list[int]] = defaultdict(list)
    for position, column in enumerate(columns):
        field = field_of(column)
        if field and field not in certain.values() and position not in certain:
            usual[field].append(position)
    _refuse_ambiguous(usual, columns, source)
    # An option gave its field to another column: it may hold a second number, and is not sent.
    left_out = dict.fromkeys(position for position in exact if position not in certain)
    return left_out | certain | {positions[0]: field for field, positions in usual.items()}


def _chosen(columns: Sequence[str], source: str, options: ListOptions) -> dict[int, str]:
    """The fields that the user gave columns for, by the column's position."""
    chosen: dict[int, str] = {}
    for field, column in options.columns.items():
        position = _position(columns, column, source)
        if position in chosen:
            raise UserMistake(
                f"The column {column!r} of {source} cannot be both the {chosen[position]} and the "
                f"{field}: choose another column for one of them."
            )
        chosen[position] = field
    return chosen


def _position(columns: Sequence[str], wanted: str, source: str) -> int:
    same = [position for position, column in enumerate(columns) if column == wanted.strip()]
    alike = [position for position, column in enumerate(columns) if plain(column) == plain(wanted)]
    if not (same or alike) or not plain(wanted):
        raise UserMistake(f"{source} has no column {wanted!r}. It has: {_shown(columns)}.")
    if not same and len(alike) > 1:
        names = " and ".join(repr(columns[position]) for position in alike)
        raise UserMistake(
            f"{source} has several columns that could be {wanted!r}: {names}. Write the name "
            "exactly as it stands in the list."
        )
    return (same or alike)[0]


def _parameters(columns: Sequence[str], source: str, options: ListOptions) -> dict[int, str | None]:
    """What columns become where they hold no field: a custom parameter, or None, not sent."""
    only = {_position(columns, name, source) for name in options.only}
    return {
        position: name if position in only or not only else None
        for position, name in enumerate(columns)
        if name
    }


def _refuse_data(columns: Sequence[str], source: str, options: ListOptions) -> None:
    has_phone = options.columns or any(field_of(column) == "phone_number" for column in columns)
    if not has_phone and any(_DATA.search(column) for column in columns):
        raise UserMistake(
            f"The first line of {source} looks like a person's row: put a line with the "
            "columns' names above it (phone_number, first_name, last_name, …)."
        )


def _refuse_missing(fields: Mapping[int, str | None], columns: Sequence[str], source: str) -> None:
    found = set(fields.values())
    missing = [] if "phone_number" in found else ["phone_number"]
    # A full name replaces both. Beside a first name, a column "Name" is the last name, not full.
    if "full_name" not in found or not found.isdisjoint(("first_name", "last_name")):
        missing += [name for name in ("first_name", "last_name") if name not in found]
    if missing:
        raise UserMistake(
            f"{source} has no column {' and none '.join(missing)} that could be told by its name. "
            f"It has: {_shown(columns)}. Say which it is, like --map {missing[0]}=COLUMN, or give "
            "the columns these names in its first line."
        )


def _refuse_repeated(columns: Sequence[str], source: str) -> None:
    counts = Counter(column.lower() if column.lower() in FIELDS else column for column in columns)
    repeated = [name for name, count in counts.items() if name and count > 1]
    if repeated:
        raise UserMistake(
            f"{source} has more than one column of the same name ({_shown(repeated)}): "
            "rename or remove all but one."
        )


def _refuse_ambiguous(
    usual: Mapping[str, Sequence[int]], columns: Sequence[str], source: str
) -> None:
    for field, positions in usual.items():
        if len(positions) > 1:
            names = " and ".join(repr(columns[position]) for position in positions)
            raise UserMistake(
                f"{source} has several columns that could be the {field}: {names}. Say which it "
                f"is, like --map {field}={columns[positions[0]]!r}."
            )


def _shown(columns: Sequence[str]) -> str:
    named = [name for name in columns if name and not _DATA.search(name)]
    shown = [name[:_SHOWN_CHARACTERS] for name in named[:_SHOWN_COLUMNS]]
    more = len(named) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
