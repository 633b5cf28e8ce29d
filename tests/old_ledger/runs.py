"""The runs of the old ledger, and today's code at work on them: only here does a test call it.

`make.py.txt` says how `ledger.sql` and `sandbox.sql` were written.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import time, timedelta
from pathlib import Path

from outbound.contacts import open_list
from outbound.delivery import canary
from outbound.delivery.admission import admit
from outbound.delivery.keys import default_key, key_of_day
from outbound.delivery.next_window import has_more_days, is_any_day_over
from outbound.delivery.ownership import owning
from outbound.delivery.requests import (
    Addition,
    Canary,
    Checks,
    ExistingCampaign,
    Launch,
    Request,
    SingleAddition,
    SingleLaunch,
)
from outbound.delivery.resuming import carry_on, give_window
from outbound.delivery.runs import Run, waits_for_approval
from outbound.delivery.session import Session, Sizes
from outbound.delivery.single_calls import digest_of
from outbound.delivery.staging import open_run, stage
from outbound.delivery.stopping import stop
from outbound.delivery.tracking import sweep
from outbound.planning import AllowedHours, Between, InWords, OnTheDay
from outbound.sandbox import CAMPAIGN_UID, Sandbox
from outbound.sandbox.mix import Mix
from tests.delivery.bench import END, Bench, deliver_all, opened_bench, write_list
from tests.sandbox.caller import START, ManualClock

PEOPLE = 7
"""People of each list who can be called; two more rows cannot be used."""
ROWS = PEOPLE + 2
NAMES = ("staged", "loading", "calling", "stopped", "approval", "days", "canary", "added")
JANE = {
    "first_name": "Jane",
    "last_name": "Doe",
    "phone_number": "+812000009001",
    "external_id": "",
}
JOHN = {
    "first_name": "John",
    "last_name": "Doe",
    "phone_number": "+812000009002",
    "external_id": "",
}
ANOTHER_CLIENTS = "ae2a1761-898f-4305-8827-90279aeca9b5"
"""The uid of the schedule that is not ours. One call that is not ours stands in it."""

LATER = START + timedelta(minutes=15)
"""When today's code comes: three minutes after the old code wrote its last word."""
_DAY = timedelta(days=1)
_NEXT_DAY = Between(starts_at=START + _DAY, ends_at=END + _DAY)
_SIZES = Sizes(bulk=2, page=3, bulks_at_once=1)
_MIX = Mix(endings={"answered": 2, "no_answer": 1}, talk_seconds=(40, 60))
_LINES = 2

KEYS = {
    "staged": "staged-b3507bc54f",
    "loading": "loading-fb8a507796",
    "calling": "calling-a1a9e6e9d6",
    "stopped": "stopped-f76cb85143",
    "approval": "approval-bab94b0a81",
    "days": "days-610fd340d5",
    "canary": "canary-17ee26d6de",
    "single": "one-person-403800face",
    "added": "added-aca518f1fb",
    "single_added": "one-person-e7e9826d8e",
}
"""The keys that the old code made, by what each run is."""
ADDED = ("added", "single_added")
LAUNCHED = tuple(name for name in KEYS if name not in ADDED)

_SINGLE = {"single": JANE, "single_added": JOHN}
_MADE_IDS = {"single": "ob-ec4242b4a62525994899ce6b", "single_added": "ob-e01d8f6d3b1b15b32d2b7a69"}
"""The external ids that the old code made for people without one."""


_CAMPAIGN = ExistingCampaign(campaign_uid=CAMPAIGN_UID)
_WINDOW = Between(starts_at=START, ends_at=END)
_HOURS = AllowedHours(hours="00:00-24:00")


def _launch(name: str, **changes: object) -> Launch:
    asked: dict[str, object] = {
        "contacts": f"{name}.csv",
        "campaign": _CAMPAIGN,
        "window": _WINDOW,
        "allowed": _HOURS,
        "retry_intervals": [300],
    }
    return Launch.model_validate(asked | changes)


_TWO_DAYS = InWords(windows=["2026-11-24 09:00-12:00 UTC", "2026-11-25 09:00-12:00 UTC"])

REQUESTS: dict[str, Request] = {
    "staged": _launch("staged"),
    "loading": _launch("loading"),
    "calling": _launch("calling"),
    "stopped": _launch("stopped"),
    "approval": _launch("approval", checks=Checks(approve=True)),
    "days": _launch("days", window=_TWO_DAYS),
    "canary": _launch("canary", checks=Checks(canary=Canary(first=2))),
    "single": SingleLaunch(campaign=_CAMPAIGN, window=_WINDOW, allowed=_HOURS, retry_intervals=[]),
    "added": Addition(contacts="added.csv", schedule_uid=ANOTHER_CLIENTS),
    "single_added": SingleAddition(schedule_uid=ANOTHER_CLIENTS),
}
"""The request of each run, asked today."""


def restored(name: str, folder: Path) -> Path:
    """The database that was dumped under this name."""
    path = folder / f"{name}.db"
    text = Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as database:
        database.executescript(text)
    return path


