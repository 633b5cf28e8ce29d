"""What is read back, in the guide's shapes."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from uuid import NAMESPACE_URL, uuid5

from pydantic import JsonValue

from outbound.sandbox.instants import stamp

Json = dict[str, JsonValue]


def copied(row: sqlite3.Row, *names: str) -> Json:
    """These columns of a row as they are."""
    return {name: row[name] for name in names}


def stamped(row: sqlite3.Row, *names: str) -> Json:
    """These columns of a row as instants in the guide's form."""
    return {name: stamp(row[name]) for name in names}


def campaign(row: sqlite3.Row) -> Json:
    """Step 1's answer."""
    return {
        **copied(row, "uid", "name"),
        "is_enabled": bool(row["is_enabled"]),
        **stamped(row, "created_at", "updated_at"),
    }


def schedule(row: sqlite3.Row) -> Json:
    """Step 2's and step 4's answer."""
    return {
        **copied(row, "uid", "name", "starts_at", "ends_at", "retry_type"),
        "retry_intervals": json.loads(row["retry_intervals"]),
        "is_enabled": bool(row["is_enabled"]),
        "is_auto": False,
        **stamped(row, "created_at", "updated_at"),
    }


def calls(db: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[JsonValue]:
    """Calls in full (steps 3A, 5 and 6), with their attempts and notifications."""
    ordinals = json.dumps([row["ordinal"] for row in rows])
    attempts = _by_call(db.execute(_ATTEMPTS, [ordinals]))
    notifications = _by_call(db.execute(_NOTIFICATIONS, [ordinals]))
    return [
        _call(row, attempts.get(row["ordinal"], []), notifications.get(row["ordinal"], []))
        for row in rows
    ]


_ATTEMPTS = """
SELECT * FROM attempts WHERE call IN (SELECT value FROM json_each(?)) ORDER BY call, number
"""
_NOTIFICATIONS = "SELECT * FROM notifications WHERE call IN (SELECT value FROM json_each(?))"


def _by_call(rows: Iterable[sqlite3.Row]) -> dict[int, list[sqlite3.Row]]:
    groups: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        groups.setdefault(row["call"], []).append(row)
    return groups


def _call(row: sqlite3.Row, attempts: list[sqlite3.Row], notices: list[sqlite3.Row]) -> Json:
    return {
        **copied(row, "uid", "external_id", "status", "progress"),
        "is_test_call": False,
        "number_call_retries": row["retries_left"],
        **stamped(row, "cooldown_until", "created_at", "updated_at"),
        "outbound_call_info": json.loads(row["info"]),
        "outbound_call_attempts": [_attempt(attempt) for attempt in attempts],
        "outbound_calls_notifications": [
            copied(notice, "uid", "status", "message_count") for notice in notices
        ],
    }


def _attempt(row: sqlite3.Row) -> Json:
    return {
        **copied(row, "uid", "status", "duration"),
        **stamped(row, "started_at", "answered_at", "ended_at", "updated_at"),
        "created_at": stamp(row["started_at"]),
        "error_details": row["error"],
        "outbound_call_attempts_outcomes": _outcomes(row),
    }


def _outcomes(row: sqlite3.Row) -> list[JsonValue]:
    if row["outcome"] is None:
        return []
    # One outcome has one uid, whichever call it is given to.
    uid = str(uuid5(NAMESPACE_URL, row["outcome"]))
    return [
        {"call_outcome": {"uid": uid, "name": row["outcome"]}, "created_at": stamp(row["ended_at"])}
    ]
