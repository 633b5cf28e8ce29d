"""A cap on the calls that a number gets across runs, from the ledger's history.

A call that may still be made counts as soon as its row is claimed, with all of its attempts: of two
runs that call one number at once, the second sees what the first has reserved.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.database import Database
from outbound.ledger.parts import without_part
from outbound.ledger.tables import RowState, attempts, parts, rows

_ONE_AT_A_TIME = 0x0B0F  # any number, as long as every Outbound takes the same
_OPEN = (RowState.SENDING, RowState.IN_DOUBT, RowState.CREATED)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many calls to a number within a time, in whichever runs."""

    max_calls: int
    within: timedelta

    @property
    def reason(self) -> str:
        """Why a row that would break it is set aside."""
        hours = self.within / timedelta(hours=1)
        return (
            f"its number gets {self.max_calls} calls within {hours:g} hours without this one, "
            "which is the cap"
        )


class Caps:
    """The ledger's history of calls to each number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def apply(self, run_id: int, cap: Cap, *, now: datetime) -> None:
        """Give who is to get a part the calls that the cap leaves them, or set them aside."""
        theirs = without_part(run_id, now)
        left = cap.max_calls - _used(cap, now)
        aside = {"state": RowState.SUPPRESSED, "field": "phone_number", "reason": cap.reason}
        async with self._database.writing() as connection:
            await connection.execute(update(rows).where(theirs).values(calls_left=left))
            await connection.execute(
                update(rows).where(theirs, rows.c.calls_left <= 0).values(**aside, batch=None)
            )


async def take_turns(database: Database, connection: AsyncConnection) -> None:
    """Let claims come one at a time, so that each sees what the others have reserved."""
    if database.is_shared:  # SQLite's writers come one at a time anyway
        lock = text("SELECT pg_advisory_xact_lock(:lock)")
        await connection.execute(lock, {"lock": _ONE_AT_A_TIME})


async def set_aside_beyond(
    connection: AsyncConnection, run_id: int, numbers: Sequence[int], cap: Cap, *, now: datetime
) -> None:
    """Set aside those of the rows, about to be claimed, whose calls would break the cap."""
    query = (
        select(rows.c.number, rows.c.phone_number, parts.c.most_calls, _used(cap, now))
        .join(parts, _takes(rows.c.run_id, rows.c.batch))
        .where(rows.c.run_id == run_id, rows.c.number.in_(numbers))
        .order_by(rows.c.number)
    )
    reserved: Counter[str] = Counter()
    beyond = []
    for number, phone_number, most_calls, used in await connection.execute(query):
        if used + reserved[phone_number] + most_calls > cap.max_calls:
            beyond.append(number)
        else:
            reserved[phone_number] += most_calls
    aside = {"state": RowState.SUPPRESSED, "field": "phone_number", "reason": cap.reason}
    its = update(rows).where(rows.c.run_id == run_id, rows.c.number.in_(beyond))
    await connection.execute(its.values(**aside, batch=None))


def _takes(run_id: ColumnElement[int], batch: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(parts.c.run_id == run_id, batch.between(parts.c.first_batch, parts.c.last_batch))


def _used(cap: Cap, now: datetime) -> ColumnElement[int]:
    """Calls to a row's number that count: made, and reserved by other rows."""
    since = now - cap.within
    return _made(since) + func.coalesce(_reserved(since), 0)


def _made(since: datetime) -> ColumnElement[int]:
    """Attempts of calls that are over, those of another day among them."""
    other = rows.alias("called")
    is_open = and_(
        other.c.state.in_([str(state) for state in _OPEN]),
        attempts.c.call_uid.is_not_distinct_from(other.c.call_uid),
    )
    return (
        select(func.count())
        .select_from(
            attempts.join(
                other, and_(other.c.run_id == attempts.c.run_id, other.c.number == attempts.c.row)
            )
        )
        .where(
            other.c.phone_number == rows.c.phone_number,
            or_(attempts.c.started_at >= since, attempts.c.started_at.is_(None)),
            ~is_open,
        )
        .correlate(rows)
        .scalar_subquery()
    )


def _reserved(since: datetime) -> ColumnElement[int]:
    """Attempts that other rows may still lead to, or have led to while their call is not over."""
    other = rows.alias("reserving")
    its = parts.alias("its")
    is_self = and_(other.c.run_id == rows.c.run_id, other.c.number == rows.c.number)
    takes = and_(
        its.c.run_id == other.c.run_id,
        other.c.batch.between(its.c.first_batch, its.c.last_batch),
    )
    return (
        select(func.sum(its.c.most_calls))
        .select_from(other.join(its, takes))
        .where(
            other.c.phone_number == rows.c.phone_number,
            other.c.state.in_([str(state) for state in _OPEN]),
            ~is_self,
            or_(its.c.ends_at.is_(None), its.c.ends_at >= since),
        )
        .correlate(rows)
        .scalar_subquery()
    )
