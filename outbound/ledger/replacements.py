"""Replacing a schedule: the rows that leave one, for another schedule or another window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.database import Database
from outbound.ledger.rows import PLANNED_AGAIN, Created
from outbound.ledger.runs import canary_waived
from outbound.ledger.suppressions import suppress_rows
from outbound.ledger.tables import (
    LOOSE,
    UNRELEASED,
    RowState,
    attempts,
    flow_runs,
    outcomes,
    rows,
    runs,
    schedules,
    segments,
)
from outbound.ledger.transitions import ABANDONED, along

_MOVING = (RowState.PLANNED, RowState.SENDING, RowState.IN_DOUBT, RowState.CREATED)
_STANDING = (*_MOVING, RowState.QUARANTINED)


@dataclass(frozen=True, slots=True)
class RowInSchedule:
    """A row in an abandoned schedule, and its call as it was created; None where it is in doubt."""

    number: int
    external_id: str
    call_uid: str | None
    call_status: str | None
    call_progress: str | None


_ROWS = select(
    rows.c.number, rows.c.external_id, rows.c.call_uid, rows.c.call_status, rows.c.call_progress
)


class Replacements:
    """The ledger's schedules that were abandoned, and the rows that leave them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def abandon_unreleased(self, run_id: int) -> None:
        """Abandon each schedule that is not enabled for certain.

        Its former owner may only be asleep, and what it wakes to send lands there: calls that
        nobody counts, an enable, or a disable behind its successor's enable.
        """
        # No fault of the schedule's: it may be replaced any number of times.
        abandoned = (
            along(ABANDONED)
            .values(set_aside=True)
            .where(
                schedules.c.run_id == run_id,
                schedules.c.ours,
                schedules.c.state.in_([str(state) for state in UNRELEASED]),
            )
        )
        async with self._database.writing() as connection:
            await connection.execute(abandoned)

    async def reopen(
        self,
        run_id: int,
        *,
        window: dict[str, object],
        due_at: datetime,
        starts_at: datetime,
        ends_at: datetime,
        wish: datetime | None,
        flow_run_id: str | None,
        now: datetime,
    ) -> bool:
        """Give the run another window: its schedules are abandoned, the wish to stop is forgotten.

        People who are still to be called have no segment any more, and have had none of the new
        windows, which `starts_at` and `ends_at` bound. A failed trial is waived.
        Only this wish: where another one stands there, nothing is changed, and it is false.
        """
        # A stop that came after the user asked to resume is newer than that: it stands. So the wish
        # is compared, and set back, in one statement.
        as_known = runs.c.stop_wished_at.is_not_distinct_from(wish)
        async with self._database.writing() as connection:
            reopened = await connection.execute(
                update(runs)
                .where(runs.c.id == run_id, as_known)
                .values(
                    due_at=due_at,
                    new_window=window,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    resumed_at=now,
                    stop_wished_at=None,
                    given_up_at=None,
                    trial_passed_at=canary_waived(now),
                )
            )
            if not reopened.rowcount:
                return False
            await _leave_the_old_windows(connection, run_id, now)
            by = update(flow_runs).where(flow_runs.c.id == flow_run_id)
            await connection.execute(by.values(reopened_at=now))
        return True

    async def rows_in(self, run_id: int, schedule_id: int) -> Sequence[RowInSchedule]:
        """The rows that are still to leave the schedule, in the list's order.

        Among them those of its segment that were never sent, as far as the ledger knows: a ledger
        that was restored from a copy may have forgotten a bulk.
        """
        its_part = exists().where(
            schedules.c.id == schedule_id,
            segments.c.run_id == schedules.c.run_id,
            segments.c.ordinal == schedules.c.ordinal,
            rows.c.batch.between(segments.c.first_batch, segments.c.last_batch),
        )
        never_sent = or_(rows.c.state == RowState.PLANNED, rows.c.state == RowState.QUARANTINED)
        unsent = and_(never_sent, its_part.correlate(rows))
        query = _ROWS.where(
            _of(run_id, _STANDING), or_(unsent, rows.c.schedule_id == schedule_id)
        ).order_by(rows.c.number)
        async with self._database.reading() as connection:
            return [RowInSchedule(*row) for row in await connection.execute(query)]

    async def unreached(self, schedule_id: int) -> Sequence[RowInSchedule]:
        """The schedule's rows without an answered attempt and without an outcome, in order."""
        its = and_(
            attempts.c.run_id == rows.c.run_id,
            attempts.c.row == rows.c.number,  # which has an index
            attempts.c.call_uid == rows.c.call_uid,
        )
        of_attempt = and_(
            outcomes.c.run_id == attempts.c.run_id, outcomes.c.attempt_uid == attempts.c.uid
        )
        has_outcome = select(outcomes.c.uid).where(of_attempt).exists()
        reached = (
            select(attempts.c.uid)
            .where(its, or_(attempts.c.answered_at.is_not(None), has_outcome))
            .exists()
        )
        query = (
            _ROWS.where(rows.c.schedule_id == schedule_id, ~reached)
            .where(or_(rows.c.state == RowState.CREATED, rows.c.state == RowState.CLOSED))
            .order_by(rows.c.number)
        )
        async with self._database.reading() as connection:
            return [RowInSchedule(*row) for row in await connection.execute(query)]

    async def move_to_next_window(
        self, run_id: int, schedule_id: int, leaving: Sequence[int], *, day: int, now: datetime
    ) -> None:
        """Who leaves has had `day` windows and waits for another; the schedule is done with."""
        leave = update(rows).where(
            rows.c.run_id == run_id,
            rows.c.number == bindparam("row_number"),
            rows.c.schedule_id == schedule_id,
        )
        async with self._database.writing() as connection:
            if leaving:
                values = [{"row_number": number} for number in leaving]
                another_day = PLANNED_AGAIN | {"batch": None, "days_over": day}
                await connection.execute(leave.values(another_day), values)
            await _drained(connection, run_id, schedule_id, now)

    async def empty(
        self,
        run_id: int,
        schedule_id: int,
        *,
        leaving: Sequence[int],
        staying: Sequence[Created],
        now: datetime,
    ) -> None:
        """Who leaves is to be sent again, unless they are not to be called any more.

        Who stays was called, by the call named for them.
        """
        its_number = rows.c.number == bindparam("row_number")
        async with self._database.writing() as connection:
            if leaving:
                leave = update(rows).where(_of(run_id, _MOVING), its_number).values(PLANNED_AGAIN)
                await connection.execute(leave, [{"row_number": number} for number in leaving])
            if staying:
                stay = update(rows).where(_of(run_id, _STANDING), its_number)
                stay = stay.values(schedule_id=schedule_id, **_AS_CREATED)
                values = [{"row_number": row.number, "uid": row.call_uid} for row in staying]
                await connection.execute(stay, values)
            await _drained(connection, run_id, schedule_id, now)


