"""A run's rows with what became of them, for the user's own eyes: this holds personal data."""

from collections.abc import AsyncIterator

from sqlalchemy import Select, case, func, or_, select

from outbound.ledger.counts import is_released
from outbound.ledger.database import Database
from outbound.ledger.tables import UNRESOLVED, RowState, attempts, rows, schedules, segments

_CHUNK = 1000

EXPORTED_COLUMNS = (
    "row",
    "external_id",
    "phone_number",
    "state",
    "field",
    "reason",
    "schedule_uid",
    "call_uid",
    "call_status",
    "call_progress",
    "attempts",
    "last_attempt_at",
    "outcome",
    "closed_at",
    "second_call_uid",
)
"""The columns of an export, in order."""

ExportedRow = dict[str, object]


async def export(database: Database, run_id: int) -> AsyncIterator[ExportedRow]:
    """Every row of the run, in the list's order, a chunk in memory at a time."""
    after = 0
    while chunk := await _chunk(database, run_id, after):
        for row in chunk:
            yield row
        after = int(str(chunk[-1]["row"]))


STATUS_COLUMNS = (
    "row",
    "external_id",
    "fate",
    "field",
    "reason",
    "phone_number",
    "schedule",
    "starts_at",
    "ends_at",
)
"""The columns of a list's fates, in order; `schedule` is the number of the schedule planned."""


async def fates(database: Database, run_id: int) -> AsyncIterator[ExportedRow]:
    """What a plan makes of every row, in the list's order, a chunk in memory at a time."""
    after = 0
    its = (segments.c.run_id == rows.c.run_id) & rows.c.batch.between(
        segments.c.first_batch, segments.c.last_batch
    )
    usable = rows.c.state == RowState.PLANNED
    query = (
        select(
            rows.c.number.label("row"),
            rows.c.external_id,
            case((usable, "usable"), else_=rows.c.state).label("fate"),
            rows.c.field,
            rows.c.reason,
            rows.c.phone_number,
            segments.c.ordinal.label("schedule"),
            segments.c.starts_at,
            segments.c.ends_at,
        )
        .select_from(rows.outerjoin(segments, its))
        .where(rows.c.run_id == run_id)
        .order_by(rows.c.number)
        .limit(_CHUNK)
    )
    while True:
        async with database.reading() as connection:
            found = await connection.execute(query.where(rows.c.number > after))
            chunk = [dict(row) for row in found.mappings()]
        for row in chunk:
            yield row
        if not chunk:
            return
        after = int(str(chunk[-1]["row"]))


async def rows_not_accounted_for(database: Database, run_id: int, limit: int) -> list[int]:
    """The numbers of the first rows that are unresolved, or have a call that is held."""
    is_held = (rows.c.state == RowState.CREATED) & ~is_released()
    query = (
        select(rows.c.number)
        .select_from(rows.outerjoin(schedules, rows.c.schedule_id == schedules.c.id))
        .where(rows.c.run_id == run_id)
        .where(or_(rows.c.state.in_([str(state) for state in UNRESOLVED]), is_held))
        .order_by(rows.c.number)
        .limit(limit)
    )
    async with database.reading() as connection:
        return list((await connection.execute(query)).scalars())


async def _chunk(database: Database, run_id: int, after: int) -> list[ExportedRow]:
    async with database.reading() as connection:
        return [dict(row) for row in (await connection.execute(_query(run_id, after))).mappings()]


def _query(run_id: int, after: int) -> Select[tuple[object, ...]]:
    of_row = (attempts.c.run_id == rows.c.run_id) & (attempts.c.row == rows.c.number)
    tries = (
        select(func.count()).select_from(attempts).where(of_row).correlate(rows).scalar_subquery()
    )
    last = select(func.max(attempts.c.started_at)).where(of_row).correlate(rows).scalar_subquery()
    return (
        select(
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
            tries.label("attempts"),
            last.label("last_attempt_at"),
            case((rows.c.state == RowState.CLOSED, rows.c.result)).label("outcome"),
            rows.c.closed_at,
            rows.c.second_call_uid,
        )
        .select_from(rows.outerjoin(schedules, rows.c.schedule_id == schedules.c.id))
        .where(rows.c.run_id == run_id, rows.c.number > after)
        .order_by(rows.c.number)
        .limit(_CHUNK)
    )
