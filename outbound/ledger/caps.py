"""A cap on the calls that a number gets across runs, from the ledger's history.

A cap is reserved, not counted. A row reserves all attempts that it may lead to as soon as it is
claimed. Of two runs that call one number at once, the second sees what the first has reserved.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.database import Database
from outbound.ledger.portions import portions
from outbound.ledger.segments import in_segment, unassigned
from outbound.ledger.tables import RowState, attempts, rows, segments

# An answer may be lost, so a row that is sent or in doubt reserves as much as a created one.
_OPEN = (RowState.SENDING, RowState.IN_DOUBT, RowState.CREATED)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many calls to a number within a time, in whichever runs."""

    max_calls: int
    within: timedelta

    @property
    def reason(self) -> str:
        """Why a row that would break it is suppressed."""
        hours = self.within / timedelta(hours=1)
        return f"other calls to its number reach the cap of {self.max_calls} within {hours:g} hours"


class Caps:
    """The ledger's history of calls to each number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def apply(self, run_id: int, cap: Cap, *, now: datetime) -> None:
        """Give unassigned people the calls that the cap leaves them, or suppress them."""
        is_unassigned = unassigned(run_id, now)
        # What is left shortens the retries of their segment; `suppress_beyond_cap` decides later,
        # at the claim, when other runs may have used the rest.
        left = cap.max_calls - _used(cap, now)
        beyond = update(rows).where(is_unassigned, rows.c.calls_left <= 0)
        async with self._database.writing() as connection:
            await connection.execute(update(rows).where(is_unassigned).values(calls_left=left))
            await connection.execute(beyond.values(_suppressed(cap)))

    async def history(self, cap: Cap, *, now: datetime) -> AsyncIterator[Sequence[tuple[str, int]]]:
        """Numbers, and how many calls of each count now, a portion in memory at a time."""
        async for portion in portions(self._database, _history(now - cap.within)):
            yield [(number, used) for number, used in portion]

    async def restore(
        self, run_id: int, history: Sequence[tuple[str, int]], *, behind: int, now: datetime
    ) -> None:
        """Let a run stand for another ledger's history, in rows behind a row."""
        numbered = list(enumerate(history, start=behind + 1))
        called = [
            {"run_id": run_id, "number": row, "state": RowState.CLOSED, "phone_number": number}
            for row, (number, _) in numbered
        ]
        made = [
            {"run_id": run_id, "uid": f"{row}/{nth}", "row": row, "started_at": now}
            for row, (_, used) in numbered
            for nth in range(used)
        ]
        async with self._database.writing() as connection:
            await connection.execute(insert(rows), called)
            if made:
                await connection.execute(insert(attempts), made)


async def suppress_beyond_cap(
    connection: AsyncConnection, run_id: int, numbers: Sequence[int], cap: Cap, *, now: datetime
) -> None:
    """Suppress those of the rows, about to be claimed, that would break the cap."""
    query = (
        select(rows.c.number, rows.c.phone_number, segments.c.most_calls, _used(cap, now))
        .join(segments, in_segment(rows, segments))
        .where(rows.c.run_id == run_id, rows.c.number.in_(numbers))
        .where(rows.c.state == RowState.PLANNED)
        .order_by(rows.c.number)
    )
    # Rows of one bulk may share a number, and the query sees none of them as claimed yet.
    reserved: Counter[str] = Counter()
    beyond = []
    for number, phone_number, most_calls, used in await connection.execute(query):
        # All of the attempts must fit: Mico retries by itself, and nobody can take a retry back.
        if used + reserved[phone_number] + most_calls > cap.max_calls:
            beyond.append(number)
        else:
            reserved[phone_number] += most_calls
    suppress = update(rows).where(rows.c.run_id == run_id, rows.c.number.in_(beyond))
    await connection.execute(suppress.values(_suppressed(cap)))


def _suppressed(cap: Cap) -> dict[str, object]:
    return {
        "state": RowState.SUPPRESSED,
        "field": "phone_number",
        "reason": cap.reason,
        "batch": None,
    }


def _used(cap: Cap, now: datetime) -> ColumnElement[int]:
    """Calls to a row's number that count: made, and reserved by other rows."""
    since = now - cap.within
    reserving = rows.alias("reserving")
    is_self = and_(reserving.c.run_id == rows.c.run_id, reserving.c.number == rows.c.number)
    reserved = _reserved(reserving, since).where(
        reserving.c.phone_number == rows.c.phone_number, ~is_self
    )
    return _made(rows, since) + func.coalesce(reserved.correlate(rows).scalar_subquery(), 0)


def _made(of: FromClause, since: datetime) -> ColumnElement[int]:
    """Attempts to a number in calls that are over, or were of another day."""
    other = rows.alias("called")
    # An open call is counted with all of its attempts by `_reserved`; here it would count twice.
    is_open = and_(
        other.c.state.in_(_OPEN),
        attempts.c.call_uid.is_not_distinct_from(other.c.call_uid),
    )
    return (
        select(func.count())
        .select_from(
            attempts.join(
                other, and_(other.c.run_id == attempts.c.run_id, other.c.number == attempts.c.row)
            )
        )
        .where(other.c.phone_number == of.c.phone_number, _is_recent(since), ~is_open)
        .correlate(of)
        .scalar_subquery()
    )


def _reserved(reserving: FromClause, since: datetime) -> Select[tuple[int]]:
    """Attempts that rows may still lead to, or have led to while their call is not over."""
    segment = segments.alias("reserving_segment")
    return (
        select(func.sum(segment.c.most_calls))
        .select_from(reserving.join(segment, in_segment(reserving, segment)))
        .where(
            reserving.c.state.in_(_OPEN),
            or_(segment.c.ends_at.is_(None), segment.c.ends_at >= since),
        )
    )


def _is_recent(since: datetime) -> ColumnElement[bool]:
    # An attempt without a start may have been made a minute ago: it counts.
    return or_(attempts.c.started_at >= since, attempts.c.started_at.is_(None))


def _history(since: datetime) -> Select[tuple[str, int]]:
    """The calls that count of each number that has any."""
    of_row = and_(rows.c.run_id == attempts.c.run_id, rows.c.number == attempts.c.row)
    called = select(rows.c.phone_number).join(attempts, of_row).where(_is_recent(since))
    waiting = select(rows.c.phone_number).where(rows.c.state.in_(_OPEN))
    numbers = called.union(waiting).subquery("numbers")
    reserving = rows.alias("reserving")
    reserved = _reserved(reserving, since).where(reserving.c.phone_number == numbers.c.phone_number)
    used = _made(numbers, since) + func.coalesce(reserved.correlate(numbers).scalar_subquery(), 0)
    return select(numbers.c.phone_number, used)
