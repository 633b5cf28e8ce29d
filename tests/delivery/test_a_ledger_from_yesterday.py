"""A ledger restored from a copy knows less than has happened: what it sends again is noticed.

That is so where the copy knows the run's schedule. One from before the schedule was made knows
nothing that could be looked at: hence "within one intact ledger".
"""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from outbound.delivery.ownership import owning
from outbound.delivery.run_loop import run_to_release
from outbound.delivery.runs import get_run
from outbound.delivery.session import Sizes
from outbound.delivery.steps import Step
from outbound.ledger import ScheduleState
from tests.delivery.bench import Bench, opened_bench
from tests.delivery.wire import BULK

SIZES = Sizes(bulk=3, page=3, bulks_at_once=1)
PEOPLE = [f"P-{number}" for number in range(1, 9)]
COURSE = ["schedule", "bulk 1", "bulk 2", "bulk 3", "count", "release"]


class DiskLostError(Exception):
    """Here it ends with the ledger that is in use."""


async def lose_the_disk(bench: Bench, *, copied_before: str, lost_behind: str) -> None:
    """Let the run go on until it loses its ledger, of which a copy was taken on the way."""
    bench.session = replace(bench.session, sizes=SIZES)
    await bench.staged(len(PEOPLE))
    steps = iter(COURSE)

    async def take_until_lost(step: Step) -> None:
        name = next(steps)
        if name == copied_before:
            copy_ledger(bench.folder)
        await step.take(bench.session, await bench.run())
        if name == lost_behind:
            raise DiskLostError

    with suppress(DiskLostError):
        await run_to_release(bench.session, await bench.run(), take_until_lost)


def copy_ledger(folder: Path) -> None:
    with (
        closing(sqlite3.connect(folder / "ledger.db")) as ledger,
        closing(sqlite3.connect(folder / "yesterday.db")) as copy,
    ):
        ledger.backup(copy)


@asynccontextmanager
async def carried_on(bench: Bench) -> AsyncIterator[Bench]:
    """Another process goes on with the copy, to the end."""
    url = f"sqlite:///{bench.folder / 'yesterday.db'}"
    async with opened_bench(url, bench.folder, bench.sandbox, bench.clock) as restored:
        session = replace(restored.session, sizes=SIZES)
        async with owning(session, await restored.run()) as owned:

            async def take_it(step: Step) -> None:
                await step.take(owned, await get_run(owned, "spring"))

            await run_to_release(owned, await get_run(owned, "spring"), take_it)
        yield restored


def in_enabled_schedules(bench: Bench) -> Counter[str]:
    """How many calls each person has where calls may be made."""
    enabled = {schedule["uid"] for schedule in bench.schedules() if schedule["is_enabled"]}
    return Counter(c["external_id"] for c in bench.calls() if c["schedule_uid"] in enabled)


async def test_a_bulk_that_the_copy_knows_nothing_of_is_sent_again_and_the_count_finds_it(
    bench: Bench,
) -> None:
    await lose_the_disk(bench, copied_before="bulk 2", lost_behind="bulk 2")

    async with carried_on(bench) as restored:
        abandoned, released = await restored.ledger.schedules.of_run((await restored.run()).id)
        assert abandoned.state == ScheduleState.ABANDONED
        assert abandoned.doubted  # for it was counted
        assert released.state == ScheduleState.ENABLED
        assert (await restored.count()).is_delivered
        assert restored.wire.count(BULK) == len(["2", "3", *["1", "2", "3"]])

    filled_twice, filled_once = bench.schedules()
    assert not filled_twice["is_enabled"]
    assert not any(switching["is_enabled"] for switching in filled_twice["switchings"])
    assert filled_once["is_enabled"]
    assert in_enabled_schedules(bench) == Counter(PEOPLE)


@pytest.mark.parametrize(
    ("copied_before", "lost_behind"),
    [
        ("bulk 1", "bulk 3"),
        ("bulk 1", "release"),
        ("bulk 3", "bulk 3"),
        ("bulk 3", "count"),
        ("bulk 3", "release"),
        ("count", "release"),
    ],
)
async def test_whenever_it_was_copied_and_lost_nobody_is_twice_in_what_is_enabled_and_nobody_lost(
    bench: Bench, copied_before: str, lost_behind: str
) -> None:
    await lose_the_disk(bench, copied_before=copied_before, lost_behind=lost_behind)

    async with carried_on(bench) as restored:
        assert (await restored.count()).is_delivered
        ours = {row["external_id"]: row["call_uid"] for row in await restored.exported()}

    assert in_enabled_schedules(bench) == Counter(PEOPLE)
    called = Counter(call["external_id"] for call in bench.calls() if call["attempts"])
    assert set(called.values()) <= {1}
    truth = {call["uid"]: call["external_id"] for call in bench.calls()}
    assert {truth[uid]: uid for uid in ours.values()} == ours
