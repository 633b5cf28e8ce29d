"""Segments of a list: people called in the same window, in a schedule of their own.

A segment's rows stand in its batches. Batches are numbered through the whole run, so that a batch
says which segment it belongs to. The table is called `parts`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.database import Database
from outbound.ledger.tables import RowState, rows, runs, segments
from outbound.ledger.windows import CallWindow

ZONE_SEPARATOR = " "
"""What stands between the zones of one row: no zone's name has a space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A segment as the ledger remembers it. Instants are aware, in UTC; none: no window of ours."""

    run_id: int
    ordinal: int
    first_batch: int
    last_batch: int
    starts_at: datetime | None
    ends_at: datetime | None
    last_ends_at: datetime | None
    retry_intervals: list[int]
    most_calls: int
    day: int
    days: int
    is_trial: bool
    superseded_at: datetime | None

    @property
    def window(self) -> CallWindow:
        """When its calls may begin."""
        return CallWindow(self.starts_at, self.ends_at)

    @property
    def has_next_day(self) -> bool:
        """Whether people who are not reached in its window have a later one."""
        return self.day < self.days and self.superseded_at is None

    def is_current(self, now: datetime) -> bool:
        """Whether calls may still be made in its window, and that is still the run's."""
        return self.superseded_at is None and not self.window.is_over(now)

    def has(self, batch: int | None) -> bool:
        """Whether the batch belongs to it."""
        return batch is not None and self.first_batch <= batch <= self.last_batch


@dataclass(frozen=True, slots=True)
class Kind:
    """What decides when, and how often, a person may be called."""

    time_zones: str | None
    """Where they may be, as rows have it."""
    calls_left: int | None = None
    """What a cap leaves them; None: no cap."""
    days_over: int = 0
    """How many of their windows they have had."""

    @property
    def zones(self) -> list[str]:
        """The zones one by one."""
        return self.time_zones.split(ZONE_SEPARATOR) if self.time_zones else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The people called in one window: everybody unassigned of one of these kinds.

    Without instants: in somebody else's schedule, which has its own.
    """

    kinds: Sequence[Kind] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    last_ends_at: datetime | None = None
    """When the last of their windows ends; None: with this one."""
    retry_intervals: Sequence[int] = ()
    day: int = 1
    days: int = 1
    up_to: int | None = None
    """Only rows up to this one; None: all."""
    is_trial: bool = False


class Segments:
    """The ledger's segments."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_run(self, run_id: int) -> Sequence[Segment]:
        """The run's segments, in order, superseded ones among them."""
        async with self._database.reading() as connection:
            return await segments_of(connection, run_id)

    async def get(self, run_id: int, ordinal: int) -> Segment:
        """The run's segment of this number."""
        return next(segment for segment in await self.of_run(run_id) if segment.ordinal == ordinal)

    async def unassigned(self, run_id: int, now: datetime) -> Sequence[Kind]:
        """The kinds of people who are to be called and have no segment, in the list's order.

        A segment with a window that is over, or was superseded, does not count.
        """
        async with self._database.reading() as connection:
            return await unassigned_kinds(connection, run_id, now)

    async def last_of_first(self, run_id: int, count: int) -> int | None:
        """The row of the last of so many people who are to be called; None where there are none."""
        first = (
            select(rows.c.number)
            .where(rows.c.run_id == run_id, rows.c.state == RowState.PLANNED)
            .order_by(rows.c.number)
            .limit(count)
            .subquery()
        )
        last = (await self._database.read(select(func.max(first.c.number)))).scalar_one()
        return None if last is None else int(last)

    async def canary_results(self, run_id: int) -> Mapping[str, int]:
        """What the trial group's closed calls count as, and how many each."""
        query = (
            select(rows.c.result, func.count())
            .join(segments, in_segment(rows, segments))
            .where(rows.c.run_id == run_id, rows.c.state == RowState.CLOSED, segments.c.is_trial)
            .group_by(rows.c.result)
        )
        return {result or "": calls for result, calls in await self._database.read(query)}

    async def form(
        self,
        run_id: int,
        groups: Iterable[Group],
        *,
        batch_size: int,
        batches_a_segment: int | None,
        now: datetime,
    ) -> None:
        """Give everybody of the groups a batch, and the batches a segment, in one transaction.

        A segment has `batches_a_segment` batches at most; None: any number.
        """
        async with self._database.writing() as connection:
            for group in groups:
                ordinal, batch = await _next(connection, run_id)
                batches = await _fill(
                    connection, group, unassigned(run_id, now), first=batch, size=batch_size
                )
                step = batches_a_segment or max(1, batches)
                firsts = range(batch, batch + batches, step)
                values = [
                    _values(run_id, group, number, first, min(first + step, batch + batches) - 1)
                    for number, first in enumerate(firsts, start=ordinal)
                ]
                if values:
                    await connection.execute(insert(segments), values)
            await _bound(connection, run_id)


