"""Opening the ledger's database: SQLite in a file, or PostgreSQL, migrated before its first use."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from outbound.mistakes import UserMistake

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_MIGRATION_LOCK = 0x0B0D  # any number, as long as every Outbound takes the same
_WAIT_FOR_LOCK = 30  # seconds


class LedgerError(Exception):
    """The ledger's database failed. Its own error may hold personal data and is not passed on."""


@contextmanager
def _without_personal_data() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        raise LedgerError(f"The ledger's database failed: {reason}") from None


class Database:
    """Connections to the ledger's database, one transaction at a time each."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one moment."""
        with _without_personal_data():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is durable once the block has ended, or has changed nothing."""
        engine = self._engine.execution_options(outbound_writes=True)
        with _without_personal_data():
            async with engine.begin() as connection:
                yield connection

    async def close(self) -> None:
        """Close the connections."""
        await self._engine.dispose()


async def open_database(url: str) -> Database:
    """The database at this address, with the tables of this version.

    Raises:
        UserMistake: the address is of no database we know.
    """
    engine = create_async_engine(_with_driver(url), hide_parameters=True, **_options(url))
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    database = Database(engine)
    async with database.writing() as connection:
        if engine.dialect.name == "postgresql":
            lock = text("SELECT pg_advisory_xact_lock(:lock)")
            await connection.execute(lock, {"lock": _MIGRATION_LOCK})
        await connection.run_sync(_migrate)
    return database


def _with_driver(url: str) -> str:
    try:
        parsed = make_url(url)
        driver = _DRIVERS[parsed.get_backend_name()]
    except (ArgumentError, KeyError):
        raise UserMistake(
            "OUTBOUND_DATABASE_URL is not the address of a database we know; it starts with "
            "sqlite:/// or postgresql://."
        ) from None
    if driver.startswith("sqlite") and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


def _options(url: str) -> dict[str, object]:
    return {} if url.startswith("sqlite") else {"pool_pre_ping": True}


def _prepare_sqlite(engine: AsyncEngine) -> None:
    """Durable commits, readers beside a writer, and writers that wait for each other."""

    @event.listens_for(engine.sync_engine, "connect")
    def _on_connect(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined] # we say BEGIN ourselves
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={_WAIT_FOR_LOCK * 1000}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # A writer takes the lock at once: a reader that turns writer half-way would be refused.
        writes = connection.get_execution_options().get("outbound_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
