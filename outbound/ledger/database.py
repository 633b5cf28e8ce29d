"""Opening the ledger's database: SQLite in a file, or PostgreSQL, migrated before its first use."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from asyncpg import (
    ClientConfigurationError,
    InsufficientPrivilegeError,
    InvalidAuthorizationSpecificationError,
    InvalidCatalogNameError,
    InvalidSchemaNameError,
    LockNotAvailableError,
    PostgresError,
    ProtocolViolationError,
    QueryCanceledError,
)
from sqlalchemy import CursorResult, Select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from outbound.ledger.advisory_locks import AdvisoryLock, lock_exclusive
from outbound.ledger.disks import refuse_network_disk
from outbound.ledger.engines import (
    MIGRATING,
    ORDINARY,
    Patience,
    postgresql_engine,
    sqlite_engine,
)
from outbound.ledger.libpq import escaped
from outbound.ledger.locks import locked
from outbound.ledger.private_files import private_database
from outbound.ledger.versions import is_current, migrate
from outbound.mistakes import ShownError, UserMistake

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}

_Columns = TypeVar("_Columns", bound=tuple[Any, ...])

# Errors of PostgreSQL that name a database or a user, and nothing of what stands in it.
_ABOUT_THE_ADDRESS = (InvalidCatalogNameError, InvalidAuthorizationSpecificationError)

_NO_RIGHT = (
    "its user lacks a right that is needed there; the owner gives it: GRANT USAGE, CREATE ON "
    "SCHEMA public TO the user"
)

_IN_WORDS: dict[type[BaseException], str] = {
    LockNotAvailableError: "another process has locked what is needed",
    QueryCanceledError: "an answer took too long",
    TimeoutError: "no answer in time",
    InsufficientPrivilegeError: _NO_RIGHT,
    InvalidSchemaNameError: _NO_RIGHT,  # of a schema that one may not use, or that is not there
    ClientConfigurationError: "a parameter of OUTBOUND_DATABASE_URL cannot have that value",
}


class LedgerError(ShownError):
    """The ledger's database failed. Its own error may hold personal data and is not passed on."""


class _SettingsRefusedError(LedgerError):
    """Somebody between us and the server takes no settings when a connection is made."""


class ConflictError(LedgerError):
    """What was to be written does not fit what stands there: somebody else was first."""


@contextmanager
def without_personal_data() -> Iterator[None]:
    """Let what fails inside be a `LedgerError`, which quotes no value."""
    try:
        yield
    except (
        DBAPIError,
        PostgresError,
        ClientConfigurationError,
        sqlite3.Error,
        OSError,
    ) as error:
        raise _kind(error)(f"The ledger's database failed: {_reason(error)}") from None


def _kind(error: Exception) -> type[LedgerError]:
    if isinstance(error, IntegrityError):
        return ConflictError
    # The sentence is the pooler's own: nothing of ours was sent.
    cause = _cause(error)
    is_about_settings = isinstance(cause, ProtocolViolationError) and "startup" in str(cause)
    return _SettingsRefusedError if is_about_settings else LedgerError


def _cause(error: Exception) -> BaseException:
    """What the driver raised."""
    if not isinstance(error, DBAPIError) or error.orig is None:
        return error
    return error.orig.__cause__ or error.orig


def _reason(error: Exception) -> str:
    """What SQLite or the system says; of PostgreSQL's sentences, which quote values, the kind."""
    cause = _cause(error)
    if isinstance(cause, _ABOUT_THE_ADDRESS):
        return str(cause)
    if words := next((words for kind, words in _IN_WORDS.items() if isinstance(cause, kind)), ""):
        return words
    if isinstance(cause, sqlite3.Error | OSError):
        return str(cause)
    return type(cause).__name__


Fence = Callable[[AsyncConnection], Awaitable[None]]
"""Raises, inside a transaction that is about to write, if the writer has lost its right to."""


