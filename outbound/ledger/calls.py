"""Calls as the API shows them over time: status, attempts, outcomes, and the end."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import (
    Update,
    and_,
    bindparam,
    delete,
    distinct,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.database import Database
from outbound.ledger.tables import IS_USABLE, RowState, attempts, outcomes, rows

NOT_REACHED = "not_reached"
"""What a closed call without any attempt counts as."""

FINAL_STATUSES = frozenset({"completed"})
"""Statuses known to be final, from the guide (step 6). An unknown status is not final."""


@dataclass(frozen=True, slots=True)
class KnownCall:
    """A call the ledger follows."""

    number: int
    call_uid: str
    seen: str | None


@dataclass(frozen=True, slots=True)
class Activity:
    """What a schedule's calls show of being made. Instants are aware, in UTC."""

    waiting: int
    """Open calls without any attempt."""
    last_attempt_at: datetime | None
    """When the last attempt began."""
    running_since: datetime | None
    """When the last of the attempts began that show no end."""


_KNOWN = select(rows.c.number, rows.c.call_uid, rows.c.seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOutcome:
    """An outcome of an attempt. Fields are named as the columns that take them."""

    uid: str | None
    name: str | None
    created_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAttempt:
    """An attempt; `duration` in seconds. Fields are named as the columns that take them."""

    uid: str
    status: str | None
    started_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    duration: float | None
    error_details: object
    outcomes: Sequence[ReadOutcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A call as it was just read. `result` is what it counts as once closed."""

    number: int
    call_uid: str
    seen: str
    status: str | None
    progress: str | None
    result: str
    is_final: bool
    attempts: Sequence[ReadAttempt]


class Calls:
    """The ledger's calls: rows that the API has created."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, run_id: int, uids: Sequence[str]) -> Mapping[str, KnownCall]:
        """Those of the uids that are calls of the run."""
        query = _KNOWN.where(rows.c.run_id == run_id, rows.c.call_uid.in_(uids))
        return {row.call_uid: KnownCall(*row) for row in await self._database.read(query)}

    async def in_schedule(self, schedule_id: int) -> int:
        """How many calls the schedule has, those that are over included."""
        return await self._number(schedule_id, (RowState.CREATED, RowState.CLOSED))

    async def numbers_of(self, run_id: int, external_ids: Collection[str]) -> Mapping[str, int]:
        """The numbers of the run's rows that have these external ids and can be called."""
        query = select(rows.c.external_id, rows.c.number).where(
            rows.c.run_id == run_id, rows.c.external_id.in_(external_ids), text(IS_USABLE)
        )
        return dict((await self._database.read(query)).tuples().all())

    async def known_attempts(self, run_id: int, uids: Collection[str]) -> Collection[str]:
        """Those of the uids that are attempts of the run, as far as they were read."""
        query = select(attempts.c.uid).where(attempts.c.run_id == run_id, attempts.c.uid.in_(uids))
        return set((await self._database.read(query)).scalars())

    async def second_calls_found(self, run_id: int, uids: Mapping[int, str]) -> None:
        """Remember, by row number, a call that was made although its person has another one."""
        second = update(rows).where(rows.c.run_id == run_id, rows.c.number == bindparam("row"))
        values = [{"row": number, "uid": uid} for number, uid in uids.items()]
        async with self._database.writing() as connection:
            await connection.execute(second.values(second_call_uid=bindparam("uid")), values)

    async def second_calls(self, run_id: int) -> Sequence[int]:
        """The numbers of the rows whose people may have been called twice."""
        query = (
            select(rows.c.number)
            .where(rows.c.run_id == run_id, rows.c.second_call_uid.is_not(None))
            .order_by(rows.c.number)
        )
        return (await self._database.read(query)).scalars().all()

    async def activity(self, schedule_id: int) -> Activity:
        """How many calls of the schedule wait for a first attempt, and when the last one began."""
        of_call = and_(
            attempts.c.run_id == rows.c.run_id,
            attempts.c.row == rows.c.number,  # which has an index
            attempts.c.call_uid == rows.c.call_uid,
        )
        query = (
            select(
                func.count().filter(attempts.c.uid.is_(None), rows.c.state == RowState.CREATED),
                func.max(attempts.c.started_at),
                func.max(attempts.c.started_at).filter(attempts.c.ended_at.is_(None)),
            )
            .select_from(rows.outerjoin(attempts, of_call))
            .where(rows.c.schedule_id == schedule_id)
        )
        return Activity(*(await self._database.read(query)).one())

    async def untried(self, run_id: int) -> int:
        """How many people of the run have a call that is closed, and shows no attempt at all."""
        was_tried = exists().where(attempts.c.run_id == run_id, attempts.c.row == rows.c.number)
        query = select(func.count()).where(
            rows.c.run_id == run_id,
            rows.c.state == RowState.CLOSED,
            rows.c.call_status.not_in(FINAL_STATUSES) | rows.c.call_status.is_(None),
            ~was_tried.correlate(rows),
        )
        return (await self._database.read(query)).scalar_one()

    async def of_schedule(self, schedule_id: int) -> Mapping[str, str]:
        """The external id of each of the schedule's calls, by uid."""
        query = select(rows.c.call_uid, rows.c.external_id).where(
            rows.c.schedule_id == schedule_id,
            rows.c.state.in_([RowState.CREATED, RowState.CLOSED]),
        )
        return dict((await self._database.read(query)).tuples().all())

    async def open(self, schedule_id: int) -> int:
        """How many calls of the schedule are not known to be over."""
        return await self._number(schedule_id, (RowState.CREATED,))

    async def called(self, run_id: int) -> int:
        """How many people of the run were called, reached or not."""
        query = select(func.count(distinct(attempts.c.row))).where(attempts.c.run_id == run_id)
        return (await self._database.read(query)).scalar_one()

    async def open_ones(self, schedule_id: int) -> Sequence[KnownCall]:
        """The schedule's calls that are not known to be over, in the list's order."""
        is_open = (rows.c.schedule_id == schedule_id, rows.c.state == RowState.CREATED)
        query = _KNOWN.where(*is_open).order_by(rows.c.number)
        return [KnownCall(*row) for row in await self._database.read(query)]

    async def _number(self, schedule_id: int, states: Sequence[RowState]) -> int:
        query = select(func.count()).where(
            rows.c.schedule_id == schedule_id, rows.c.state.in_(states)
        )
        return (await self._database.read(query)).scalar_one()

    async def record(self, run_id: int, readings: Sequence[Reading], *, now: datetime) -> None:
        """Remember what was read; a call that is final is closed, and stays closed.

        A reading of a closed call that is not final came late, and is passed over. If a person has
        another day's call by now, only the attempts of the earlier call are kept.
        """
        by_number = {reading.number: reading for reading in readings}
        async with self._database.writing() as connection:
            closed = await _closed_of(connection, run_id, sorted(by_number))
            timely = [r for r in by_number.values() if r.is_final or r.number not in closed]
            if timely:
                await connection.execute(_reading(run_id), [_reading_values(r) for r in timely])
                await _replace_attempts(connection, run_id, timely)
            final = [_of_reading(reading) for reading in timely if reading.is_final]
            if final:
                await connection.execute(_closing(run_id, now), final)

    async def close_open(self, run_id: int, schedule_id: int, *, now: datetime) -> None:
        """The window is over and nothing rings: what is open will not be called any more."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(rows)
                .where(rows.c.run_id == run_id, rows.c.schedule_id == schedule_id)
                .where(rows.c.state == RowState.CREATED)
                .values(
                    state=RowState.CLOSED,
                    closed_at=now,
                    result=func.coalesce(rows.c.result, NOT_REACHED),
                )
            )


async def _closed_of(
    connection: AsyncConnection, run_id: int, numbers: Sequence[int]
) -> Collection[int]:
    """Those of the rows that are closed; nobody else changes any until the transaction ends."""
    query = (
        select(rows.c.number, rows.c.state)
        .where(rows.c.run_id == run_id, rows.c.number.in_(numbers))
        .order_by(rows.c.number)
        .with_for_update()  # nothing to SQLite: its writers come one at a time anyway
    )
    found = (await connection.execute(query)).all()
    return {number for number, state in found if state == RowState.CLOSED}


async def _replace_attempts(
    connection: AsyncConnection, run_id: int, readings: Sequence[Reading]
) -> None:
    """The attempts as read; a reading without any takes none away: not every list shows them."""
    found = {a.uid: (reading, a) for reading in readings for a in reading.attempts}
    if not found:
        return
    # A row's attempts of another day belong to another call.
    of_call = and_(
        attempts.c.row.in_({reading.number for reading, _ in found.values()}),  # has an index
        attempts.c.call_uid.in_({reading.call_uid for reading, _ in found.values()}),
    )
    stale = delete(attempts).where(
        attempts.c.run_id == run_id, or_(of_call, attempts.c.uid.in_(found))
    )
    await connection.execute(stale)
    values = [_attempt_values(run_id, reading, attempt) for reading, attempt in found.values()]
    await connection.execute(insert(attempts), values)
    led_to = [value for _, attempt in found.values() for value in _outcome_values(run_id, attempt)]
    if led_to:
        await connection.execute(insert(outcomes), led_to)


def _row_of_call(run_id: int) -> Update:
    return update(rows).where(
        rows.c.run_id == run_id,
        rows.c.number == bindparam("row_number"),
        rows.c.call_uid == bindparam("read_call"),
    )


def _of_reading(reading: Reading) -> dict[str, object]:
    return {"row_number": reading.number, "read_call": reading.call_uid}


def _reading(run_id: int) -> Update:
    return _row_of_call(run_id).values(
        seen=bindparam("new_seen"),
        call_status=bindparam("new_status"),
        call_progress=bindparam("new_progress"),
        result=bindparam("new_result"),
    )


def _reading_values(reading: Reading) -> dict[str, object]:
    return {
        **_of_reading(reading),
        "new_seen": reading.seen,
        "new_status": reading.status,
        "new_progress": reading.progress,
        "new_result": reading.result,
    }


def _closing(run_id: int, now: datetime) -> Update:
    open_row = _row_of_call(run_id).where(rows.c.state == RowState.CREATED)
    return open_row.values(state=RowState.CLOSED, closed_at=now)


_ATTEMPT_COLUMNS = [field.name for field in fields(ReadAttempt) if field.name != "outcomes"]


def _attempt_values(run_id: int, reading: Reading, attempt: ReadAttempt) -> dict[str, object]:
    values = {name: getattr(attempt, name) for name in _ATTEMPT_COLUMNS}
    return {"run_id": run_id, "row": reading.number, "call_uid": reading.call_uid, **values}


def _outcome_values(run_id: int, attempt: ReadAttempt) -> list[dict[str, object]]:
    of_attempt = {"run_id": run_id, "attempt_uid": attempt.uid}
    return [
        {**of_attempt, "position": position, **asdict(outcome)}
        for position, outcome in enumerate(attempt.outcomes)
    ]
