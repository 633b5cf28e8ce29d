"""The sandbox's own page, `GET /_sandbox/state`: the true state, for tests to compare with."""

import sqlite3

from pydantic import JsonValue

from outbound.sandbox import answers
from outbound.sandbox.answers import Json
from outbound.sandbox.instants import stamp
from outbound.sandbox.world import World


def tell(world: World) -> Json:
    """Everything, in the order of its creation; counts since this server started."""
    now = stamp(world.advance())
    return {
        "now": now,
        "call_flows": [dict(row) for row in world.db.execute("SELECT * FROM call_flows")],
        "campaigns": [
            answers.campaign(row)
            for row in world.db.execute("SELECT * FROM campaigns ORDER BY created_at, rowid")
        ],
        "schedules": _schedules(world.db),
        "calls": _calls(world.db),
        "requests": dict(world.requests),
        "faults": dict(world.luck.happened),
        "asked_too_early": world.rush.asked_too_early,
    }


def _schedules(db: sqlite3.Connection) -> list[JsonValue]:
    switchings: dict[int, list[JsonValue]] = {}
    for row in db.execute("SELECT * FROM switchings ORDER BY rowid"):
        switching: Json = {"is_enabled": bool(row["is_enabled"]), "at": stamp(row["at"])}
        switchings.setdefault(row["schedule"], []).append(switching)
    return [
        {
            **answers.schedule(row),
            "campaign_uid": row["campaign_uid"],
            "switchings": switchings.get(row["ordinal"], []),
        }
        for row in db.execute("SELECT * FROM schedules ORDER BY ordinal")
    ]


_CALLS = """
SELECT calls.*, schedules.uid AS schedule_uid, info ->> 'phone_number' AS phone_number
FROM calls JOIN schedules ON schedules.ordinal = calls.schedule ORDER BY calls.ordinal
"""


def _calls(db: sqlite3.Connection) -> list[JsonValue]:
    attempts: dict[int, list[JsonValue]] = {}
    for row in db.execute("SELECT * FROM attempts ORDER BY call, number"):
        attempts.setdefault(row["call"], []).append(_attempt(row))
    shown = ("uid", "schedule_uid", "external_id", "phone_number", "status", "progress")
    instants = ("created_at", "updated_at", "cooldown_until")
    return [
        {
            **answers.copied(row, *shown),
            **answers.stamped(row, *instants),
            "number_call_retries": row["retries_left"],
            "attempts": attempts.get(row["ordinal"], []),
        }
        for row in db.execute(_CALLS)
    ]


def _attempt(row: sqlite3.Row) -> Json:
    instants = answers.stamped(row, "started_at", "answered_at", "ended_at")
    return answers.copied(row, "status", "outcome") | instants
