"""What the dialer changed since the last write: each thing once, in one transaction."""

import sqlite3
from collections.abc import Iterator
from uuid import uuid4

from outbound.sandbox.board import Attempt, Call

_CALL = """
UPDATE calls SET status = ?, progress = ?, retries_left = ?, cooldown_until = ?, updated_at = ?
WHERE ordinal = ?
"""
_ATTEMPT = """
INSERT INTO attempts (call, number, uid, status, started_at, answered_at, ended_at, duration,
    updated_at, error, outcome)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET status = excluded.status, answered_at = excluded.answered_at,
    ended_at = excluded.ended_at, duration = excluded.duration, updated_at = excluded.updated_at,
    error = excluded.error, outcome = excluded.outcome
"""
_NOTIFICATION = """
INSERT INTO notifications (call, uid, status, message_count) VALUES (?, ?, 'delivered', 1)
"""


class Journal:
    """Collects changed calls and attempts, and writes them on request."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._calls: dict[int, Call] = {}
        self._attempts: dict[tuple[int, int], Attempt] = {}

    def note(self, attempt: Attempt) -> None:
        """The attempt has changed, and its call with it."""
        self._attempts[attempt.call.ordinal, attempt.number] = attempt
        self._calls[attempt.call.ordinal] = attempt.call

    def write(self) -> None:
        """Write all that was noted, or nothing of it."""
        if not self._attempts:
            return
        with self._db:
            self._db.executemany(_ATTEMPT, map(_attempt_values, self._attempts.values()))
            self._db.executemany(_CALL, map(_call_values, self._calls.values()))
            self._db.executemany(_NOTIFICATION, self._notifications())
        self._attempts.clear()
        self._calls.clear()

    def _notifications(self) -> Iterator[tuple[int, str]]:
        for attempt in self._attempts.values():
            if attempt.fate.notified and attempt.ended_at is not None:
                yield attempt.call.ordinal, str(uuid4())


def _call_values(call: Call) -> tuple[object, ...]:
    return (
        call.status,
        call.progress,
        call.retries_left,
        call.cooldown_until,
        call.updated_at,
        call.ordinal,
    )


def _attempt_values(attempt: Attempt) -> tuple[object, ...]:
    ended = attempt.ended_at is not None
    return (
        attempt.call.ordinal,
        attempt.number,
        attempt.uid,
        attempt.status,
        attempt.started_at,
        attempt.answered_at,
        attempt.ended_at,
        attempt.duration,
        attempt.updated_at,
        attempt.fate.error if ended else None,
        attempt.fate.outcome if ended else None,
    )
