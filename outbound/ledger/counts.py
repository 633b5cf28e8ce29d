"""The sums of a run, as the ledger has them at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, CursorResult, Select, and_, exists, func, or_, select

from outbound.ledger.database import Database
from outbound.ledger.tables import RowState, attempts, rows, runs, schedules


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many rows, calls and attempts a run has, by what became of them."""

    read: int
    rejected: int
    duplicate: int
    suppressed: int
    planned: int
    sending: int
    in_doubt: int
    quarantined: int
    refused: int
    released: int
    held: int
    open: int
    closed: int
    attempts: int
    outcomes: Mapping[str, int]

    @property
    def created(self) -> int:
        """Rows that the API has a call for, closed ones included."""
        return self.open + self.closed

    @property
    def unresolved(self) -> int:
        """Rows that are to be sent, or may have been sent, or are passed over for now."""
        return self.planned + self.sending + self.in_doubt + self.quarantined

    @property
    def unsent(self) -> int:
        """The unresolved rows that were never sent."""
        return self.planned

    @property
    def usable(self) -> int:
        """Rows there were to call."""
        return self.refused + self.created + self.unresolved

    @property
    def adds_up(self) -> bool:
        """The second guarantee: every row read stands in exactly one place."""
        unusable = self.rejected + self.duplicate + self.suppressed
        return self.read == unusable + self.usable and self.created == self.released + self.held

    @property
    def is_delivered(self) -> bool:
        """Every row is accounted for, and every call that was created may be made."""
        return self.is_all_released and not self.quarantined

    @property
    def is_all_released(self) -> bool:
        """The same, but for rows that are passed over: nothing more is to be sent or released."""
        return self.adds_up and self.unresolved == self.quarantined and not self.held


async def count(database: Database, run_id: int) -> Counts:
    """The run's sums, all of one moment."""
    # One transaction: between two, a row may move, and be counted twice or not at all.
    async with database.reading() as connection:
        of_run = select(runs.c.rows_read).where(runs.c.id == run_id)
        read = (await connection.execute(of_run)).scalar_one()
        states = _pairs(await connection.execute(_states(run_id)))
        released = (await connection.execute(_released(run_id))).scalar_one()
        of_rows = select(func.count()).where(attempts.c.run_id == run_id)
        attempted = (await connection.execute(of_rows)).scalar_one()
        results = _pairs(await connection.execute(_results(run_id)))
    # Each state has a field of its name; a created call that is not closed is an open one.
    by_state = {str(state): states.get(state, 0) for state in RowState}
    still_open = by_state.pop(RowState.CREATED)
    return Counts(
        read=read,
        open=still_open,
        released=released,
        held=still_open + by_state[RowState.CLOSED] - released,
        attempts=attempted,
        outcomes=results,
        **by_state,
    )


def _pairs(found: CursorResult[tuple[str, int]]) -> dict[str, int]:
    return {row[0]: row[1] for row in found}


def _states(run_id: int) -> Select[tuple[str, int]]:
    return select(rows.c.state, func.count()).where(rows.c.run_id == run_id).group_by(rows.c.state)


def is_released() -> ColumnElement[bool]:
    """Whether a row's call may be made: its schedule was enabled, or is another client's.

    A call with an attempt was made, so somebody enabled its schedule. A row that stayed in an
    emptied schedule had such a call.
    """
    was_made = exists().where(
        attempts.c.run_id == rows.c.run_id,
        attempts.c.row == rows.c.number,
        attempts.c.call_uid == rows.c.call_uid,
    )
    return or_(
        schedules.c.enabled_at.is_not(None),
        ~schedules.c.ours,
        schedules.c.emptied_at.is_not(None),
        was_made.correlate(rows),
    )


def _released(run_id: int) -> Select[tuple[int]]:
    return (
        select(func.count())
        .select_from(rows.join(schedules, rows.c.schedule_id == schedules.c.id))
        .where(and_(rows.c.run_id == run_id, is_released()))
        .where(rows.c.state.in_([RowState.CREATED, RowState.CLOSED]))
    )


def _results(run_id: int) -> Select[tuple[str, int]]:
    return (
        select(rows.c.result, func.count())
        .where(rows.c.run_id == run_id, rows.c.state == RowState.CLOSED)
        .group_by(rows.c.result)
        .order_by(func.count().desc(), rows.c.result)
    )