class Database:
    """Connections to the ledger's database, one transaction at a time each."""

    def __init__(self, engine: AsyncEngine, *, file: Path | None = None) -> None:
        self._engine = engine
        self._file = file
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
        if self._file is not None:
            return self._file  # it is read in another way than by its name
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
        with without_personal_data():
            async with self._reader.begin() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is durable once the block has ended, or has changed nothing."""
        with without_personal_data():
            async with self._writer.begin() as connection:
                for fence in self._fences:
                    await fence(connection)
                yield connection

    async def read(self, query: Select[_Columns]) -> CursorResult[_Columns]:
        """What a single query finds."""
        async with self.reading() as connection:
            found: CursorResult[_Columns] = await connection.execute(query)
            return found

    async def close(self) -> None:
        """Close the connections."""
        await self._engine.dispose()


async def open_database(
    url: str, *, is_lasting: bool = True, patience: Patience = ORDINARY
) -> Database:
    """The database at this address, with the tables of this version.

    Raises:
        UserMistake: the address is of no database we know, or a newer version made its tables.
        LedgerError: the database cannot be reached, or is none.
    """
    parsed = parsed_address(url)
    if parsed.get_backend_name() == "sqlite":
        _make_folder(parsed.database)
        await asyncio.to_thread(_prepare_file, Path(str(parsed.database)))
        return await _opened(partial(sqlite_engine, parsed, is_lasting=is_lasting), patience)
    try:
        return await _opened(partial(postgresql_engine, parsed), patience)
    except _SettingsRefusedError:
        through_pooler = partial(postgresql_engine, parsed, through_pooler=True)
        return await _opened(through_pooler, patience)


async def _opened(engine_with: Callable[[Patience], AsyncEngine], patience: Patience) -> Database:
    database = Database(engine_with(patience))
    try:
        if not await is_of_this_version(database):
            await _bring_up_to_date(engine_with(MIGRATING))
    except BaseException:
        await database.close()
        raise
    return database


async def is_of_this_version(database: Database) -> bool:
    """Whether its tables are those of this version: who only reads waits for no writer."""
    async with database.reading() as connection:
        return await connection.run_sync(is_current)


async def _bring_up_to_date(engine: AsyncEngine) -> None:
    altering = Database(engine.execution_options(outbound_alters=True))
    try:
        async with altering.writing() as connection:
            await lock_exclusive(connection, AdvisoryLock.MIGRATION)
            await connection.run_sync(migrate)
    finally:
        await altering.close()  # a connection that has altered tables minds no references


def parsed_address(url: str) -> URL:
    """The database's address, with the driver by which we reach it.

    Raises:
        UserMistake: it is of no database we know.
    """
    scheme, _, file = url.partition(":///")
    if file and scheme.partition("+")[0] == "sqlite":
        # All of it is the file's name: a path may have a question mark.
        return URL.create(_DRIVERS["sqlite"], database=file)
    try:
        parsed = make_url(escaped(url))
        driver = _DRIVERS[parsed.get_backend_name()]
    except (ArgumentError, KeyError, ValueError):  # ValueError: a port that is no number
        raise UserMistake(
            "OUTBOUND_DATABASE_URL is not the address of a database we know; it starts with "
            "sqlite:/// or postgresql://."
        ) from None
    return parsed.set(drivername=driver)


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


def _prepare_file(named: Path) -> None:
    """Keep others out of the file, and let it be read beside a writer, which it remembers.

    One process at a time: SQLite does not wait for another that is switching, too. And to make the
    file is to close it, which drops the locks of a thread that has opened it meanwhile.
    """
    with without_personal_data():
        file = named.resolve()
        if _is_readable_beside_a_writer(file):
            private_database(file)
            return
        with locked(file, "opening"):
            private_database(file)
            with closing(sqlite3.connect(file)) as made:
                made.execute("PRAGMA journal_mode=WAL")


def _is_readable_beside_a_writer(file: Path) -> bool:
    """Whether the file remembers it: nothing is written, nor anybody waited for."""
    # Through SQLite: to open and close the file otherwise drops the locks of this process on it.
    try:
        with closing(sqlite3.connect(read_only_uri(file), uri=True)) as read:
            return bool(read.execute("PRAGMA journal_mode").fetchone() == ("wal",))
    except sqlite3.Error:
        return False


def read_only_uri(file: Path) -> str:
    """The file's address for SQLite, by which it is only read."""
    return f"file:{quote(str(file))}?mode=ro"