def _write_lists(folder: Path) -> None:
    for number, name in enumerate(NAMES):
        people = [
            [f"{name}-{n}", f"+8120{1000 * number + n:08}", "Jane", f"Doe {n}"]
            for n in range(1, PEOPLE + 1)
        ]
        write_list(
            folder / f"{name}.csv", [*people, [f"{name}-none", "", "Jane", "Doe"], people[0]]
        )


@asynccontextmanager
async def opened_ledger(ledger: Path) -> AsyncIterator[Bench]:
    """This ledger, beside it the lists, and the API as the old code left it."""
    folder = ledger.parent
    _write_lists(folder)
    clock, database = ManualClock(LATER), restored("sandbox", folder)
    sandbox = Sandbox(clock=clock, database=database, lines=_LINES, mix=_MIX)
    async with opened_bench(f"sqlite:///{ledger}", folder, sandbox, clock) as bench:
        bench.use(_SIZES)
        yield bench
    sandbox.close()


def people_of(name: str) -> set[str]:
    """The external ids of the people of the run who can be called."""
    if name in _SINGLE:
        return {_MADE_IDS[name]}
    return {f"{name}-{n}" for n in range(1, PEOPLE + 1)}


def rows_of(name: str) -> int:
    """How many rows the run's list has."""
    return 1 if name in _SINGLE else ROWS


def _digest(bench: Bench, name: str) -> str:
    if name in _SINGLE:
        return digest_of(_SINGLE[name])
    return open_list(bench.folder / f"{name}.csv").digest


def key_today(bench: Bench, name: str) -> str:
    """The key that the same request gets today, without one of its own."""
    return default_key(REQUESTS[name], _digest(bench, name))


def keys_of_a_day(digest: str) -> list[str]:
    """The keys of hours of the day: one of a list with this digest, one of a deployment."""
    hours = OnTheDay(from_time=time(9), until_time=time(12), time_zone="Asia/Tokyo")
    asked = _launch("daily", window=hours)
    return [
        default_key(asked, digest, day=START.date()),
        key_of_day("served", asked, START.date()),
    ]


async def launch_again(bench: Bench, name: str) -> Run:
    """Ask for the same once more; gives the run that this is."""
    return await open_run(
        bench.session,
        key=key_today(bench, name),
        asked=REQUESTS[name],
        list_digest=_digest(bench, name),
        window=None,
    )


async def launch_differently(bench: Bench, name: str) -> None:
    """Ask for something else under the key of the run."""
    options = REQUESTS[name].list_options.model_copy(update={"region": "JP"})
    await open_run(
        bench.session,
        key=KEYS[name],
        asked=REQUESTS[name].model_copy(update={"list_options": options}),
        list_digest=_digest(bench, name),
        window=None,
    )


async def is_waiting_for_approval(bench: Bench, name: str) -> bool:
    return waits_for_approval(await bench.run(KEYS[name]), await bench.record(KEYS[name]))


async def resume(bench: Bench, name: str) -> None:
    """Carry on until all calls may be made, as `outbound resume` does; a stopped run, next day.

    The plan of a run that waits for approval is approved of.
    """
    before, run = await bench.record(KEYS[name]), await bench.run(KEYS[name])
    async with owning(bench.session, run) as owned:
        if before.stop_wished_at is None:
            await carry_on(owned, run)
        else:
            await give_window(owned, before, _NEXT_DAY)
        record = await bench.record(run.key)
        if record.staged_at is None:
            await stage(owned, run, open_list(bench.folder / f"{name}.csv"))
        was_admitted = record.admitted_at is not None
        await admit(owned, run, allow_overlap=name in ADDED, again=was_admitted, anew=True)
        if waits_for_approval(run, record):
            await owned.ledger.runs.approved(run.id, at=owned.clock.now())
        await deliver_all(owned, run.key)


async def carry_on_unchanged(bench: Bench, name: str) -> None:
    """Carry on in the window that the run has."""
    run = await bench.run(KEYS[name])
    async with owning(bench.session, run) as owned:
        await carry_on(owned, run)


async def see_through(bench: Bench, name: str) -> None:
    """Follow the calls to their end, past the trial, day after day, as the flows do."""
    run = await bench.run(KEYS[name])
    async with owning(bench.session, run) as owned:
        while True:
            await _follow(bench, owned, run)
            if await canary.is_pending(owned, run):
                await canary.judge(owned, run)
            elif not await has_more_days(owned, run):
                return
            await deliver_all(owned, run.key)


async def _follow(bench: Bench, owned: Session, run: Run) -> None:
    """Sweep until every call is over, or the day is."""
    while True:
        swept = await sweep(owned, run)
        if swept.is_last or await is_any_day_over(owned, run):
            return
        bench.clock.at += timedelta(minutes=30)


async def stop_run(bench: Bench, name: str) -> None:
    """Stop it, as `outbound stop` does."""
    async for stopped in stop(bench.session, await bench.run(KEYS[name])):
        assert stopped.problem is None


async def schedules_of(bench: Bench, name: str) -> set[str]:
    """The uids of the schedules that the run has made."""
    run = await bench.run(KEYS[name])
    known = await bench.ledger.schedules.of_run(run.id)
    return {schedule.uid for schedule in known if schedule.ours and schedule.uid is not None}
