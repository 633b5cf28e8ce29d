import pytest

from outbound.api import Retriable
from outbound.delivery.counting import count_calls
from outbound.delivery.schedules import named, schedule_of
from outbound.ledger import LedgerSchedule, ScheduleState
from tests.delivery.bench import Bench
from tests.delivery.wire import BULK, LIST, Trouble, answer_is_lost, answers, nobody_is_there
from tests.sandbox.caller import person

AROUND_PAGES = [1, 99, 100, 101, 200]


async def one_more(bench: Bench, schedule: LedgerSchedule) -> None:
    """Somebody else adds a call."""
    await bench.session.api.outbound_calls.create(named(schedule), person(7))


@pytest.mark.parametrize("number", AROUND_PAGES)
async def test_as_many_as_were_created_is_exact(bench: Bench, number: int) -> None:
    schedule = await bench.loaded(number)
    assert await count_calls(bench.session, schedule)


@pytest.mark.parametrize("number", AROUND_PAGES)
async def test_one_too_many_is_noticed(bench: Bench, number: int) -> None:
    schedule = await bench.loaded(number)
    await one_more(bench, schedule)
    assert not await count_calls(bench.session, schedule)


@pytest.mark.parametrize("number", AROUND_PAGES)
async def test_one_too_few_is_noticed(bench: Bench, number: int) -> None:
    schedule = await bench.loaded(number)
    bench.sandbox.db.execute("DELETE FROM calls WHERE position = ?", (number - 1,))
    assert not await count_calls(bench.session, schedule)


async def test_an_empty_schedule_is_exact_where_nobody_was_created(bench: Bench) -> None:
    schedule = await schedule_of(bench.session, await bench.staged(1), 1)
    assert await count_calls(bench.session, schedule)
    await one_more(bench, schedule)
    assert not await count_calls(bench.session, schedule)


async def test_a_call_that_nobody_heard_of_is_one_too_many(bench: Bench) -> None:
    bench.wire.meets(BULK, answer_is_lost)
    schedule = await bench.loaded(1)
    assert not await count_calls(bench.session, schedule)


async def test_counting_takes_two_requests_however_many_there_are(bench: Bench) -> None:
    schedule = await bench.loaded(201)
    assert await count_calls(bench.session, schedule)
    assert bench.wire.count(LIST) == 2


async def test_a_schedule_that_was_counted_is_ready(bench: Bench) -> None:
    schedule = await bench.loaded(3)
    await count_calls(bench.session, schedule)
    assert (await bench.schedule()).state == ScheduleState.READY


async def test_a_schedule_whose_count_is_off_is_not_ready(bench: Bench) -> None:
    schedule = await bench.loaded(3)
    await one_more(bench, schedule)
    await count_calls(bench.session, schedule)
    assert (await bench.schedule()).state == ScheduleState.LOADING


async def test_a_schedule_that_is_enabled_stays_so_when_it_is_counted(bench: Bench) -> None:
    schedule = await bench.released(3)
    assert await count_calls(bench.session, schedule)
    assert (await bench.schedule()).state == ScheduleState.ENABLED


@pytest.mark.parametrize(
    "trouble", [nobody_is_there, answers(500), answers(200, {"not": "a list"})]
)
async def test_a_count_that_cannot_be_made_proves_nothing(bench: Bench, trouble: Trouble) -> None:
    schedule = await bench.loaded(3)
    bench.wire.meets(LIST, trouble, times=10)
    with pytest.raises(Retriable):
        await count_calls(bench.session, schedule)
    assert (await bench.schedule()).state == ScheduleState.LOADING
