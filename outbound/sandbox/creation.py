"""Writing new calls down and handing them to the dialer."""

import sqlite3
from collections.abc import Sequence
from uuid import uuid4

from outbound.sandbox.board import Call
from outbound.sandbox.bodies import NewCall
from outbound.sandbox.world import World

_INSERT = """
INSERT INTO calls (ordinal, uid, schedule, position, external_id, status, progress, retries_left,
    created_at, updated_at, info)
VALUES (?, ?, ?, ?, ?, 'pending', 'in_queue', ?, ?, ?, ?)
"""
_NEXT = """
SELECT (SELECT coalesce(max(ordinal), 0) + 1 FROM calls),
       (SELECT coalesce(max(position), -1) + 1 FROM calls WHERE schedule = ?)
"""


def insert(world: World, schedule: sqlite3.Row, calls: Sequence[NewCall], second: int) -> int:
    """Create the calls, all or (if the sandbox stops) none; gives the ordinal of the first."""
    hot = world.dialer.schedules[schedule["ordinal"]]
    retries = len(hot.retry_seconds)
    with world.db:
        ordinal, position = world.db.execute(_NEXT, (hot.ordinal,)).fetchone()
        world.db.executemany(
            _INSERT,
            (
                (
                    ordinal + index,
                    str(uuid4()),
                    hot.ordinal,
                    position + index,
                    call.external_id,
                    retries,
                    second,
                    second,
                    call.info(),
                )
                for index, call in enumerate(calls)
            ),
        )
    created = range(ordinal, ordinal + len(calls))
    world.dialer.enqueue((Call(each, hot, second, retries) for each in created), second)
    return int(ordinal)