async def _leave_the_old_windows(connection: AsyncConnection, run_id: int, now: datetime) -> None:
    """Nobody of the run is called in a window that it had so far."""
    abandoned = along(ABANDONED).where(
        schedules.c.run_id == run_id, schedules.c.ours, schedules.c.uid.is_not(None)
    )
    await connection.execute(abandoned)
    current = update(segments).where(
        segments.c.run_id == run_id, segments.c.superseded_at.is_(None)
    )
    await connection.execute(current.values(superseded_at=now))
    loose = rows.c.state.in_([str(state) for state in LOOSE])
    waiting = update(rows).where(rows.c.run_id == run_id, loose, rows.c.days_over > 0)
    await connection.execute(waiting.values(days_over=0))


async def _drained(
    connection: AsyncConnection, run_id: int, schedule_id: int, now: datetime
) -> None:
    """Nobody leaves the schedule any more; of those who left it, some may be suppressed by now."""
    await suppress_rows(connection, run_id)
    emptied = update(schedules).where(schedules.c.id == schedule_id)
    await connection.execute(emptied.values(emptied_at=now))


def _of(run_id: int, states: Sequence[RowState]) -> ColumnElement[bool]:
    """The run's rows in these states."""
    # Not `in_`, which cannot be used for many rows in one statement.
    return and_(rows.c.run_id == run_id, or_(*(rows.c.state == state for state in states)))


_AS_CREATED: dict[str, object] = {"state": RowState.CREATED, "call_uid": bindparam("uid")}
