"""Connections to the ledger's database: how long they wait, and for what.

A process may fall asleep, or its machine go, in the middle of a transaction. The server then ends
the transaction by itself, so that nobody waits behind its locks for ever.
"""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from outbound.ledger.libpq import for_driver


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a connection waits, in seconds."""

    lock: float
    """For a lock that somebody else has."""
    answer: float | None
    """For the end of one statement; None: however long it takes."""
    connecting: float
    """For a server to let it in."""


ORDINARY = Patience(lock=30, answer=600, connecting=10)
"""Of a process that has time: one statement may be about 1,000,000 rows."""

URGENT = Patience(lock=1, answer=2, connecting=2)
"""Of a stop: what cannot be written at once is written later, and calls are stopped first."""

MIGRATING = Patience(lock=600, answer=None, connecting=10)
"""Of a change of the tables, which rewrites whole tables, and must not be cut short."""

# Seconds without a word from a client in the middle of its transaction: it is asleep, or gone. No
# transaction of ours awaits anything but the database, so that a living one is never that silent.
_ASLEEP = 10

# Seconds by which our own deadline is later than the server's, whose error says more.
_LATER = 30


def postgresql_engine(url: URL, patience: Patience, *, through_pooler: bool = False) -> AsyncEngine:
    """An engine for PostgreSQL. What the address itself sets is left as it is.

    `through_pooler`: a pooler stands before the server and takes no settings when a connection is
    made (pgbouncer without `ignore_startup_parameters`). Each transaction then sets its own.
    """
    url, chosen = _settings_in(url)
    url, told = for_driver(url)
    settings = _settings(patience) | chosen
    connecting: dict[str, object] = {"timeout": patience.connecting} | told
    if patience.answer is not None:
        is_urgent = patience.answer < _LATER
        connecting["command_timeout"] = patience.answer + (0 if is_urgent else _LATER)
    if not through_pooler:
        connecting["server_settings"] = settings
    engine = create_async_engine(
        url, hide_parameters=True, pool_pre_ping=True, connect_args=connecting
    )
    if through_pooler:
        _set_in_each_transaction(engine, settings)
    return engine


def _settings(patience: Patience) -> dict[str, str]:
    """The server's settings for a session, as it reads them: without a unit, milliseconds."""
    return {
        "application_name": "outbound",
        "idle_in_transaction_session_timeout": _milliseconds(_ASLEEP),
        "lock_timeout": _milliseconds(patience.lock),
        "statement_timeout": _milliseconds(patience.answer or 0),
        # A machine that is gone says no goodbye: the server asks after it.
        "tcp_keepalives_idle": "15",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": _milliseconds(30),
    }


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))


def _settings_in(url: URL) -> tuple[URL, dict[str, str]]:
    """The address without the settings of a session that stand in it, and these."""
    ours = _settings(ORDINARY)
    named = {name: _last(value) for name, value in url.query.items() if name in ours}
    options = _last(url.query.get("options", ""))
    without = url.difference_update_query([*named, "options"])
    return without, named | dict(_of_options(options))


def _last(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else value[-1]


def _of_options(options: str) -> Iterator[tuple[str, str]]:
    """What libpq's `options=-c name=value` sets."""
    for word in shlex.split(options):
        name, is_setting, value = word.removeprefix("-c").removeprefix("--").partition("=")
        if is_setting:
            yield name.replace("-", "_"), value


def _set_in_each_transaction(engine: AsyncEngine, settings: Mapping[str, str]) -> None:
    set_all = ", ".join(
        f"set_config('{name}', '{value}', true)"
        for name, value in ((name, value.replace("'", "''")) for name, value in settings.items())
    )

    @event.listens_for(engine.sync_engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT {set_all}")


def sqlite_engine(url: URL, patience: Patience, *, is_lasting: bool = True) -> AsyncEngine:
    """An engine for SQLite: durable commits, and writers that wait for each other."""
    engine = create_async_engine(url, hide_parameters=True)
    synchronous = "FULL" if is_lasting else "OFF"

    @event.listens_for(engine.sync_engine, "connect")
    def _on_connect(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined] # we say BEGIN ourselves
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in (
            f"busy_timeout={_milliseconds(patience.lock)}",
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

    return engine
