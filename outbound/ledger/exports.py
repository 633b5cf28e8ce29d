"""A run's rows with what became of them, for the user's own eyes: this holds personal data."""

from collections.abc import AsyncIterator

from sqlalchemy import Select, and_, case, func, or_, select

from outbound.ledger.counts import is_released
from outbound.ledger.database import Database
from outbound.ledger.portions import portions
from outbound.ledger.segments import in_segment
from outbound.ledger.tables import UNRESOLVED, RowState, attempts, rows, schedules, segments

ExportedRow = dict[str, object]

_OF_ROW = and_(attempts.c.run_id == rows.c.run_id, attempts.c.row == rows.c.number)
_ATTEMPTS = select(func.count()).select_from(attempts).where(_OF_ROW).correlate(rows)
_LAST_ATTEMPT = select(func.max(attempts.c.started_at)).where(_OF_ROW).correlate(rows)

_EXPORTED = (
    rows.c.number.label("row"),
    rows.c.external_id,
    rows.c.phone_number,
    rows.c.state,
    rows.c.field,
    rows.c.reason,
    schedules.c.uid.label("schedule_uid"),
    rows.c.call_uid,
    rows.c.call_status,
    rows.c.call_progress,
    _ATTEMPTS.scalar_subquery().label("attempts"),
    _LAST_ATTEMPT.scalar_subquery().label("last_attempt_at"),
    case((rows.c.state == RowState.CLOSED, rows.c.result)).label("outcome"),
    rows.c.closed_at,
    rows.c.second_call_uid,
)
EXPORTED_COLUMNS = tuple(column.key for column in _EXPORTED)
"""The columns of an export, in order."""

_STATUS = (
    rows.c.number.label("row"),
    rows.c.external_id,
    case((rows.c.state == RowState.PLANNED, "usable"), else_=rows.c.state).label("fate"),
    rows.c.field,
    rows.c.reason,
    rows.c.phone_number,
    segments.c.ordinal.label("schedule"),
    segments.c.starts_at,
    segments.c.ends_at,
)
STATUS_COLUMNS = tuple(column.key for column in _STATUS)
"""The columns of a list's fates, in order; `schedule` is the number of the schedule planned."""


def export(database: Database, run_id: int) -> AsyncIterator[ExportedRow]:
    """Every row of the run, in the list's order, a portion in memory at a time."""
    with_schedule = rows.outerjoin(schedules, rows.c.schedule_id == schedules.c.id)
    query = select(*_EXPORTED).select_from(with_schedule)
    return _rows(database, query.where(rows.c.run_id == run_id))


def fates(database: Database, run_id: int) -> AsyncIterator[ExportedRow]:
    """What a plan makes of every row, in the list's order, a portion in memory at a time."""
    with_segment = rows.outerjoin(segments, in_segment(rows, segments))
    query = select(*_STATUS).select_from(with_segment)
    return _rows(database, query.where(rows.c.run_id == run_id))


async def rows_not_accounted_for(database: Database, run_id: int, limit: int) -> list[int]:
    """The numbers of the first rows that are unresolved, or have a call that is held."""
    is_held = (rows.c.state == RowState.CREATED) & ~is_released()
    query = (
        select(rows.c.number)
        .select_from(rows.outerjoin(schedules, rows.c.schedule_id == schedules.c.id))
        .where(rows.c.run_id == run_id)
        .where(or_(rows.c.state.in_(UNRESOLVED), is_held))
        .order_by(rows.c.number)
        .limit(limit)
    )
    return list((await database.read(query)).scalars())


async def _rows(
    database: Database, query: Select[tuple[object, ...]]
) -> AsyncIterator[ExportedRow]:
    async for portion in portions(database, query):
        for row in portion:
            yield row._asdict()
