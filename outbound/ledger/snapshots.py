"""A run's facts of one moment: all that the decision about its next steps is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.database import Database
from outbound.ledger.doubts import doubts_of
from outbound.ledger.quarantine import suspect_batches
from outbound.ledger.rows import unsent_batches
from outbound.ledger.runs import RunRecord, run_record
from outbound.ledger.schedules import LedgerSchedule, schedules_of
from outbound.ledger.segments import Kind, Segment, segments_of, unassigned_kinds
from outbound.ledger.suppressions import suppressed_in
from outbound.ledger.tables import RowState, ScheduleState, rows, schedules


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A run, its schedules and its segments, and how many rows stand where.

    Two snapshots are equal if nothing has changed in between that a decision could depend on.
    The run's owner is not part of it.
    """

    record: RunRecord
    schedules: Sequence[LedgerSchedule]
    """Those that the API has named, in the order of their segments."""
    segments: Sequence[Segment]
    """Every segment that the list was ever divided into."""
    unsent: Mapping[int | None, int]
    """Rows to be sent in each batch; None: in no batch yet."""
    unassigned_kinds: Sequence[Kind]
    """The kinds of people who are to be called and have no segment in a current window."""
    doubts: Mapping[int, datetime]
    """Schedules with rows in doubt, and when the last of their requests is over."""
    open_calls: Mapping[int, int]
    """Calls not known to be over, in each schedule that we ever asked to enable."""
    suppressed: Mapping[int, int]
    """People who are not to be called any more, in each schedule that may be enabled next."""
    suspects: Sequence[int | None] = ()
    """The batches with rows to be sent that may be why the API fails."""


async def take_snapshot(database: Database, run_id: int, *, now: datetime) -> Snapshot:
    """The run's facts, all read in one transaction.

    `now` decides which windows are over: a schedule created now begins then at the earliest.
    """
    async with database.reading() as connection:
        known = await schedules_of(connection, run_id)
        segments = await segments_of(connection, run_id)
        unsent = await unsent_batches(connection, run_id)
        current = [segment for segment in segments if segment.is_current(now)]
        has_unassigned = any(not any(segment.has(batch) for segment in current) for batch in unsent)
        return Snapshot(
            record=await run_record(connection, run_id),
            schedules=known,
            segments=segments,
            unsent=unsent,
            # This is the slow query of them, so it runs only where somebody has no segment.
            unassigned_kinds=(
                await unassigned_kinds(connection, run_id, now) if has_unassigned else []
            ),
            doubts=await doubts_of(connection, run_id),
            open_calls=await _open_calls(connection, run_id),
            suppressed=await _suppressed(connection, known),
            suspects=await suspect_batches(connection, run_id),
        )


async def _open_calls(connection: AsyncConnection, run_id: int) -> Mapping[int, int]:
    query = (
        select(rows.c.schedule_id, func.count())
        .join(schedules, schedules.c.id == rows.c.schedule_id)
        .where(schedules.c.run_id == run_id, schedules.c.enable_asked_at.is_not(None))
        .where(rows.c.state == RowState.CREATED)
        .group_by(rows.c.schedule_id)
    )
    return dict((await connection.execute(query)).tuples().all())


async def _suppressed(
    connection: AsyncConnection, known: Sequence[LedgerSchedule]
) -> Mapping[int, int]:
    proven = {ScheduleState.READY, ScheduleState.ENABLING}
    return {
        schedule.id: await suppressed_in(connection, schedule.id)
        for schedule in known
        if schedule.ours and schedule.state in proven
    }
