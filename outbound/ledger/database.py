"""Opening the ledger's database: SQLite in a file, or PostgreSQL, migrated before its first use."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from copy import copy
from pathlib import Path

from asyncpg import (
    InvalidAuthorizationSpecificationError,
    InvalidCatalogNameError,
    PostgresError,
)
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from outbound.ledger.advisory_locks import AdvisoryLock, lock_exclusive
from outbound.ledger.disks import refuse_network_disk
from outbound.ledger.locks import locked
from outbound.ledger.private_files import private_database
from outbound.ledger.versions import is_current, migrate
from outbound.mistakes import UserMistake

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_WAIT_FOR_LOCK = 30  # seconds

_ABOUT_THE_ADDRESS = (InvalidCatalogNameError, InvalidAuthorizationSpecificationError)
"""Errors of PostgreSQL that name a database or a user, and nothing of what stands in it."""


class LedgerError(Exception):
    """The ledger's database failed. Its own error may hold personal data and is not passed on."""


class ConflictError(LedgerError):
    """What was to be written does not fit what stands there: somebody else was first."""


@contextmanager
def _without_personal_data() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PostgresError, sqlite3.Error, OSError) as error:
        kind = ConflictError if isinstance(error, IntegrityError) else LedgerError
        raise kind(f"The ledger's database failed: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    """What SQLite or the system says; of PostgreSQL's sentences, which quote values, the kind."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    cause = origin.__cause__ if origin is not None and origin.__cause__ else origin
    if isinstance(cause, _ABOUT_THE_ADDRESS):
        return str(cause)
    if isinstance(origin, sqlite3.Error | OSError):
        return str(origin)
    return type(cause or error).__name__


Fence = Callable[[AsyncConnection], Awaitable[None]]
"""Raises, inside a transaction that is about to write, if the writer has lost its right to."""


class Database:
    """Connections to the ledger's database, one transaction at a time each."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._fences: tuple[Fence, ...] = ()
        self._reader = engine
        if engine.dialect.name == "postgresql":  # its statements else see a moment each
            self._reader = engine.execution_options(isolation_level="REPEATABLE READ")
        self._writer = engine.execution_options(outbound_writes=True)

    @property
    def is_shared(self) -> bool:
        """Whether processes of several machines may write to it."""
        return self._engine.dialect.name == "postgresql"

    @property
    def file(self) -> Path | None:
        """Where it is, if it is a file."""
        # As it is, whatever links lead there: locks stand beside it, and are by its name.
        return None if self.is_shared else Path(str(self._engine.url.database)).resolve()

    def fenced(self, fence: Fence) -> "Database":
        """The same database; whatever is written through it is written behind this fence, too."""
        fenced = copy(self)
        fenced._fences = (*self._fences, fence)  # noqa: SLF001 - it is one of us
        return fenced

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one moment."""
        with _without_personal_data():
            async with self._reader.begin() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is durable once the block has ended, or has changed nothing."""
        with _without_personal_data():
            async with self._writer.begin() as connection:
                for fence in self._fences:
                    await fence(connection)
                yield connection

    async def close(self) -> None:
        """Close the connections."""
        await self._engine.dispose()


async def open_database(url: str, *, is_lasting: bool = True) -> Database:
    """The database at this address, with the tables of this version.

    Raises:
        UserMistake: the address is of no database we know, or a newer version made its tables.
        LedgerError: the database cannot be reached, or is none.
    """
    engine = create_async_engine(_with_driver(url), hide_parameters=True, **_options(url))
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, synchronous="FULL" if is_lasting else "OFF")
    database = Database(engine)
    try:
        if database.file is not None:
            await asyncio.to_thread(_keep_private, database.file)
            await asyncio.to_thread(_let_readers_read, database.file)
        async with database.reading() as connection:  # who only reads waits for no writer
            is_up_to_date = await connection.run_sync(is_current)
        if not is_up_to_date:
            await _bring_up_to_date(engine)
    except BaseException:
        await database.close()
        raise
    return database


async def _bring_up_to_date(engine: AsyncEngine) -> None:
    altering = Database(engine.execution_options(outbound_alters=True))
    async with altering.writing() as connection:
        await lock_exclusive(connection, AdvisoryLock.MIGRATION)
        await connection.run_sync(migrate)
    await engine.dispose()  # a connection that has altered tables minds no references


def _with_driver(url: str) -> str:
    try:
        parsed = make_url(url)
        driver = _DRIVERS[parsed.get_backend_name()]
    except (ArgumentError, KeyError):
        raise UserMistake(
            "OUTBOUND_DATABASE_URL is not the address of a database we know; it starts with "
            "sqlite:/// or postgresql://."
        ) from None
    if driver.startswith("sqlite"):
        _make_folder(parsed.database)
    # What libpq and every provider call sslmode, asyncpg calls ssl.
    query = {"ssl" if name == "sslmode" else name: of for name, of in parsed.query.items()}
    return parsed.set(drivername=driver, query=query).render_as_string(hide_password=False)


def _make_folder(database: str | None) -> None:
    if database in {None, "", ":memory:"}:
        raise UserMistake(
            "OUTBOUND_DATABASE_URL names no file, and records must outlive the process: write it "
            "like sqlite:////home/me/ledger.db."
        )
    refuse_network_disk(Path(str(database)))
    try:
        # A home that is made here is for its owner alone: numbers and names stand in it.
        Path(str(database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UserMistake(
            f"The folder of the records {database} cannot be made ({error.strerror}): choose "
            "another OUTBOUND_HOME or OUTBOUND_DATABASE_URL."
        ) from None


def _options(url: str) -> dict[str, object]:
    return {} if url.startswith("sqlite") else {"pool_pre_ping": True}


def _keep_private(file: Path) -> None:
    with _without_personal_data():
        private_database(file)


def _let_readers_read(file: Path) -> None:
    """Readers beside a writer, for good: the file remembers it.

    One process at a time: SQLite does not wait for another that is switching, too.
    """
    with _without_personal_data(), locked(file, "opening"), closing(sqlite3.connect(file)) as made:
        made.execute("PRAGMA journal_mode=WAL")


def _prepare_sqlite(engine: AsyncEngine, *, synchronous: str) -> None:
    """Durable commits, and writers that wait for each other."""

    @event.listens_for(engine.sync_engine, "connect")
    def _on_connect(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined] # we say BEGIN ourselves
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in (
            f"busy_timeout={_WAIT_FOR_LOCK * 1000}",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # A writer takes the lock at once: a reader that turns writer half-way would be refused.
        options = connection.get_execution_options()
        if options.get("outbound_alters"):
            # A table is altered by copying it, and must go although others refer to it.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        writes = options.get("outbound_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
