"""What is read back, in the guide's shapes."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from uuid import NAMESPACE_URL, uuid5

from pydantic import JsonValue

from outbound.sandbox.instants import stamp

Json = dict[str, JsonValue]


def campaign(row: sqlite3.Row) -> Json:
    """Step 1's answer."""
    return {
        "uid": row["uid"],
        "name": row["name"],
        "is_enabled": bool(row["is_enabled"]),
        "created_at": stamp(row["created_at"]),
        "updated_at": stamp(row["updated_at"]),
    }


def schedule(row: sqlite3.Row) -> Json:
    """Step 2's and step 4's answer."""
    return {
        "uid": row["uid"],
        "name": row["name"],
        "starts_at": row["starts_at"],
        "ends_at": row["ends_at"],
        "retry_type": row["retry_type"],
        "retry_intervals": json.loads(row["retry_intervals"]),
        "is_enabled": bool(row["is_enabled"]),
        "is_auto": False,
        "created_at": stamp(row["created_at"]),
        "updated_at": stamp(row["updated_at"]),
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
        "uid": row["uid"],
        "external_id": row["external_id"],
        "status": row["status"],
        "progress": row["progress"],
        "is_test_call": False,
        "number_call_retries": row["retries_left"],
        "cooldown_until": stamp(row["cooldown_until"]),
        "created_at": stamp(row["created_at"]),
        "updated_at": stamp(row["updated_at"]),
        "outbound_call_info": json.loads(row["info"]),
        "outbound_call_attempts": [_attempt(attempt) for attempt in attempts],
        "outbound_calls_notifications": [
            {key: notice[key] for key in ("uid", "status", "message_count")} for notice in notices
        ],
    }


def _attempt(row: sqlite3.Row) -> Json:
    return {
        "uid": row["uid"],
        "status": row["status"],
        "started_at": stamp(row["started_at"]),
        "answered_at": stamp(row["answered_at"]),
        "ended_at": stamp(row["ended_at"]),
        "duration": row["duration"],
        "created_at": stamp(row["started_at"]),
        "updated_at": stamp(row["updated_at"]),
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
