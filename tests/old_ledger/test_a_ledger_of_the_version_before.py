"""Runs that an earlier version left behind, wherever they stood, go on under their keys."""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from outbound.delivery.stopping import StoppedError
from outbound.mistakes import UserMistake
from outbound.reports import RunState, summarize
from tests.delivery.bench import Bench
from tests.delivery.wire import SWITCH
from tests.old_ledger import runs
from tests.old_ledger.runs import ADDED, ANOTHER_CLIENTS, KEYS, LATER, LAUNCHED


@pytest.fixture
async def old(tmp_path: Path) -> AsyncIterator[Bench]:
    """The old ledger, and the API as it was then."""
    async with runs.opened_ledger(runs.restored("ledger", tmp_path)) as bench:
        yield bench


def stored_request(ledger: Path, key: str) -> str:
    """The text that the ledger holds."""
    with closing(sqlite3.connect(ledger)) as database:
        query = "SELECT request FROM runs WHERE key = ?"
        return str(database.execute(query, [key]).fetchone()[0])


async def standing(bench: Bench, name: str) -> Counter[str]:
    """How many calls each person of the run has in schedules that are enabled."""
    ours = await runs.schedules_of(bench, name)
    enabled = {s["uid"] for s in bench.schedules() if s["is_enabled"]} & ours
    return Counter(c["external_id"] for c in bench.calls() if c["schedule_uid"] in enabled)


async def done_with(bench: Bench, name: str, *, is_stopped: bool) -> set[str]:
    """People who may not be called again from another schedule.

    After a stop these are all people who were called, and from day to day all who answered.
    """
    ours = await runs.schedules_of(bench, name)
    disabled = {s["uid"] for s in bench.schedules() if not s["is_enabled"]} & ours
    calls = [c for c in bench.calls() if c["schedule_uid"] in disabled and c["attempts"]]
    if not is_stopped:
        calls = [c for c in calls if any(a["answered_at"] for a in c["attempts"])]
    return {call["external_id"] for call in calls}


def answers(bench: Bench) -> Counter[str]:
    """How often each person has answered, in truth."""
    return Counter(
        call["external_id"]
        for call in bench.calls()
        for attempt in call["attempts"]
        if attempt["answered_at"]
    )


async def assert_nobody_twice_nobody_lost(
    bench: Bench, name: str, *, is_stopped: bool = False
) -> None:
    standing_now = await standing(bench, name)
    done = await done_with(bench, name, is_stopped=is_stopped)
    assert set(standing_now.values()) <= {1}
    assert not standing_now.keys() & done
    assert standing_now.keys() | done == runs.people_of(name)
    assert max(answers(bench).values(), default=0) <= 1
    counts = await bench.count(KEYS[name])
    assert counts.adds_up
    assert counts.read == runs.rows_of(name)
    assert counts.usable == len(runs.people_of(name))


@pytest.mark.parametrize("name", KEYS)
async def test_the_same_request_gets_the_same_key(old: Bench, name: str) -> None:
    assert runs.key_today(old, name) == KEYS[name]


def test_the_keys_of_a_day_are_what_they_were() -> None:
    assert runs.keys_of_a_day("a" * 64) == ["daily-59d19926ae", "served-2026-11-24-5a278675de"]


@pytest.mark.parametrize("name", KEYS)
async def test_the_same_request_is_the_same_run(old: Bench, name: str) -> None:
    again = await runs.launch_again(old, name)
    assert again == await old.run(KEYS[name])
    assert again.request == runs.REQUESTS[name]
    assert type(again.request) is type(runs.REQUESTS[name])


@pytest.mark.parametrize("name", KEYS)
async def test_another_request_under_its_key_is_turned_down(old: Bench, name: str) -> None:
    with pytest.raises(UserMistake, match=r"another request \(not the same: list options\)"):
        await runs.launch_differently(old, name)


@pytest.mark.parametrize("name", KEYS)
async def test_a_new_run_stores_the_same_request_byte_for_byte(
    old: Bench, name: str, tmp_path: Path
) -> None:
    new = tmp_path / "new" / "ledger.db"
    new.parent.mkdir()
    async with runs.opened_ledger(new) as bench:
        await runs.launch_again(bench, name)
    assert stored_request(new, KEYS[name]) == stored_request(old.folder / "ledger.db", KEYS[name])


