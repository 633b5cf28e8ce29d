"""Which rows of a list repeat others, settled in one transaction behind the last row.

A row may contradict another one at any distance, so nothing is decided before all are there. Until
then the first row of an id is planned, and the others are duplicates.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.staged import Repetition, SharedId, taken_ids
from outbound.ledger.tables import IS_USABLE, RowState, rows, runs

IdOf = Callable[[Mapping[str, object]], str]
"""Makes an id from what is sent for a row."""

_SAME_PERSON = Repetition("phone_number", "an earlier row has the same number and the same person")
_SAME_NUMBER = Repetition(
    "phone_number", "an earlier row has the same number, and one call for each number is asked for"
)
_CONTRADICTION = Repetition(
    "external_id",
    "a contradiction: the same external_id stands in rows with another number and another name; "
    "mend it, or call the first (--same-id first)",
)
_NOT_THE_FIRST = Repetition(
    "external_id",
    "a contradiction: an earlier row has the same external_id with another number and another "
    "name, and the first one is asked for: mend it",
)
# Between two statements of the transaction; nobody else sees it.
_TO_BE_MADE = Repetition("external_id", "its external_id is made anew")
# Rows in memory at a time.
_PORTION = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sameness:
    """What to do with rows that have the same id, or the same number.

    `first_of_id`: where an id stands for several people, its first row is called; else none is.
    """

    first_of_id: bool = False
    one_per_number: bool = False


async def settle_repetitions(
    connection: AsyncConnection, run_id: int, sameness: Sameness, id_of: IdOf
) -> None:
    """Settle ids, then people: a row that is refused for its id takes no number.

    What is settled stays so when it is asked for again.
    """
    made = await _make_ids_anew(connection, run_id, id_of)
    await connection.execute(_refusing_contradictions(run_id, first_of_id=sameness.first_of_id))
    await connection.execute(_repeating_people(run_id, _SAME_PERSON, rows.c.person))
    if sameness.one_per_number:
        await connection.execute(_repeating_people(run_id, _SAME_NUMBER))
    found = {
        "ids_made_anew": runs.c.ids_made_anew + made,
        "numbers_shared": _numbers_shared(run_id).scalar_subquery(),
    }
    await connection.execute(update(runs).where(runs.c.id == run_id).values(found))


async def _make_ids_anew(connection: AsyncConnection, run_id: int, id_of: IdOf) -> int:
    """Give ids of their own to rows with one that tells nobody apart; returns to how many."""
    blank = _same_id(run_id, SharedId.BLANK).with_only_columns(rows.c.external_id)
    rounded = _contradicting(run_id, SharedId.PERHAPS_ROUNDED).with_only_columns(rows.c.external_id)
    shared = or_(rows.c.external_id.in_(blank), rows.c.external_id.in_(rounded))
    # All at once, before the first row of an id loses it: by that row the others are known.
    await connection.execute(_of(run_id, shared).values(_duplicate(_TO_BE_MADE)))
    waiting = (
        select(rows.c.number, rows.c.call)
        .where(rows.c.run_id == run_id, *_repeats(_TO_BE_MADE))
        .order_by(rows.c.number)
        .limit(_PORTION)
    )
    made, portion = 0, (await connection.execute(waiting)).all()
    while portion:
        calls = {number: {**call, "external_id": id_of(call)} for number, call in portion}
        await _give_ids(connection, run_id, calls)
        made += len(calls)
        further = waiting.where(rows.c.number > portion[-1].number)
        portion = (await connection.execute(further)).all()
    return made


async def _give_ids(
    connection: AsyncConnection, run_id: int, calls: Mapping[int, Mapping[str, object]]
) -> None:
    """Plan the rows anew, by their numbers; a duplicate stays one that would make the same call."""
    ids = {number: str(call["external_id"]) for number, call in calls.items()}
    taken = await taken_ids(connection, run_id, list(ids.values()))
    values: list[dict[str, object]] = []
    for number, made in ids.items():
        now = _duplicate(SharedId.ORDINARY.value) if made in taken else _PLANNED
        taken.add(made)
        new = {"external_id": made, "call": calls[number], **now}
        values.append({"of_row": number} | {f"new_{name}": value for name, value in new.items()})
    # The parameters have names of their own: a column's name stands for its new value already.
    columns = ("external_id", "call", *_PLANNED)
    each = update(rows).where(rows.c.run_id == run_id, rows.c.number == bindparam("of_row"))
    await connection.execute(each.values({c: bindparam(f"new_{c}") for c in columns}), values)


def _refusing_contradictions(run_id: int, *, first_of_id: bool) -> Update:
    contradicting = _contradicting(run_id, SharedId.ORDINARY)
    if first_of_id:
        chosen, why = rows.c.number.in_(contradicting), _NOT_THE_FIRST
    else:
        ids = contradicting.with_only_columns(rows.c.external_id)
        chosen, why = rows.c.external_id.in_(ids), _CONTRADICTION
    refused = {"state": RowState.REJECTED, "field": why.field, "reason": why.reason}
    return _of(run_id, chosen).values(refused)


def _repeating_people(run_id: int, why: Repetition, *same: ColumnElement[str | None]) -> Update:
    """Make duplicates of rows with a number, and what else is the `same`, of an earlier row."""
    # A family may share a number; the same name on the same number is one person, twice.
    place = func.row_number().over(
        partition_by=[rows.c.phone_number, *same], order_by=rows.c.number
    )
    known = [column.is_not(None) for column in (rows.c.phone_number, *same)]
    placed = select(rows.c.number, place.label("place")).where(
        rows.c.run_id == run_id, text(IS_USABLE), *known
    )
    later = placed.subquery()
    repeating = rows.c.number.in_(select(later.c.number).where(later.c.place > 1))
    planned = update(rows).where(rows.c.run_id == run_id, rows.c.state == RowState.PLANNED)
    return planned.where(repeating).values(_duplicate(why))


def _numbers_shared(run_id: int) -> Select[tuple[int]]:
    """How many usable rows have the number of an earlier one."""
    number = rows.c.phone_number
    shared = func.count(number) - func.count(number.distinct())
    return select(shared).where(rows.c.run_id == run_id, text(IS_USABLE))


def _same_id(run_id: int, kind: SharedId) -> Select[tuple[int]]:
    """The rows that have the id of an earlier one, where it is of this kind."""
    return select(rows.c.number).where(rows.c.run_id == run_id, *_repeats(kind.value))


def _contradicting(run_id: int, kind: SharedId) -> Select[tuple[int]]:
    """Those of them that are of another person than the first row of the id: by number and name."""
    first = rows.alias("first_row")
    of_id = (first.c.run_id == rows.c.run_id) & (first.c.external_id == rows.c.external_id)
    is_usable = text(f"{first.name}.{IS_USABLE}")
    return (
        _same_id(run_id, kind)
        .join(first, of_id)
        .where(is_usable)
        .where(rows.c.phone_number != first.c.phone_number, rows.c.person != first.c.person)
    )


def _of(run_id: int, chosen: ColumnElement[bool]) -> Update:
    """The rows that may still change: nothing of them was sent."""
    unsettled = rows.c.state.in_([RowState.PLANNED, RowState.DUPLICATE])
    return update(rows).where(rows.c.run_id == run_id, unsettled, chosen)


def _repeats(why: Repetition) -> Sequence[ColumnElement[bool]]:
    return rows.c.state == RowState.DUPLICATE, rows.c.reason == why.reason


_PLANNED: dict[str, object] = {"state": RowState.PLANNED, "field": None, "reason": None}


def _duplicate(why: Repetition) -> dict[str, object]:
    return {"state": RowState.DUPLICATE, "field": why.field, "reason": why.reason}
