"""Steps 1, 2 and 4: call flows, campaigns and schedules."""

import json
import sqlite3
from uuid import uuid4

from pydantic_core import from_json

from outbound.sandbox import answers
from outbound.sandbox.answers import Json
from outbound.sandbox.asked import Asked
from outbound.sandbox.bodies import NewCampaign, NewSchedule, Switch
from outbound.sandbox.instants import written
from outbound.sandbox.recovery import hot_schedule
from outbound.sandbox.refusals import unknown
from outbound.sandbox.world import World

_NEW_SCHEDULE = """
INSERT INTO schedules (uid, campaign_uid, name, starts_at, ends_at, retry_type, retry_intervals,
    is_enabled, created_at, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?) RETURNING *
"""


def get_call_flow(world: World, asked: Asked) -> Json:
    """Step 1's note: an existing call flow, for its campaign."""
    return dict(_found(world, "call_flows", "call flow", asked.uid))


def create_campaign(world: World, asked: Asked) -> Json:
    """Step 1."""
    new, uid = asked.form(NewCampaign), str(uuid4())
    values = (uid, new.name, new.type, new.is_enabled, asked.second, asked.second)
    with world.db:
        world.db.execute("INSERT INTO campaigns VALUES (?, ?, ?, ?, ?, ?)", values)
    return answers.campaign(_found(world, "campaigns", "campaign", uid))


def create_schedule(world: World, asked: Asked) -> Json:
    """Step 2: a schedule is created disabled."""
    campaign = _found(world, "campaigns", "campaign", asked.uid)
    new = asked.form(NewSchedule)
    window = written(new.starts_at), written(new.ends_at)
    retries = new.retry_type, json.dumps(new.retry_intervals)
    values = (
        str(uuid4()),
        campaign["uid"],
        new.name,
        *window,
        *retries,
        asked.second,
        asked.second,
    )
    with world.db:
        row: sqlite3.Row = world.db.execute(_NEW_SCHEDULE, values).fetchone()
    world.dialer.know(hot_schedule(row), asked.second)
    return answers.schedule(row)


def switch_schedule(world: World, asked: Asked) -> Json:
    """Step 4: enable or disable."""
    ordinal = find_schedule(world, asked.uid)["ordinal"]
    enabled = asked.form(Switch).is_enabled
    with world.db:
        world.db.execute(
            "UPDATE schedules SET is_enabled = ?, updated_at = ? WHERE ordinal = ?",
            (enabled, asked.second, ordinal),
        )
        world.db.execute(
            "INSERT INTO switchings VALUES (?, ?, ?)", (ordinal, enabled, asked.second)
        )
    world.dialer.switch(ordinal, asked.second, enabled=enabled)
    return answers.schedule(find_schedule(world, asked.uid))


def disables(body: bytes) -> bool:
    """Whether the body of step 4 is one that disables."""
    try:
        switch = from_json(body)
    except ValueError:
        return False
    return isinstance(switch, dict) and switch.get("is_enabled") is False


def find_schedule(world: World, uid: str) -> sqlite3.Row:
    """The schedule with this uid.

    Raises:
        Refusal: 404.
    """
    return _found(world, "schedules", "schedule", uid)


_SELECTS = {
    "call_flows": "SELECT * FROM call_flows WHERE uid = ?",
    "campaigns": "SELECT * FROM campaigns WHERE uid = ?",
    "schedules": "SELECT * FROM schedules WHERE uid = ?",
}


def _found(world: World, table: str, thing: str, uid: str) -> sqlite3.Row:
    row: sqlite3.Row | None = world.db.execute(_SELECTS[table], (uid,)).fetchone()
    if row is None:
        raise unknown(thing, uid)
    return row
