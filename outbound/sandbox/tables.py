"""The sandbox's tables, in SQLite: a file carries on after a restart, `:memory:` forgets."""

import sqlite3
from pathlib import Path

from outbound.mistakes import UserMistake

_TABLES = """
CREATE TABLE IF NOT EXISTS campaigns (
    uid TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, is_enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS call_flows (uid TEXT PRIMARY KEY, campaign_uid TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS schedules (
    ordinal INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, campaign_uid TEXT NOT NULL,
    name TEXT NOT NULL, starts_at TEXT NOT NULL, ends_at TEXT NOT NULL,
    retry_type TEXT NOT NULL, retry_intervals TEXT NOT NULL, is_enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS switchings (
    schedule INTEGER NOT NULL, is_enabled INTEGER NOT NULL, at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS calls (
    ordinal INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, schedule INTEGER NOT NULL,
    position INTEGER NOT NULL, external_id TEXT, status TEXT NOT NULL, progress TEXT NOT NULL,
    retries_left INTEGER NOT NULL, cooldown_until INTEGER,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, info TEXT NOT NULL
);
-- A call never leaves its schedule, so a page is a range of positions, however deep.
CREATE UNIQUE INDEX IF NOT EXISTS calls_by_position ON calls (schedule, position);
CREATE INDEX IF NOT EXISTS calls_by_external_id ON calls (schedule, external_id, position);
CREATE INDEX IF NOT EXISTS calls_by_phone_number
    ON calls (schedule, info ->> 'phone_number', position);
CREATE TABLE IF NOT EXISTS attempts (
    call INTEGER NOT NULL, number INTEGER NOT NULL, uid TEXT NOT NULL, status TEXT NOT NULL,
    started_at INTEGER NOT NULL, answered_at INTEGER, ended_at INTEGER, duration INTEGER,
    updated_at INTEGER NOT NULL, error TEXT, outcome TEXT,
    PRIMARY KEY (call, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notifications (
    call INTEGER PRIMARY KEY, uid TEXT NOT NULL,
    status TEXT NOT NULL, message_count INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, scopes TEXT NOT NULL, expires_at INTEGER NOT NULL
) WITHOUT ROWID;
"""


def opened(database: str | Path) -> sqlite3.Connection:
    """Open the database, with its tables, for a single server.

    Raises:
        UserMistake: it is no database, or cannot be made.
    """
    try:
        # One event loop uses it at a time, though not always in the thread that opened it.
        db = sqlite3.connect(database, check_same_thread=False)
        db.row_factory = sqlite3.Row
        # A killed process loses nothing so; a lost machine may, and takes only a sandbox with it.
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")
        db.executescript(_TABLES)
    except sqlite3.DatabaseError as error:
        raise UserMistake(f"{database} cannot hold the sandbox's state: {error}.") from None
    return db
