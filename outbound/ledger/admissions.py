"""Whether a run would call people of another run of this ledger."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    distinct,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.advisory_locks import AdvisoryLock, lock_exclusive
from outbound.ledger.database import Database
from outbound.ledger.runs import RunRecord
from outbound.ledger.schedules import with_another_day
from outbound.ledger.tables import LOOSE, RowState, ScheduleState, rows, runs, schedules


class Reason(StrEnum):
    """Why a run is not admitted."""

    SAME_PEOPLE = "same people"
    """People of it stand in another run that goes on, with an overlapping window."""
    SAME_LIST = "same list"
    """Its list was launched under another key a short while ago."""


@dataclass(frozen=True, slots=True)
class Clash:
    """The other run, and how many of the run's people stand in it."""

    reason: Reason
    key: str
    people: int


class Admissions:
    """Admits runs one at a time, so that of two with the same people one is the first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def admit(
        self,
        run: RunRecord,
        *,
        now: datetime,
        same_people: bool,
        same_list_within: timedelta | None,
    ) -> Clash | None:
        """Let the run in, or say what it clashes with; a run that is in stays in.

        `same_people` allows people of another run that goes on; `same_list_within` is how long
        after another run of its list it is turned away (None: never).
        """
        async with self._database.writing() as connection:
            # Of two runs with the same people at once, the second must see the first.
            await lock_exclusive(connection, AdvisoryLock.ADMISSION)
            clash = await _clash(connection, run, now, same_people, same_list_within)
            # The first admission stays: `same_list_within` counts from it.
            if clash is None:
                admitted = update(runs).where(runs.c.id == run.id, runs.c.admitted_at.is_(None))
                await connection.execute(admitted.values(admitted_at=now))
        return clash

    async def clash(
        self, run: RunRecord, *, now: datetime, same_people: bool, same_list_within: timedelta
    ) -> Clash | None:
        """What the run clashes with, or did at an earlier `now`; nothing is changed."""
        async with self._database.reading() as connection:
            return await _clash(connection, run, now, same_people, same_list_within)

    async def same_list(
        self, key: str, base_url: str, list_digest: str, *, since: datetime
    ) -> Clash | None:
        """Another run of this list that was let in since then, if there is one."""
        async with self._database.reading() as connection:
            query = _same_list(key, base_url, list_digest, since)
            return await _first(connection, Reason.SAME_LIST, query)


async def _clash(
    connection: AsyncConnection,
    run: RunRecord,
    now: datetime,
    same_people: bool,  # noqa: FBT001 - as `admit` was given it
    same_list_within: timedelta | None,
) -> Clash | None:
    clash = None
    if same_list_within is not None:
        since = now - same_list_within
        same_list = _same_list(run.key, run.base_url, run.list_digest, since)
        clash = await _first(connection, Reason.SAME_LIST, same_list)
    if clash is None and not same_people:
        clash = await _first(connection, Reason.SAME_PEOPLE, _same_people(run, now))
    return clash


async def _first(
    connection: AsyncConnection, reason: Reason, query: Select[tuple[str, int]]
) -> Clash | None:
    found = (await connection.execute(query.limit(1))).one_or_none()
    return Clash(reason, *found) if found else None


def _same_list(
    key: str, base_url: str, list_digest: str, since: datetime
) -> Select[tuple[str, int]]:
    """Another run of the list that was let in."""
    return (
        select(runs.c.key, runs.c.rows_read)
        .where(
            runs.c.key != key,
            runs.c.base_url == base_url,
            runs.c.list_digest == list_digest,
            runs.c.admitted_at >= since,
        )
        .order_by(runs.c.id.desc())
    )


def _same_people(run: RunRecord, now: datetime) -> Select[tuple[str, int]]:
    """Another run with people of this one, and a window that overlaps and is not over."""
    # A wish to stop frees nobody while a schedule may be live: its calls may go on.
    is_live = exists().where(
        schedules.c.run_id == runs.c.id,
        schedules.c.state.in_([ScheduleState.ENABLING, ScheduleState.ENABLED]),
    )
    other = rows.alias("other")
    return (
        select(runs.c.key, func.count(distinct(rows.c.number)))
        .select_from(
            rows.join(other, rows.c.phone_number == other.c.phone_number).join(
                runs, runs.c.id == other.c.run_id
            )
        )
        .where(rows.c.run_id == run.id, _goes_on(rows), _goes_on(other))
        .where(
            runs.c.id != run.id,
            runs.c.base_url == run.base_url,
            runs.c.admitted_at.is_not(None),
            or_(runs.c.stop_wished_at.is_(None), is_live),
            runs.c.ends_at > now,
            runs.c.starts_at < run.ends_at,
            runs.c.ends_at > run.starts_at,
        )
        .group_by(runs.c.key)
    )


def _goes_on(row: FromClause) -> ColumnElement[bool]:
    """Whether a row's call is not over, or its person was not reached and has another day."""
    is_loose = row.c.state.in_(LOOSE)
    is_over = row.c.state == RowState.CLOSED
    return or_(is_loose, and_(is_over, row.c.schedule_id.in_(with_another_day())))
