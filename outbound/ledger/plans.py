"""What a staged list comes to, before anything of it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from outbound.ledger.database import Database
from outbound.ledger.segments import ZONE_SEPARATOR, in_segment
from outbound.ledger.tables import RowState, attempts, claims, rows, segments

_UNUSABLE = (RowState.REJECTED, RowState.DUPLICATE, RowState.SUPPRESSED)
# Runs that tell which rate may be expected.
_RECENT = 10


@dataclass(frozen=True, slots=True)
class NotCalled:
    """Why rows are not called: how many, and the first of them by its number."""

    fate: str
    field: str
    reason: str
    rows: int
    first_row: int


@dataclass(frozen=True, slots=True)
class People:
    """How many people a segment has, and where the first of them may be."""

    number: int
    first_zone: str


@dataclass(frozen=True, slots=True)
class Rates:
    """What earlier runs have shown; None where there are none."""

    calls_an_hour: float | None
    """First attempts, in the hours in which there were any."""
    seconds_a_bulk: float | None


class Plans:
    """The ledger's staged rows, in sums."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reasons(self, run_id: int) -> Sequence[NotCalled]:
        """Why rows are not called, the most frequent reason first."""
        query = (
            select(
                rows.c.state,
                func.coalesce(rows.c.field, "row"),
                func.coalesce(rows.c.reason, ""),
                func.count(),
                func.min(rows.c.number),
            )
            .where(rows.c.run_id == run_id)
            .where(rows.c.state.in_(_UNUSABLE))
            .group_by(rows.c.state, rows.c.field, rows.c.reason)
            .order_by(func.count().desc(), func.min(rows.c.number))
        )
        return [NotCalled(*row) for row in await self._database.read(query)]

    async def people(self, run_id: int) -> Mapping[int, People]:
        """The people of each segment that has any, by its number."""
        each = (
            select(
                segments.c.ordinal,
                func.count().label("number"),
                func.min(rows.c.number).label("first"),
            )
            .join(rows, in_segment(rows, segments))
            .where(segments.c.run_id == run_id)
            .group_by(segments.c.ordinal)
            .subquery()
        )
        first = (rows.c.run_id == run_id) & (rows.c.number == each.c.first)
        query = select(each.c.ordinal, each.c.number, rows.c.time_zones).join(rows, first)
        found = await self._database.read(query)
        return {
            ordinal: People(number, (zones or "UTC").split(ZONE_SEPARATOR)[0])
            for ordinal, number, zones in found
        }

    async def events_before(self, run_id: int, instant: datetime) -> int:
        """How many people would be called about an event that is over at this instant."""
        text = rows.c.call["event_date_time"].as_string()
        query = (
            select(text, func.count())
            .where(rows.c.run_id == run_id, rows.c.state == RowState.PLANNED, text.is_not(None))
            .group_by(text)
        )
        found = await self._database.read(query)
        return sum(count for at, count in found if datetime.fromisoformat(at) < instant)

    async def rates(self) -> Rates:
        """How fast calls were made, and bulks answered, in the latest runs."""
        latest = select(attempts.c.run_id).distinct().order_by(attempts.c.run_id.desc())
        of_row = (
            select(func.min(attempts.c.started_at).label("called_at"), attempts.c.run_id)
            .where(attempts.c.run_id.in_(latest.limit(_RECENT)))
            .group_by(attempts.c.run_id, attempts.c.row)
            .subquery()
        )
        called = select(
            func.count(), func.min(of_row.c.called_at), func.max(of_row.c.called_at)
        ).group_by(of_row.c.run_id)
        bulks = (
            select(claims.c.claimed_at, claims.c.answered_at)
            .where(claims.c.answered_at.is_not(None))
            .order_by(claims.c.id.desc())
            .limit(_RECENT * _RECENT)
        )
        async with self._database.reading() as connection:
            runs = [(n, a, b) for n, a, b in await connection.execute(called) if a and b]
            waits = [b - a for a, b in await connection.execute(bulks)]
        return Rates(_an_hour(runs), _mean(waits))


def _an_hour(runs: Sequence[tuple[int, datetime, datetime]]) -> float | None:
    took = sum((last - first for _, first, last in runs), timedelta())
    if took < timedelta(minutes=1):
        return None
    return sum(calls for calls, _, _ in runs) / (took / timedelta(hours=1))


def _mean(waits: Sequence[timedelta]) -> float | None:
    return sum(wait.total_seconds() for wait in waits) / len(waits) if waits else None