async def test_the_runs_stand_where_they_stood(old: Bench) -> None:
    loading, added = await old.count(KEYS["loading"]), await old.count(KEYS["added"])
    assert (loading.created, loading.in_doubt, loading.sending, loading.planned) == (2, 2, 2, 1)
    assert (added.created, added.sending, added.planned) == (2, 2, 3)
    calling, stopped = await old.count(KEYS["calling"]), await old.count(KEYS["stopped"])
    assert (calling.open, calling.closed) == (4, 3)
    assert (stopped.open, stopped.closed) == (3, 4)
    assert await runs.is_waiting_for_approval(old, "approval")


@pytest.mark.parametrize("name", LAUNCHED)
async def test_it_is_resumed_and_nobody_is_twice_or_lost_in_what_is_enabled(
    old: Bench, name: str
) -> None:
    await runs.resume(old, name)
    counts = await old.count(KEYS[name])
    assert not counts.unresolved
    assert counts.held == (5 if name == "canary" else 0)  # they wait for the first two
    if name != "canary":
        await assert_nobody_twice_nobody_lost(old, name, is_stopped=name == "stopped")


@pytest.mark.parametrize("name", LAUNCHED)
async def test_it_is_followed_to_its_end(old: Bench, name: str) -> None:
    await runs.resume(old, name)
    await runs.see_through(old, name)
    await assert_nobody_twice_nobody_lost(old, name, is_stopped=name == "stopped")
    counts = await old.count(KEYS[name])
    assert counts.is_delivered
    assert counts.closed == len(runs.people_of(name))


async def test_people_not_reached_on_the_first_day_are_called_on_the_second(old: Bench) -> None:
    missed = runs.people_of("days") - answers(old).keys()
    await runs.resume(old, "days")
    await runs.see_through(old, "days")
    called_next_day = {
        call["external_id"]
        for call in old.calls()
        for attempt in call["attempts"]
        if datetime.fromisoformat(attempt["started_at"]) > LATER + timedelta(hours=12)
    }
    assert called_next_day
    assert called_next_day <= missed


@pytest.mark.parametrize("name", ADDED)
async def test_an_addition_is_resumed_and_adds_each_person_once(old: Bench, name: str) -> None:
    await runs.resume(old, name)
    stands = Counter(
        call["external_id"]
        for call in old.calls()
        if call["schedule_uid"] == ANOTHER_CLIENTS and call["external_id"] in runs.people_of(name)
    )
    assert stands == Counter(runs.people_of(name))
    counts = await old.count(KEYS[name])
    assert counts.is_delivered
    assert counts.read == runs.rows_of(name)


@pytest.mark.parametrize("name", LAUNCHED)
async def test_it_is_stopped_and_everything_is_disabled(old: Bench, name: str) -> None:
    await runs.stop_run(old, name)
    assert not await standing(old, name)
    old.clock.at += timedelta(hours=1)
    ours = await runs.schedules_of(old, name)
    dialled = [
        datetime.fromisoformat(attempt["started_at"])
        for call in old.calls()
        if call["schedule_uid"] in ours
        for attempt in call["attempts"]
    ]
    assert max(dialled, default=LATER) <= LATER
    counts = await old.count(KEYS[name])
    assert (counts.read, counts.adds_up) == (runs.rows_of(name), True)
    assert (await summarize(old.ledger, KEYS[name])).state == RunState.STOPPED


@pytest.mark.parametrize("name", ADDED)
async def test_an_addition_is_stopped_and_the_schedule_stays_as_it_is(
    old: Bench, name: str
) -> None:
    await runs.stop_run(old, name)
    assert not old.wire.count(SWITCH)


@pytest.mark.parametrize("name", KEYS)
async def test_once_stopped_it_does_not_carry_on_by_itself(old: Bench, name: str) -> None:
    await runs.stop_run(old, name)
    with pytest.raises(StoppedError):
        await runs.carry_on_unchanged(old, name)


@pytest.mark.parametrize("name", LAUNCHED)
async def test_once_stopped_it_goes_on_in_a_new_window(old: Bench, name: str) -> None:
    await runs.stop_run(old, name)
    await runs.resume(old, name)
    await runs.see_through(old, name)
    await assert_nobody_twice_nobody_lost(old, name, is_stopped=True)
    assert (await old.count(KEYS[name])).closed == len(runs.people_of(name))
