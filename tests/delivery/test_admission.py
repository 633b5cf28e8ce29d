from datetime import timedelta

import pytest

from outbound.delivery.admission import admit
from outbound.delivery.runs import Run
from outbound.delivery.stopping import request_stop
from outbound.mistakes import UserMistake
from outbound.planning import CallingWindow
from tests.delivery.bench import END, Bench, rows_of, write_list
from tests.ledger.columns import set_run
from tests.sandbox.caller import START

LATER = CallingWindow(END, END + timedelta(hours=3))


async def let_in(
    bench: Bench, run: Run, *, allow_overlap: bool = False, again: bool = False
) -> None:
    await admit(bench.session, await bench.run(run.key), allow_overlap=allow_overlap, again=again)


async def with_people(
    bench: Bench, key: str, numbers: range, window: CallingWindow | None = None
) -> Run:
    """A run of these people, read and not sent."""
    run = await bench.begun(key)
    people = [rows_of(number)[-1] for number in numbers]
    await bench.read(run, write_list(bench.folder / f"{key}.csv", people))
    if window is not None:
        await set_run(bench.ledger, run.id, starts_at=window.starts_at, ends_at=window.ends_at)
    return await bench.run(key)


async def test_people_of_a_run_that_goes_on_are_not_called_in_another_at_the_same_time(
    bench: Bench,
) -> None:
    await let_in(bench, await with_people(bench, "first", range(1, 6)))
    second = await with_people(bench, "second", range(4, 9))
    with pytest.raises(UserMistake, match="2 people of this list stand in the run first"):
        await let_in(bench, second)
    assert (await bench.record("second")).admitted_at is None


async def test_whoever_asks_for_it_may_call_them_in_both(bench: Bench) -> None:
    await let_in(bench, await with_people(bench, "first", range(1, 6)))
    await let_in(bench, await with_people(bench, "second", range(4, 9)), allow_overlap=True)
    assert (await bench.record("second")).admitted_at == START


async def test_other_people_may_be_called_at_the_same_time(bench: Bench) -> None:
    await let_in(bench, await with_people(bench, "first", range(1, 6)))
    await let_in(bench, await with_people(bench, "second", range(6, 9)))


async def test_the_same_people_may_be_called_in_another_window(bench: Bench) -> None:
    await let_in(bench, await with_people(bench, "first", range(1, 6)))
    await let_in(bench, await with_people(bench, "second", range(1, 5), LATER))


async def test_people_of_a_run_that_was_stopped_may_be_called(bench: Bench) -> None:
    await let_in(bench, await with_people(bench, "first", range(1, 6)))
    await request_stop(bench.session, await bench.run("first"))
    await let_in(bench, await with_people(bench, "second", range(1, 5)))


async def test_the_same_list_is_not_launched_again_within_a_day_under_another_key(
    bench: Bench,
) -> None:
    await let_in(bench, await with_people(bench, "first", range(1, 6)))
    second = await with_people(bench, "second", range(1, 6), LATER)
    with pytest.raises(UserMistake, match="under the key first"):
        await let_in(bench, second)
    await let_in(bench, second, again=True)


async def test_after_a_day_the_same_list_may_be_launched_again(bench: Bench) -> None:
    await let_in(bench, await with_people(bench, "first", range(1, 6)))
    bench.clock.at += timedelta(hours=24, seconds=1)
    await let_in(bench, await with_people(bench, "second", range(1, 6), LATER))


@pytest.mark.parametrize("window", [None, LATER])
async def test_a_launch_that_was_given_up_before_it_sent_anything_keeps_nobody_out(
    bench: Bench, window: CallingWindow | None
) -> None:
    first = await with_people(bench, "first", range(1, 6))
    await let_in(bench, first)
    await bench.ledger.runs.give_up(first.id, now=bench.clock.now())
    await let_in(bench, await with_people(bench, "second", range(1, 6), window))


@pytest.mark.parametrize("window", [None, LATER])
async def test_nor_does_it_come_in_again_beside_another_that_was_let_in_since(
    bench: Bench, window: CallingWindow | None
) -> None:
    first = await with_people(bench, "first", range(1, 6))
    await let_in(bench, first)
    await bench.ledger.runs.give_up(first.id, now=bench.clock.now())
    await let_in(bench, await with_people(bench, "second", range(1, 6), window))
    with pytest.raises(UserMistake, match="under the key second"):
        await let_in(bench, await bench.run("first"))


async def test_one_that_was_given_up_after_it_sent_something_keeps_its_place(bench: Bench) -> None:
    await bench.loaded(5)
    await let_in(bench, await bench.run())
    await bench.ledger.runs.give_up((await bench.run()).id, now=bench.clock.now())
    with pytest.raises(UserMistake, match="stand in the run spring"):
        await let_in(bench, await with_people(bench, "second", range(1, 4)))


async def test_a_run_that_was_let_in_stays_in(bench: Bench) -> None:
    first = await with_people(bench, "first", range(1, 6))
    await let_in(bench, first)
    await let_in(bench, await with_people(bench, "second", range(1, 5)), allow_overlap=True)
    await let_in(bench, first)
