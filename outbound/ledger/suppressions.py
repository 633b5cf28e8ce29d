"""Suppression: numbers on do-not-call lists, and people who were removed from a run.

The list of your records holds for every run; a file's list for the runs that name it.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.advisory_locks import AdvisoryLock, lock_exclusive
from outbound.ledger.database import Database
from outbound.ledger.portions import portions
from outbound.ledger.tables import (
    RowState,
    ScheduleState,
    attempts,
    rows,
    run_suppressions,
    runs,
    schedules,
    suppressed_numbers,
    suppression_lists,
)

_OURS = "do not call"
_REMOVED = "was removed from this run by `outbound remove`"
_CHUNK = 1000
_Item = TypeVar("_Item")
_LIVE = (ScheduleState.ENABLING, ScheduleState.ENABLED)
_WITH_MICO = (RowState.SENDING, RowState.IN_DOUBT, RowState.CREATED)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A number that is not to be called, and why."""

    phone_number: str
    reason: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A person who was removed from a run. `may_ring`: too late, their call may be made already."""

    row: int
    may_ring: bool
    was_called: bool
    """Whether they were called, reached or not, before this."""


class Suppressions:
    """The ledger's do-not-call lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, numbers: Sequence[str], *, reason: str, now: datetime) -> int:
        """Put numbers (E.164) on the list that holds for every run; returns how many are new."""
        async with self._database.writing() as connection:
            # No claim is made meanwhile: a row is claimed before this, or heeds the list.
            await lock_exclusive(connection, AdvisoryLock.LISTING)
            list_id = await _our_list(connection, now)
            listed = [Suppressed(number, reason, now) for number in numbers]
            return await self._put(connection, list_id, listed)

    async def add_person(self, run_id: int, row: int, *, reason: str, now: datetime) -> None:
        """Put the number of a run's row on the list that holds for every run."""
        query = select(rows.c.phone_number).where(rows.c.run_id == run_id, rows.c.number == row)
        async with self._database.writing() as connection:
            number = (await connection.execute(query)).scalar_one()
            if number is not None:
                await lock_exclusive(connection, AdvisoryLock.LISTING)
                list_id = await _our_list(connection, now)
                await self._put(connection, list_id, [Suppressed(number, reason, now)])

    async def remove(self, numbers: Sequence[str]) -> int:
        """Take numbers off the list that holds for every run; returns how many stood there."""
        ours = select(suppression_lists.c.id).where(suppression_lists.c.digest.is_(None))
        query = delete(suppressed_numbers).where(
            suppressed_numbers.c.list_id.in_(ours), suppressed_numbers.c.phone_number.in_(numbers)
        )
        async with self._database.writing() as connection:
            return (await connection.execute(query)).rowcount

    async def in_portions(self) -> AsyncIterator[Sequence[Suppressed]]:
        """The list that holds for every run, by number, a portion in memory at a time."""
        numbers = suppressed_numbers.c
        query = (
            select(numbers.phone_number, numbers.reason, numbers.added_at)
            .join(suppression_lists, suppression_lists.c.id == numbers.list_id)
            .where(suppression_lists.c.digest.is_(None))
        )
        async for portion in portions(self._database, query):
            yield [Suppressed(*row) for row in portion]

    async def restore(self, suppressed: Sequence[Suppressed]) -> None:
        """Put what stood on another ledger's list on this one's."""
        async with self._database.writing() as connection:
            list_id = await _our_list(connection, suppressed[0].added_at)
            await self._put(connection, list_id, suppressed)

    async def begin_file(self, run_id: int, *, name: str, digest: str, now: datetime) -> int | None:
        """Let the run heed a file's list; its id where its numbers are still to be put there."""
        lists = suppression_lists
        new = {"name": name, "digest": digest, "added_at": now}
        the_list = select(lists.c.id, lists.c.complete_at).where(lists.c.digest == digest)
        async with self._database.writing() as connection:
            # Two runs may read the same file at once: one makes the list, both fill it.
            await connection.execute(self._once(lists, [new]))
            list_id, complete_at = (await connection.execute(the_list)).one()
            heeded = {"run_id": run_id, "list_id": list_id}
            await connection.execute(self._once(run_suppressions, [heeded]))
        return None if complete_at is not None else list_id

    async def fill_file(
        self, list_id: int, numbers: Sequence[str], *, reason: str, now: datetime
    ) -> None:
        """Put some of a file's numbers into its list."""
        async with self._database.writing() as connection:
            listed = [Suppressed(number, reason, now) for number in numbers]
            await self._put(connection, list_id, listed)

    async def end_file(self, list_id: int, *, now: datetime) -> None:
        """All of the file's numbers stand in its list."""
        the_list = update(suppression_lists).where(suppression_lists.c.id == list_id)
        async with self._database.writing() as connection:
            await connection.execute(the_list.values(complete_at=now))

    async def apply(self, run_id: int) -> None:
        """Suppress rows that are still to be sent and are not to be called."""
        async with self._database.writing() as connection:
            await suppress_rows(connection, run_id)

    async def too_late_for(self, numbers: Sequence[str], *, now: datetime) -> set[str]:
        """The keys of the runs from which these numbers may be called all the same.

        Asked once the numbers stand on the list, it misses no run: whatever is released later heeds
        the list.
        """
        may_ring = or_(schedules.c.state.in_(_LIVE), schedules.c.ours.is_(False))
        query = (
            select(runs.c.key)
            .distinct()
            .join(rows, rows.c.run_id == runs.c.id)
            .join(schedules, schedules.c.id == rows.c.schedule_id)
            .where(
                rows.c.state.in_(_WITH_MICO),
                may_ring,
                or_(schedules.c.ends_at.is_(None), schedules.c.ends_at > now),
            )
        )
        keys: set[str] = set()
        async with self._database.reading() as connection:
            for chunk in _chunks(numbers):
                of_chunk = query.where(rows.c.phone_number.in_(chunk))
                keys.update((await connection.execute(of_chunk)).scalars())
        return keys

    async def withdraw(self, run_id: int, external_id: str, *, now: datetime) -> Withdrawn | None:
        """Ask not to call this person; None where the run has no such person to call."""
        person = (
            rows.c.run_id == run_id,
            rows.c.external_id == external_id,
            rows.c.state.not_in([RowState.REJECTED, RowState.DUPLICATE]),
        )
        asking = update(rows).where(*person, rows.c.removed_at.is_(None)).values(removed_at=now)
        was_called = exists().where(attempts.c.run_id == run_id, attempts.c.row == rows.c.number)
        standing = (
            select(rows.c.number, rows.c.state, schedules.c.state, schedules.c.ours, was_called)
            .select_from(rows.outerjoin(schedules, schedules.c.id == rows.c.schedule_id))
            .where(*person)
        )
        # The run's row is locked, so no enabling of its schedules is begun meanwhile: it is either
        # seen here, and too late to stop, or it sees the removal.
        the_run = select(runs.c.id).where(runs.c.id == run_id).with_for_update(key_share=True)
        async with self._database.writing() as connection:
            await connection.execute(the_run)
            await connection.execute(asking)
            await suppress_rows(connection, run_id)
            person_now = (await connection.execute(standing)).one_or_none()
        if person_now is None:
            return None
        number, state, schedule_state, is_ours, called = person_now
        # Another client enables its own schedule at any time, and nobody tells us.
        is_live = is_ours is False or schedule_state in _LIVE
        return Withdrawn(
            number,
            may_ring=is_live and state != RowState.SUPPRESSED,
            was_called=called,
        )

    async def _put(
        self, connection: AsyncConnection, list_id: int, listed: Sequence[Suppressed]
    ) -> int:
        values = [{"list_id": list_id, **asdict(each)} for each in dict.fromkeys(listed)]
        puts = [self._once(suppressed_numbers, chunk) for chunk in _chunks(values)]
        return sum([(await connection.execute(put)).rowcount for put in puts])

    def _once(
        self, table: Table, values: Sequence[dict[str, object]]
    ) -> postgresql.Insert | sqlite.Insert:
        """What stands there already is left as it is."""
        if self._database.is_shared:
            return postgresql.insert(table).values(values).on_conflict_do_nothing()
        return sqlite.insert(table).values(values).on_conflict_do_nothing()


