"""The lease on a run: a token that a writer must have; it expires unless it is renewed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, DateTime, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.database import Database
from outbound.ledger.tables import holds, runs
from outbound.mistakes import ShownError


class LeaseLostError(ShownError):
    """Somebody else has taken the run over: nothing more may be written for it from here."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a run. `from_silent_owner`: the owner before may only be asleep."""

    run_id: int
    token: str
    from_silent_owner: bool


@dataclass(frozen=True, slots=True)
class LeasedElsewhere:
    """Somebody else works on the run, since `taken_at`, until `expires_at` or longer (UTC)."""

    owner: str
    taken_at: datetime
    expires_at: datetime


class Leases:
    """The ledger's leases. Instants are the database's where several machines share it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def acquire(
        self, run_id: int, owner: str, *, lasting: timedelta, now: datetime, is_free: bool
    ) -> Lease | LeasedElsewhere:
        """Own the run, if nobody does or its owner let the lease expire.

        `is_free` says that its owner is known to be gone; `now` is the time where the
        database has none of its own.
        """
        async with self._database.writing() as connection:
            # Two that find no lease would both insert one: the run's row lets one in at a time.
            await connection.execute(select(runs.c.id).where(runs.c.id == run_id).with_for_update())
            at = await self._time(connection, now)
            query = select(holds).where(holds.c.run_id == run_id)
            row = (await connection.execute(query)).one_or_none()
            if row is not None and row.expires_at > at and not is_free:
                return LeasedElsewhere(row.holder, row.taken_at, row.expires_at)
            # A new token each time: a process with the old one fails at its next write.
            await connection.execute(delete(holds).where(holds.c.run_id == run_id))
            token = uuid4().hex
            values = {"token": token, "holder": owner, "expires_at": at + lasting}
            await connection.execute(insert(holds).values(run_id=run_id, taken_at=at, **values))
        return Lease(run_id, token, from_silent_owner=row is not None and not is_free)

    async def find(self, run_id: int, *, now: datetime) -> LeasedElsewhere | None:
        """The lease on the run that has not expired, if there is one."""
        async with self._database.reading() as connection:
            at = await self._time(connection, now)
            query = select(holds).where(holds.c.run_id == run_id, holds.c.expires_at > at)
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else LeasedElsewhere(row.holder, row.taken_at, row.expires_at)

    async def renew(self, lease: Lease, *, lasting: timedelta, now: datetime) -> None:
        """Keep it for another while, if it is still ours."""
        async with self._database.writing() as connection:
            expires_at = await self._time(connection, now) + lasting
            await connection.execute(update(holds).where(*_is(lease)).values(expires_at=expires_at))

    async def release(self, lease: Lease) -> None:
        """Let somebody else have it, if it is still ours."""
        async with self._database.writing() as connection:
            await connection.execute(delete(holds).where(*_is(lease)))

    async def _time(self, connection: AsyncConnection, now: datetime) -> datetime:
        if not self._database.is_shared:
            return now
        its_own = select(func.clock_timestamp(type_=DateTime(timezone=True)))
        return (await connection.execute(its_own)).scalar_one()


def fence_of(lease: Lease) -> Callable[[AsyncConnection], Awaitable[None]]:
    """Lets a transaction write only while the lease is ours; it stays so until the end of it."""

    async def check(connection: AsyncConnection) -> None:
        query = select(holds.c.token).where(*_is(lease)).with_for_update(read=True)
        if (await connection.execute(query)).one_or_none() is None:
            raise LeaseLostError(
                "Another process has taken this run over; nothing more is done from here. "
                "`outbound status` shows where the run stands."
            )

    return check


def _is(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    return holds.c.run_id == lease.run_id, holds.c.token == lease.token
