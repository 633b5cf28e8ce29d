"""Advisory locks: each transaction sees what the transactions before it have written.

On PostgreSQL they wait for each other; SQLite's writers come one at a time anyway.
"""

from enum import IntEnum

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


class AdvisoryLock(IntEnum):
    """What is locked: any numbers, as long as every Outbound takes the same."""

    MIGRATION = 0x0B0D
    """Bringing the tables up to date."""
    ADMISSION = 0x0B0E
    """Letting a run in: of two with the same people one is the first."""
    CLAIM = 0x0B0F
    """Claiming rows: each sees what the others have reserved of a cap."""
    LISTING = 0x0B10
    """Putting numbers on the list that holds for every run, or acting on what stands there."""


async def lock_exclusive(connection: AsyncConnection, lock: AdvisoryLock) -> None:
    """Let nobody else take this lock until the transaction ends."""
    await _lock(connection, "pg_advisory_xact_lock", lock)


async def lock_shared(connection: AsyncConnection, lock: AdvisoryLock) -> None:
    """Let nobody take this lock alone until the transaction ends; others may share it."""
    await _lock(connection, "pg_advisory_xact_lock_shared", lock)


async def _lock(connection: AsyncConnection, function: str, lock: AdvisoryLock) -> None:
    if connection.dialect.name == "postgresql":
        # A lock may be held for long, over all the rows of another run. The server ends one that is
        # asleep.
        await connection.execute(text("SELECT set_config('lock_timeout', '0', true)"))
        await connection.execute(text(f"SELECT {function}(:number)"), {"number": int(lock)})
