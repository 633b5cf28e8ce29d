"""Who is not to be called is set aside, whenever that becomes known before the release."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from outbound.contacts import ListOptions, open_list
from outbound.delivery.counting import count_calls
from outbound.delivery.lists import Lists
from outbound.delivery.ownership import owning
from outbound.delivery.release import release
from outbound.delivery.requests import Addition, Checks
from outbound.delivery.run_loop import run_to_release
from outbound.delivery.runs import get_run
from outbound.delivery.session import Sizes
from outbound.delivery.staging import open_run
from outbound.delivery.steps import CountCalls, EnableSchedule, Step
from outbound.ledger import ScheduleState
from outbound.ledger.database import LedgerError
from outbound.mistakes import UserMistake
from outbound.sandbox.mix import Mix
from tests.delivery.bench import END, Bench, deliver_all, rows_of, write_list
from tests.delivery.conftest import Opened
from tests.delivery.test_a_ledger_that_fails import tell_ledger
from tests.delivery.test_carrying_on import NEXT_DAY, resume_in, stop
from tests.ledger.columns import set_schedule
from tests.sandbox.caller import START

KEY = "spring"

NO_NUMBER_CAN_BE_ADDED = """
CREATE TRIGGER no_number_can_be_added BEFORE INSERT ON suppressed_numbers
BEGIN SELECT RAISE(ABORT, 'it fails'); END
"""


def number(person: int) -> str:
    return f"+8120{person:08}"


async def never_call(bench: Bench, *people: int) -> None:
    numbers = [number(person) for person in people]
    await bench.ledger.suppressions.add(numbers, reason="asked not to be called", now=START)


async def remove(bench: Bench, person: int) -> None:
    run = await bench.run()
    assert await bench.ledger.suppressions.withdraw(run.id, f"P-{person}", now=START)


async def deliver(bench: Bench, before_release: Callable[[], Awaitable[None]] | None = None) -> int:
    """How many times the course came as far as the release."""
    releases = 0
    async with owning(bench.session, await bench.run()) as owned:

        async def taking(step: Step) -> None:
            nonlocal releases
            if isinstance(step, EnableSchedule):
                releases += 1
                if releases == 1 and before_release is not None:
                    await before_release()
            await step.take(owned, await get_run(owned, KEY))

        await run_to_release(owned, await get_run(owned, KEY), taking)
    return releases


def in_what_is_enabled(bench: Bench) -> list[str]:
    enabled = {schedule["uid"] for schedule in bench.schedules() if schedule["is_enabled"]}
    return sorted(c["external_id"] for c in bench.calls() if c["schedule_uid"] in enabled)


async def test_a_number_on_the_list_is_never_sent(bench: Bench) -> None:
    await never_call(bench, 2)
    await bench.staged(3)
    await deliver(bench)
    assert in_what_is_enabled(bench) == ["P-1", "P-3"]
    (_, second, _) = await bench.exported()
    assert (second["state"], second["reason"]) == ("suppressed", "asked not to be called")
    counts = await bench.count()
    assert (counts.suppressed, counts.created, counts.adds_up) == (1, 2, True)


async def test_a_number_that_is_put_on_the_list_before_its_bulk_has_left_is_never_sent(
    bench: Bench,
) -> None:
    await bench.staged(3)
    await never_call(bench, 2)
    assert await deliver(bench) == 1, "no schedule was filled in vain"
    assert [call["external_id"] for call in bench.calls()] == ["P-1", "P-3"]
    assert (await bench.count()).suppressed == 1


async def test_nor_is_it_added_to_a_schedule_that_is_somebody_elses(bench: Bench) -> None:
    theirs = await bench.released(1)
    path = write_list(bench.folder / "more.csv", rows_of(4)[2:])
    asked = Addition(contacts="more.csv", schedule_uid=theirs.uid or "", force=True)
    run = await open_run(
        bench.session, key="more", asked=asked, list_digest=open_list(path).digest, window=None
    )
    await bench.read(run, path)
    await never_call(bench, 3)
    await deliver_all(bench.session, "more")
    assert [call["external_id"] for call in bench.calls()] == ["P-1", "P-4"]
    assert [row["state"] for row in await bench.exported("more")] == ["suppressed", "created"]


async def test_a_number_that_is_put_on_the_list_just_before_the_release_is_not_called(
    bench: Bench,
) -> None:
    await bench.staged(3)
    assert await deliver(bench, lambda: never_call(bench, 2)) == 2
    assert in_what_is_enabled(bench) == ["P-1", "P-3"]
    assert (await bench.count()).is_delivered


async def test_whoever_is_removed_before_the_release_is_not_called(bench: Bench) -> None:
    await bench.staged(3)
    await deliver(bench, lambda: remove(bench, 3))
    assert in_what_is_enabled(bench) == ["P-1", "P-2"]
    assert [row["state"] for row in await bench.exported()] == ["created", "created", "suppressed"]


async def test_whoever_is_removed_before_they_are_sent_is_never_sent(bench: Bench) -> None:
    await bench.staged(2)
    await remove(bench, 1)
    await deliver(bench)
    assert [call["external_id"] for call in bench.calls()] == ["P-2"]


async def test_removing_somebody_after_the_release_says_that_it_is_too_late(bench: Bench) -> None:
    await bench.released(2)
    withdrawn = await bench.ledger.suppressions.withdraw((await bench.run()).id, "P-1", now=START)
    assert withdrawn is not None
    assert withdrawn.may_ring


async def test_a_number_for_which_the_list_comes_too_late_names_the_run(bench: Bench) -> None:
    too_late_for = bench.ledger.suppressions.too_late_for
    schedule = await bench.loaded(2)
    assert await too_late_for([number(1)], now=START) == set()
    assert await count_calls(bench.session, schedule)
    await release(bench.session, await bench.run(), await bench.schedule())
    assert await too_late_for([number(1), number(9)], now=START) == {KEY}
    assert await too_late_for([number(9)], now=START) == set()
    assert await too_late_for([number(1)], now=END) == set()


async def test_whoever_is_put_on_the_list_after_a_stop_is_left_out_of_the_next_window(
    opened: Opened,
) -> None:
    bench = await opened(lines=1)
    await bench.released(3)
    await stop(bench)
    assert await bench.ledger.suppressions.too_late_for([number(3)], now=START) == set()
    await never_call(bench, 3)
    await resume_in(bench, NEXT_DAY)
    assert in_what_is_enabled(bench) == ["P-2"], "P-1 was called before the stop"


async def test_whoever_has_come_into_a_file_by_then_is_left_out_of_the_next_window(
    opened: Opened,
) -> None:
    bench = await opened(lines=1)
    file = bench.folder / "dnc.csv"
    file.write_text(f"phone_number\n{number(9)}\n")
    await bench.released(3, checks=Checks(suppress=["dnc.csv"]))
    await stop(bench)
    file.write_text(f"phone_number\n{number(3)}\n")
    await resume_in(bench, NEXT_DAY)
    assert in_what_is_enabled(bench) == ["P-2"], "P-1 was called before the stop"


async def test_nobody_can_be_removed_who_is_not_in_the_run(bench: Bench) -> None:
    await bench.staged(1)
    run = await bench.run()
    assert await bench.ledger.suppressions.withdraw(run.id, "P-9", now=START) is None


async def test_a_release_that_comes_just_behind_a_removal_releases_nobody(bench: Bench) -> None:
    schedule = await bench.loaded(2)
    await set_schedule(bench.ledger, schedule.id, state=ScheduleState.READY)
    await remove(bench, 1)
    await release(bench.session, await bench.run(), await bench.schedule())
    assert in_what_is_enabled(bench) == []


async def test_people_may_be_removed_one_after_another_as_often_as_one_likes(bench: Bench) -> None:
    await bench.staged(8)
    people = iter(range(1, 7))

    async with owning(bench.session, await bench.run()) as owned:

        async def taking(step: Step) -> None:
            if isinstance(step, EnableSchedule) and (person := next(people, None)):
                await remove(bench, person)
            await step.take(owned, await get_run(owned, KEY))

        await run_to_release(owned, await get_run(owned, KEY), taking)
    assert in_what_is_enabled(bench) == ["P-7", "P-8"]


async def test_only_the_part_with_somebody_who_is_removed_is_filled_again(bench: Bench) -> None:
    bench.use(Sizes(bulk=2, schedule=2))
    await bench.staged(4)
    async with owning(bench.session, await bench.run()) as owned:

        async def taking(step: Step) -> None:
            if isinstance(step, CountCalls):
                await remove(bench, 3)
            await step.take(owned, await get_run(owned, KEY))

        await run_to_release(owned, await get_run(owned, KEY), taking)
    assert in_what_is_enabled(bench) == ["P-1", "P-2", "P-4"]
    assert len(bench.schedules()) == 3


async def test_a_list_of_a_file_holds_for_the_runs_that_heed_it(bench: Bench) -> None:
    for key in ("spring", "summer"):
        await bench.begun(key)
    run = await bench.run("spring")
    suppressions = bench.ledger.suppressions
    list_id = await suppressions.begin_file(run.id, name="dnc.csv", digest="d" * 64, now=START)
    assert list_id is not None
    await suppressions.fill_file(list_id, [number(1)], reason="stands in dnc.csv", now=START)
    await suppressions.end_file(list_id, now=START)
    await bench.staged(2, "spring")
    await bench.staged(2, "summer")
    assert [row["state"] for row in await bench.exported("spring")] == ["suppressed", "planned"]
    assert [row["state"] for row in await bench.exported("summer")] == ["planned", "planned"]


async def test_a_files_list_is_read_into_the_records_once(bench: Bench) -> None:
    run = await bench.begun()
    begin = bench.ledger.suppressions.begin_file
    list_id = await begin(run.id, name="dnc.csv", digest="d" * 64, now=START)
    assert await begin(run.id, name="dnc.csv", digest="d" * 64, now=START) == list_id
    await bench.ledger.suppressions.end_file(list_id or 0, now=START)
    assert await begin(run.id, name="other.csv", digest="d" * 64, now=START) is None


async def test_a_list_without_country_codes_is_read_anew_in_another_country(bench: Bench) -> None:
    (bench.folder / "dnc.csv").write_text("phone_number\n0761234567\n")
    checks = Checks(suppress=["dnc.csv"])
    for region, listed in (("DE", "+49761234567"), ("JP", "+81761234567")):
        run = await bench.begun(region, checks=checks, list_options=ListOptions(region=region))
        path = bench.folder / f"{region}.csv"
        path.write_text(f"phone_number,first_name,last_name\n{listed},Ada,Sato\n")
        await bench.read(run, path)
        assert [row["state"] for row in await bench.exported(region)] == ["suppressed"]


async def test_a_number_can_be_put_on_the_list_and_taken_off_it(bench: Bench) -> None:
    later = START + timedelta(days=1)
    suppressions = bench.ledger.suppressions
    assert await suppressions.add([number(1), number(2)], reason="asked", now=START) == 2
    assert await suppressions.add([number(1)], reason="again", now=later) == 0
    assert await suppressions.remove([number(2), number(9)]) == 1
    (portion,) = [portion async for portion in suppressions.in_portions()]
    assert [(s.phone_number, s.reason) for s in portion] == [(number(1), "asked")]


async def test_whoever_asks_for_it_in_a_call_is_never_called_again(opened: Opened) -> None:
    says = {"Do not call": 1.0}
    bench = await opened(mix=Mix(endings={"answered": 1}, outcomes=says))
    bench.session = replace(bench.session, do_not_call=frozenset({"donotcall"}))
    await bench.released(2)
    await bench.follow()
    await bench.staged(3, "summer")
    first, second, third = await bench.exported("summer")
    assert (first["state"], second["state"], third["state"]) == (
        "suppressed",
        "suppressed",
        "planned",
    )
    assert first["reason"] == "a call ended with Do not call"


async def test_whoever_asks_for_it_is_put_on_the_list_although_the_records_failed_just_then(
    opened: Opened,
) -> None:
    says = {"Do not call": 1.0}
    bench = await opened(mix=Mix(endings={"answered": 1}, outcomes=says))
    bench.session = replace(bench.session, do_not_call=frozenset({"donotcall"}))
    await bench.released(2)
    bench.at(START + timedelta(minutes=30))  # both calls are over
    tell_ledger(bench, NO_NUMBER_CAN_BE_ADDED)
    with pytest.raises(LedgerError):
        await bench.sweep()
    tell_ledger(bench, "DROP TRIGGER no_number_can_be_added")
    await bench.sweep()
    await bench.staged(2, "summer")
    assert [row["state"] for row in await bench.exported("summer")] == ["suppressed", "suppressed"]


async def test_a_do_not_call_list_may_be_a_table(bench: Bench) -> None:
    path = bench.folder / "clinic.db"
    with closing(sqlite3.connect(path)) as clinic, clinic:
        clinic.execute("CREATE TABLE do_not_call (phone_number TEXT, since TEXT)")
        clinic.execute("INSERT INTO do_not_call VALUES (?, ?)", (number(2), "2026"))
    bench.session = replace(
        bench.session, lists=Lists(bench.folder, {"clinic": f"sqlite:///{path}"})
    )
    await bench.staged(2, checks=Checks(suppress=["Clinic#do_not_call"]))
    assert [row["state"] for row in await bench.exported()] == ["planned", "suppressed"]


@pytest.mark.parametrize("header", ["number", "Do not call", "phone_number"])
async def test_a_do_not_call_list_of_one_column_may_name_it_or_not(
    bench: Bench, header: str
) -> None:
    (bench.folder / "dnc.csv").write_text(f"{header}\n{number(2)}\n")
    (bench.folder / "bare.csv").write_text(f"{number(1)}\n{number(9)}\n")
    await bench.staged(3, checks=Checks(suppress=["dnc.csv", "bare.csv"]))
    states = [row["state"] for row in await bench.exported()]
    assert states == ["suppressed", "suppressed", "planned"]


async def test_a_do_not_call_list_with_a_row_that_is_no_number_calls_nobody(bench: Bench) -> None:
    (bench.folder / "dnc.csv").write_text(f"phone_number\n{number(1)}\nask Iris\n")
    with pytest.raises(UserMistake, match="Row 2 of the do-not-call list"):
        await bench.staged(2, checks=Checks(suppress=["dnc.csv"]))


async def test_a_table_of_another_name_is_no_way_into_the_database(bench: Bench) -> None:
    with pytest.raises(UserMistake, match="no table's name"):
        await bench.staged(1, checks=Checks(suppress=["sqlite:///x.db#a; DROP TABLE b"]))
