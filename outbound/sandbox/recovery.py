"""Carrying on after a restart: the dialer's memory, read back from the tables.

It resumes at the last second in which anything changed. Between that one and the stop nothing
happened, so going through it again with the same clock changes nothing.
"""

import json
import sqlite3
from datetime import datetime

from outbound.sandbox.board import Attempt, Call, Schedule
from outbound.sandbox.dialer import Dialer
from outbound.sandbox.instants import whole_from

_LAST_CHANGE = """
SELECT max(coalesce((SELECT max(updated_at) FROM schedules), 0),
           coalesce((SELECT max(updated_at) FROM calls), 0))
"""
_OPEN_CALLS = """
SELECT calls.*, count(attempts.number) AS attempts FROM calls
LEFT JOIN attempts ON attempts.call = calls.ordinal
WHERE calls.status = 'pending' GROUP BY calls.ordinal
"""


def remember(dialer: Dialer) -> None:
    """Give a new dialer all that its tables hold."""
    db = dialer.db
    (second,) = db.execute(_LAST_CHANGE).fetchone()
    for row in db.execute("SELECT * FROM schedules"):
        dialer.know(hot_schedule(row), second)
    calls = {row["ordinal"]: _call(row, dialer) for row in db.execute(_OPEN_CALLS)}
    for row in db.execute("SELECT * FROM attempts WHERE ended_at IS NULL").fetchall():
        dialer.resume(_attempt(row, calls.pop(row["call"]), dialer), second)
    dialer.enqueue(filter(_may_be_dialled, calls.values()), second)


def hot_schedule(row: sqlite3.Row) -> Schedule:
    """What the dialer must know of a schedule."""
    return Schedule(
        ordinal=row["ordinal"],
        opens=whole_from(datetime.fromisoformat(row["starts_at"])),
        closes=whole_from(datetime.fromisoformat(row["ends_at"])),
        retry_seconds=tuple(json.loads(row["retry_intervals"])),
        enabled=bool(row["is_enabled"]),
    )


def _call(row: sqlite3.Row, dialer: Dialer) -> Call:
    return Call(
        ordinal=row["ordinal"],
        schedule=dialer.schedules[row["schedule"]],
        updated_at=row["updated_at"],
        retries_left=row["retries_left"],
        progress=row["progress"],
        cooldown_until=row["cooldown_until"],
        attempts=row["attempts"],
    )


def _attempt(row: sqlite3.Row, call: Call, dialer: Dialer) -> Attempt:
    return Attempt(
        call=call,
        number=row["number"],
        uid=row["uid"],
        fate=dialer.fate(call.ordinal, row["number"]),
        started_at=row["started_at"],
        updated_at=row["updated_at"],
        status=row["status"],
        answered_at=row["answered_at"],
    )


def _may_be_dialled(call: Call) -> bool:
    """An exhausted call that is not marked so has had every attempt."""
    return call.attempts <= len(call.schedule.retry_seconds)
