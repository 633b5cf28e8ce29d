"""Steps 3, 5 and 6: creating outbound calls, one or many, and reading them."""

import sqlite3
from collections.abc import Sequence
from functools import partial
from random import Random
from typing import cast

from pydantic import JsonValue, ValidationError

from outbound.sandbox import answers, listing
from outbound.sandbox.answers import Json
from outbound.sandbox.asked import Asked
from outbound.sandbox.bodies import WRONG_PHONE_NUMBER, Bulk, NewCall
from outbound.sandbox.campaigns import find_schedule
from outbound.sandbox.creation import insert
from outbound.sandbox.refusals import Refusal, by_field, unknown
from outbound.sandbox.world import World

PAGE, LARGEST_PAGE = 50, 100
_FAR = 10**9


def create_call(world: World, asked: Asked) -> Json:
    """Step 3A."""
    schedule = _fillable(world, asked)
    ordinal = insert(world, schedule, [asked.form(NewCall)], asked.second)
    rows = world.db.execute("SELECT * FROM calls WHERE ordinal = ?", (ordinal,)).fetchall()
    return cast("Json", answers.calls(world.db, rows)[0])


def create_calls(world: World, asked: Asked) -> Json:
    """Step 3B: the good rows are created, the others come back by index."""
    schedule, bulk = _fillable(world, asked), asked.form(Bulk)
    good, failures = _judged(bulk.outbound_calls)
    first = insert(world, schedule, good, asked.second)
    return {
        "outbound_calls": _shuffled(world, first),
        "total_count": len(bulk.outbound_calls),
        "successful_count": len(good),
        "failed_count": len(failures),
        "failures": failures,
    }


def list_calls(world: World, asked: Asked) -> list[JsonValue]:
    """Step 5."""
    schedule = find_schedule(world, asked.uid)["ordinal"]
    size = asked.number("page_size", PAGE, LARGEST_PAGE)
    skip = (asked.number("page", 1, _FAR) - 1) * size
    if asked.flag("is_test_call"):
        return []  # nothing in the guide creates a test call
    read = partial(listing.page, world.db, schedule, asked.query)
    found = answers.calls(world.db, asked.lens(listing.Page(read, skip, size, asked.second)))
    if world.lists_attempts:
        return found
    return [{**cast("Json", call), "outbound_call_attempts": []} for call in found]


def get_call(world: World, asked: Asked) -> Json:
    """Step 6."""
    select = "SELECT * FROM calls WHERE uid = ?"
    rows = world.db.execute(select, (asked.uid,)).fetchall()
    if not rows:
        raise unknown("outbound call", asked.uid)
    return cast("Json", answers.calls(world.db, rows)[0])


def _fillable(world: World, asked: Asked) -> sqlite3.Row:
    """Step 3: calls are created while the schedule is not enabled, or with `force=true`."""
    schedule = find_schedule(world, asked.uid)
    if schedule["is_enabled"] and not asked.flag("force"):
        raise Refusal(409, "schedule_enabled", "The schedule is enabled; use force=true")
    return schedule


def _judged(rows: Sequence[object]) -> tuple[list[NewCall], list[JsonValue]]:
    good: list[NewCall] = []
    failures: list[JsonValue] = []
    for index, row in enumerate(rows):
        try:
            good.append(NewCall.model_validate(row))
        except ValidationError as error:
            failures.append(_failure(index, by_field(error)))
    return good, failures


def _failure(index: int, faults: dict[str, str]) -> Json:
    if faults.get("phone_number") == WRONG_PHONE_NUMBER:
        reason = "Invalid phone number format"
    elif "Required" in faults.values():
        reason = "Missing required field"
    else:
        reason = "Invalid value"
    return {"index": index, "reason": reason, "details": dict(faults)}


def _shuffled(world: World, first: int) -> list[JsonValue]:
    """The newest calls in disorder: the guide promises no order, so nobody shall rely on one."""
    select = "SELECT uid, external_id, status, progress FROM calls WHERE ordinal >= ?"
    created: list[JsonValue] = [dict(row) for row in world.db.execute(select, (first,))]
    # S311: the same disorder from the same seed.
    Random(f"{world.seed}/bulk/{first}").shuffle(created)  # noqa: S311
    return created
