"""What the columns of a list mean: fields of a call, custom parameters, or nothing."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outbound.contacts.fields import FIELDS, REASON_COLUMNS, field_of
from outbound.contacts.headers import Header, is_data
from outbound.contacts.list_options import ListOptions
from outbound.contacts.rejections import Unusable
from outbound.mistakes import UserMistake


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
        read = Header.of(header, source)
        dropped = {position for name in options.drop for position in read.positions(name)}
        dropped |= {at for at, name in enumerate(read.written) if name in REASON_COLUMNS}
        columns = read.without(dropped)
        # A list without a header would lose its first person, so data in the header is refused.
        _refuse_data(columns, options)
        _refuse_repeated(columns)
        fields = _fields(columns, options)
        _refuse_missing(fields, columns)
        parameters = _parameters(columns, options)
        left_out = dict.fromkeys(dropped)
        names = left_out | parameters | fields
        return cls(tuple(names.get(position, "") for position in range(len(header))))

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


def _fields(columns: Header, options: ListOptions) -> dict[int, str | None]:
    """The field of each column that holds one: as chosen, by its exact name, or by a usual one.

    None where the user chose another column for the field that a column is named for.
    """
    chosen = _chosen(columns, options)
    exact = {
        position: column.lower()
        for position, column in enumerate(columns.written)
        if column.lower() in FIELDS and position not in chosen
    }
    certain = chosen | {
        position: field for position, field in exact.items() if field not in chosen.values()
    }
    usual: dict[str, list[int]] = defaultdict(list)
    for position, column in enumerate(columns.written):
        field = field_of(column)
        if field and field not in certain.values() and position not in certain:
            usual[field].append(position)
    _refuse_ambiguous(usual, columns)
    # An option gave its field to another column: it may hold a second number, and is not sent.
    left_out = dict.fromkeys(position for position in exact if position not in certain)
    return left_out | certain | {positions[0]: field for field, positions in usual.items()}


def _chosen(columns: Header, options: ListOptions) -> dict[int, str]:
    """The fields that the user gave columns for, by the column's position."""
    chosen: dict[int, str] = {}
    for field, column in options.columns.items():
        position = columns.position(column)
        if position in chosen:
            raise UserMistake(
                f"The column {column!r} of {columns.source} cannot be both the "
                f"{chosen[position]} and the {field}: choose another column for one of them."
            )
        chosen[position] = field
    return chosen


def _parameters(columns: Header, options: ListOptions) -> dict[int, str | None]:
    """What columns become where they hold no field: a custom parameter, or None, not sent."""
    only = {position for name in options.only for position in columns.positions(name)}
    return {
        position: name if position in only or not only else None
        for position, name in enumerate(columns.names)
        if name
    }


def _refuse_data(columns: Header, options: ListOptions) -> None:
    written = columns.written
    has_phone = options.columns or any(field_of(column) == "phone_number" for column in written)
    if not has_phone and any(map(is_data, written)):
        raise UserMistake(
            f"The first line of {columns.source} looks like a person's row: put a line with the "
            "columns' names above it (phone_number, first_name, last_name, …)."
        )


def _refuse_missing(fields: Mapping[int, str | None], columns: Header) -> None:
    found = set(fields.values())
    missing = [] if "phone_number" in found else ["phone_number"]
    # A full name replaces both. Beside a first name, a column "Name" is the last name, not full.
    if "full_name" not in found or not found.isdisjoint(("first_name", "last_name")):
        missing += [name for name in ("first_name", "last_name") if name not in found]
    if missing:
        raise UserMistake(
            f"{columns.source} has no column {' and none '.join(missing)} that could be told by "
            f"its name. It has: {columns.shown}. Say which it is, like --map {missing[0]}=COLUMN, "
            "or give the columns these names in its first line."
        )


def _refuse_repeated(columns: Header) -> None:
    """Refuse two columns for one field; others of one name are numbered."""
    exact = [column.lower() for column in columns.written if column.lower() in FIELDS]
    repeated = [name for name, times in Counter(exact).items() if times > 1]
    if repeated:
        raise columns.repeated(repeated)


def _refuse_ambiguous(usual: Mapping[str, Sequence[int]], columns: Header) -> None:
    for field, positions in usual.items():
        written = [columns.written[position] for position in positions]
        if len(set(written)) < len(written):
            raise columns.repeated(written[:1])
        if len(written) > 1:
            raise UserMistake(
                f"{columns.source} has several columns that could be the {field}: "
                f"{' and '.join(map(repr, written))}. Say which it is, like --map "
                f"{field}={written[0]!r}."
            )