def _chunks(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    return (items[first : first + _CHUNK] for first in range(0, len(items), _CHUNK))


async def suppress_rows(
    connection: AsyncConnection, run_id: int, among: Sequence[int] | None = None
) -> None:
    """Suppress the rows of the run that are still to be sent and are not to be called.

    `among`: only of these rows; None: of all.
    """
    planned = (rows.c.run_id == run_id, rows.c.state == RowState.PLANNED)
    # Without a batch, a suppressed row is in no segment any more, and no plan counts it.
    suppress = update(rows).where(*planned).values(state=RowState.SUPPRESSED, batch=None)
    if among is not None:
        suppress = suppress.where(rows.c.number.in_(among))
    removed = suppress.where(rows.c.removed_at.is_not(None))
    await connection.execute(removed.values(field="external_id", reason=_REMOVED))
    listed = suppress.where(_is_listed())
    await connection.execute(listed.values(field="phone_number", reason=_reason()))


async def suppressed_in(connection: AsyncConnection, schedule_id: int) -> int:
    """How many people of the schedule are not to be called any more."""
    query = select(func.count()).where(
        rows.c.schedule_id == schedule_id,
        rows.c.state == RowState.CREATED,
        or_(rows.c.removed_at.is_not(None), _is_listed()),
    )
    return int((await connection.execute(query)).scalar_one())


async def _our_list(connection: AsyncConnection, now: datetime) -> int:
    """The list that holds for every run; the first of them, where two made one at once."""
    query = select(func.min(suppression_lists.c.id)).where(suppression_lists.c.digest.is_(None))
    found = (await connection.execute(query)).scalar_one()
    if found is not None:
        return int(found)
    values = {"name": _OURS, "added_at": now, "complete_at": now}
    added = await connection.execute(
        insert(suppression_lists).values(values).returning(suppression_lists.c.id)
    )
    return int(added.scalar_one())


def _is_listed() -> ColumnElement[bool]:
    """Whether a row's number stands on the list for every run, or on one that its run heeds."""
    return exists(_listing(suppressed_numbers.c.phone_number))


def _reason() -> ColumnElement[str]:
    return _listing(func.min(suppressed_numbers.c.reason)).scalar_subquery()


def _listing(column: ColumnElement[str]) -> Select[tuple[str]]:
    # A file's list holds only for the runs that named it; the list without a digest for all.
    heeded = (
        exists()
        .where(
            run_suppressions.c.run_id == rows.c.run_id,
            run_suppressions.c.list_id == suppression_lists.c.id,
        )
        .correlate(rows, suppression_lists)
    )
    return (
        select(column)
        .join(suppression_lists, suppression_lists.c.id == suppressed_numbers.c.list_id)
        .where(
            suppressed_numbers.c.phone_number == rows.c.phone_number,
            or_(suppression_lists.c.digest.is_(None), heeded),
        )
        .correlate(rows)
    )
