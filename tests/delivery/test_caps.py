"""A number gets no more calls than a cap allows, across all runs of the records."""

import asyncio
from datetime import timedelta

from outbound.contacts import open_list
from outbound.delivery.ownership import owning
from outbound.delivery.plan import planning
from outbound.delivery.requests import CallCap, Checks
from outbound.planning import Between
from outbound.sandbox.mix import Mix
from tests.delivery.bench import END, Bench, deliver_all, launch, rows_of, write_list
from tests.delivery.conftest import Opened

UNLUCKY = Mix(endings={"no_answer": 1})
FOUR_IN_TWO_DAYS = Checks(cap=CallCap(max_calls=4, within_hours=48))


async def deliver(bench: Bench, key: str = "spring") -> None:
    async with owning(bench.session, await bench.run(key)) as owned:
        await deliver_all(owned, key)


async def states(bench: Bench, key: str) -> list[object]:
    return [row["state"] for row in await bench.exported(key)]


async def retries(bench: Bench, key: str) -> list[list[int]]:
    segments = await bench.ledger.segments.of_run((await bench.run(key)).id)
    return [segment.retry_intervals for segment in segments]


async def test_without_earlier_calls_everybody_is_called(bench: Bench) -> None:
    await bench.staged(2, checks=FOUR_IN_TWO_DAYS)
    await deliver(bench)
    assert await states(bench, "spring") == ["created", "created"]


async def test_who_may_get_four_calls_in_another_run_is_not_called(bench: Bench) -> None:
    await bench.staged(2, "spring", retry_intervals=[300, 300, 300])
    await deliver(bench)
    await bench.staged(3, "summer", checks=FOUR_IN_TWO_DAYS)
    assert await states(bench, "summer") == ["suppressed", "suppressed", "planned"]
    (first, *_) = await bench.exported("summer")
    assert first["reason"] == ("other calls to its number reach the cap of 4 within 48 hours")


async def test_who_has_calls_left_is_called_that_often(bench: Bench) -> None:
    await bench.staged(1, "spring", retry_intervals=[])
    await deliver(bench)
    await bench.staged(2, "summer", retry_intervals=[60, 120, 180, 240], checks=FOUR_IN_TWO_DAYS)
    assert await retries(bench, "summer") == [[60, 120], [60, 120, 180]]


async def test_calls_that_were_made_count_until_the_time_is_over(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.released(1, retry_intervals=[300, 300, 300])
    await bench.follow()
    (call,) = bench.calls()
    assert len(call["attempts"]) == 4
    await bench.staged(1, "summer", checks=FOUR_IN_TWO_DAYS)
    assert await states(bench, "summer") == ["suppressed"]
    later = END + timedelta(days=2)
    bench.at(later)
    window = Between(starts_at=later, ends_at=later + timedelta(hours=1))
    await bench.staged(1, "autumn", checks=FOUR_IN_TWO_DAYS, window=window)
    assert await states(bench, "autumn") == ["planned"]


async def test_of_two_runs_at_once_only_one_passes_the_cap(bench: Bench) -> None:
    for key in ("spring", "summer"):
        await bench.staged(5, key, retry_intervals=[60, 60, 60], checks=FOUR_IN_TWO_DAYS)
    await asyncio.gather(deliver(bench, "spring"), deliver(bench, "summer"))
    fates = zip(await states(bench, "spring"), await states(bench, "summer"), strict=True)
    assert {frozenset(pair) for pair in fates} == {frozenset(["created", "suppressed"])}


async def test_two_people_of_one_number_share_its_calls(bench: Bench) -> None:
    path = bench.folder / "list.csv"
    path.write_text(
        "external_id,phone_number,first_name,last_name\n"
        "P-1,+812000000001,Iris,Inkwater\nP-2,+812000000001,Oliver,Inkwater\n"
    )
    run = await bench.begun(retry_intervals=[60, 60, 60], checks=FOUR_IN_TWO_DAYS)
    await bench.read(run, path)
    await deliver(bench)
    assert await states(bench, "spring") == ["created", "suppressed"]
    assert (await bench.count()).is_delivered


async def test_a_plan_heeds_the_cap_and_writes_nothing_to_the_records(bench: Bench) -> None:
    await bench.staged(2, "spring", retry_intervals=[60])
    await deliver(bench)
    asked = launch(checks=FOUR_IN_TWO_DAYS, retry_intervals=[60, 60, 60])
    path = write_list(bench.folder / "plan.csv", rows_of(3))
    async with planning(bench.session, asked, open_list(path)) as (at, run):
        segments = await at.ledger.segments.of_run(run.id)
        assert [segment.retry_intervals for segment in segments] == [[60], [60, 60, 60]]
    two = Checks(cap=CallCap(max_calls=2, within_hours=48))
    asked = launch(checks=two, retry_intervals=[])
    async with planning(bench.session, asked, open_list(path)) as (at, run):
        assert (await at.ledger.count(run.id)).suppressed == 2
    assert [run.key for run in await bench.ledger.runs.newest()] == ["spring"]
