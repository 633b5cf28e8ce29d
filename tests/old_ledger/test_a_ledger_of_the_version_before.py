"""Runs that an earlier version has left, wherever they stood, go on under the keys they had.

`make.py.txt` says how `ledger.sql` and `sandbox.sql` were written.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from outbound.contacts import open_list
from outbound.delivery.keys import default_key
from outbound.delivery.ownership import owning
from outbound.delivery.requests import (
    Addition,
    Canary,
    Checks,
    ExistingCampaign,
    Launch,
    Request,
    SingleLaunch,
)
from outbound.delivery.resuming import carry_on, give_window
from outbound.delivery.runs import Run, get_run, waits_for_approval
from outbound.delivery.session import Sizes
from outbound.delivery.single_calls import digest_of
from outbound.delivery.staging import open_run
from outbound.delivery.stopping import disable_schedules, request_stop
from outbound.planning import AllowedHours, Between, InWords
from outbound.reports import RunState, summarize
from outbound.sandbox import CAMPAIGN_UID, Sandbox
from tests.delivery.bench import END, Bench, deliver_all, opened_bench, write_list
from tests.sandbox.caller import START, ManualClock

HERE = Path(__file__).parent
PEOPLE = 5
NAMES = ("staged", "loading", "calling", "stopped", "approval", "days", "canary", "more")
PERSON = {"phone_number": "+812000009001", "first_name": "Jane", "last_name": "Doe"}
OTHER_CLIENTS_SCHEDULE = "08c8f276-ff7b-4aca-934d-1003394a55b1"
BETWEEN = Between(starts_at=START, ends_at=END)
NEXT_DAY = Between(starts_at=START + timedelta(days=1), ends_at=END + timedelta(days=1))
TWO_DAYS = InWords(windows=["2026-11-24 09:00-12:00 UTC", "2026-11-25 09:00-12:00 UTC"])
HOURS = AllowedHours(hours="00:00-24:00")
CAMPAIGN = ExistingCampaign(campaign_uid=CAMPAIGN_UID)

KEYS = {
    "staged": "staged-c46982a53c",
    "approval": "approval-595fa6df48",
    "loading": "loading-d7f58d1864",
    "calling": "calling-2d15530c8d",
    "stopped": "stopped-7622773475",
    "days": "days-07b7d75b3a",
    "canary": "canary-d3b2e371a7",
    "single": "one-person-568fd92d13",
    "more": "more-6a1d54405a",
}
"""By what each run is; these are the keys that the version before made."""


def launch(name: str, **changes: object) -> Launch:
    asked: dict[str, object] = {
        "contacts": f"{name}.csv",
        "campaign": CAMPAIGN,
        "window": BETWEEN,
        "allowed": HOURS,
        "retry_intervals": [],
    }
    return Launch.model_validate(asked | changes)


REQUESTS: dict[str, Request] = {
    "staged": launch("staged"),
    "approval": launch("approval", checks=Checks(approve=True)),
    "loading": launch("loading"),
    "calling": launch("calling"),
    "stopped": launch("stopped"),
    "days": launch("days", window=TWO_DAYS),
    "canary": launch("canary", checks=Checks(canary=Canary(first=2))),
    "single": SingleLaunch(campaign=CAMPAIGN, window=BETWEEN, allowed=HOURS, retry_intervals=[]),
    "more": Addition(contacts="more.csv", schedule_uid=OTHER_CLIENTS_SCHEDULE),
}
"""What each of them was begun with, asked for today."""

OURS = [name for name in KEYS if name != "more"]


def restored(name: str, folder: Path) -> Path:
    path = folder / f"{name}.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript((HERE / f"{name}.sql").read_text())
    return path


@pytest.fixture
async def old(tmp_path: Path) -> AsyncIterator[Bench]:
    """The old ledger, the API as it was then, and the lists."""
    for first, name in enumerate(NAMES):
        rows = [
            [f"{name}-{n}", f"+8120{1000 * first + n:08}", "Jane", f"Doe {n}"]
            for n in range(1, PEOPLE + 1)
        ]
        write_list(tmp_path / f"{name}.csv", rows)
    ledger, clock = restored("ledger", tmp_path), ManualClock()
    clock.at = START - timedelta(hours=2) + timedelta(minutes=10)
    sandbox = Sandbox(clock=clock, database=str(restored("sandbox", tmp_path)))
    async with opened_bench(f"sqlite:///{ledger}", tmp_path, sandbox, clock) as bench:
        bench.session = replace(bench.session, sizes=Sizes(bulk=2, page=3, bulks_at_once=1))
        yield bench
    sandbox.close()


def digest(bench: Bench, name: str) -> str:
    return digest_of(PERSON) if name == "single" else open_list(bench.folder / f"{name}.csv").digest


async def run_of(bench: Bench, name: str) -> Run:
    return await get_run(bench.session, KEYS[name])


async def uids(bench: Bench, name: str) -> set[str]:
    run = await run_of(bench, name)
    return {str(s.uid) for s in await bench.ledger.schedules.of_run(run.id)}


async def in_what_is_enabled(bench: Bench, name: str) -> Counter[str]:
    """How many calls each person of the run has where calls may be made."""
    ours = await uids(bench, name)
    enabled = {s["uid"] for s in bench.schedules() if s["is_enabled"]} & ours
    return Counter(c["external_id"] for c in bench.calls() if c["schedule_uid"] in enabled)


@pytest.mark.parametrize("name", KEYS)
async def test_the_same_request_today_has_the_same_key_and_is_the_same_run(
    old: Bench, name: str
) -> None:
    asked = REQUESTS[name]
    assert default_key(asked, digest(old, name)) == KEYS[name]
    again = await open_run(
        old.session, key=KEYS[name], asked=asked, list_digest=digest(old, name), window=None
    )
    assert again == await run_of(old, name)
    assert again.request == asked
    assert type(again.request) is type(asked)


@pytest.mark.parametrize("name", KEYS)
async def test_the_same_request_today_is_stored_byte_for_byte_as_it_was(
    old: Bench, name: str
) -> None:
    record = await old.record(KEYS[name])
    assert json.dumps(REQUESTS[name].model_dump(mode="json")) == json.dumps(record.request)


@pytest.mark.parametrize("name", OURS)
async def test_it_is_carried_on_with_to_the_end(old: Bench, name: str) -> None:
    run = await run_of(old, name)
    async with owning(old.session, run) as owned:
        if name == "stopped":
            await give_window(owned, await old.record(run.key), NEXT_DAY)
        else:
            await carry_on(owned, run)
        if name == "canary":  # a person has seen how the first two went
            await old.ledger.runs.canary_passed(run.id, at=old.clock.now())
        await deliver_all(owned, run.key)
    counts = await old.count(run.key)
    assert counts.is_delivered
    people = 1 if name == "single" else PEOPLE
    standing = await in_what_is_enabled(old, name)
    assert (len(standing), set(standing.values())) == (people, {1})


async def test_a_list_that_was_being_added_is_added_to_the_end(old: Bench) -> None:
    run = await run_of(old, "more")
    async with owning(old.session, run) as owned:
        await deliver_all(owned, run.key)
    stands = [c["external_id"] for c in old.calls() if c["schedule_uid"] == OTHER_CLIENTS_SCHEDULE]
    assert Counter(stands) == Counter(f"more-{n}" for n in range(1, PEOPLE + 1))


@pytest.mark.parametrize("name", OURS)
async def test_it_is_stopped(old: Bench, name: str) -> None:
    run = await run_of(old, name)
    await request_stop(old.session, run)
    assert (await disable_schedules(old.session, run)).problem is None
    assert not await in_what_is_enabled(old, name)
    summary = await summarize(old.ledger, run.key)
    assert summary.state == RunState.STOPPED
    assert summary.rows.read == (1 if name == "single" else PEOPLE)


async def test_the_one_that_waits_for_approval_still_does(old: Bench) -> None:
    run = await run_of(old, "approval")
    assert waits_for_approval(run, await old.record(run.key))