async def segments_of(connection: AsyncConnection, run_id: int) -> Sequence[Segment]:
    """The run's segments, in order, superseded ones among them."""
    query = select(segments).where(segments.c.run_id == run_id).order_by(segments.c.ordinal)
    return [Segment(**row) for row in (await connection.execute(query)).mappings()]


async def unassigned_kinds(
    connection: AsyncConnection, run_id: int, now: datetime
) -> Sequence[Kind]:
    """The kinds of people who are to be called and have no segment, in the list's order."""
    query = (
        select(*_KIND)
        .where(unassigned(run_id, now))
        .group_by(*_KIND)
        .order_by(func.min(rows.c.number))
    )
    return [Kind(*row) for row in await connection.execute(query)]


def unassigned(run_id: int, now: datetime) -> ColumnElement[bool]:
    """Rows that are to be called, and have no segment with a current window."""
    is_assigned = exists().where(
        in_segment(rows, segments),
        segments.c.superseded_at.is_(None),
        or_(segments.c.ends_at.is_(None), segments.c.ends_at > now),
    )
    planned = and_(rows.c.run_id == run_id, rows.c.state == RowState.PLANNED)
    return and_(planned, ~is_assigned.correlate(rows))


def in_segment(row: FromClause, segment: FromClause) -> ColumnElement[bool]:
    """Whether a row stands in a segment: the batches of a run are numbered through all of them."""
    in_batches = row.c.batch.between(segment.c.first_batch, segment.c.last_batch)
    return and_(segment.c.run_id == row.c.run_id, in_batches)


async def _next(connection: AsyncConnection, run_id: int) -> tuple[int, int]:
    """The numbers of the next segment and of the next batch."""
    query = select(func.max(segments.c.ordinal), func.max(segments.c.last_batch))
    ordinal, batch = (await connection.execute(query.where(segments.c.run_id == run_id))).one()
    return (ordinal or 0) + 1, (batch or 0) + 1


async def _fill(
    connection: AsyncConnection,
    group: Group,
    unassigned: ColumnElement[bool],
    *,
    first: int,
    size: int,
) -> int:
    """Number the batches of the group's rows, in the list's order; returns how many there are."""
    within: ColumnElement[bool] = tuple_(*_KEY).in_([_key(kind) for kind in group.kinds])
    if group.up_to is not None:
        within = and_(within, rows.c.number <= group.up_to)
    before = func.row_number().over(order_by=rows.c.number) - 1
    numbered = select(rows.c.run_id, rows.c.number, before.label("before"))
    members = numbered.where(unassigned, within).subquery()
    filled = await connection.execute(
        update(rows)
        .where(rows.c.run_id == members.c.run_id, rows.c.number == members.c.number)
        .values(batch=first + members.c.before // size)
    )
    return ceil(filled.rowcount / size)


_KIND = (rows.c.time_zones, rows.c.calls_left, rows.c.days_over)


_NO_CAP = -1
# Not a chain of `or_`, which cannot be as long as there may be kinds.
# The kind of a row, without nulls: these are equal to nothing.
_KEY = (
    func.coalesce(rows.c.time_zones, ""),
    func.coalesce(rows.c.calls_left, _NO_CAP),
    rows.c.days_over,
)


def _key(kind: Kind) -> tuple[str, int, int]:
    left = _NO_CAP if kind.calls_left is None else kind.calls_left
    return kind.time_zones or "", left, kind.days_over


def _values(run_id: int, group: Group, ordinal: int, first: int, last: int) -> dict[str, object]:
    return {
        "run_id": run_id,
        "ordinal": ordinal,
        "first_batch": first,
        "last_batch": last,
        "starts_at": group.starts_at,
        "ends_at": group.ends_at,
        "last_ends_at": group.last_ends_at or group.ends_at,
        "retry_intervals": list(group.retry_intervals),
        "most_calls": 1 + len(group.retry_intervals),
        "day": group.day,
        "days": group.days,
        "is_trial": group.is_trial,
    }


async def _bound(connection: AsyncConnection, run_id: int) -> None:
    """The run's own window reaches from its first segment's start to its people's last end."""
    live = select(func.min(segments.c.starts_at), func.max(segments.c.last_ends_at)).where(
        segments.c.run_id == run_id, segments.c.superseded_at.is_(None)
    )
    starts_at, ends_at = (await connection.execute(live)).one()
    if ends_at is not None:
        bounds = {"starts_at": starts_at, "ends_at": ends_at}
        await connection.execute(update(runs).where(runs.c.id == run_id).values(bounds))
