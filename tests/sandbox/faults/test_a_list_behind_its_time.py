from collections.abc import Sequence
from itertools import pairwise

from outbound.sandbox import Fault, Faults
from tests.sandbox.caller import Caller, people, person
from tests.sandbox.conftest import Opened


async def ids(api: Caller, schedule: str, **query: object) -> list[str]:
    return [row["external_id"] for row in await api.listed(schedule, **query)]


def names(numbers: Sequence[int]) -> list[str]:
    return [f"CUST-{number}" for number in numbers]


async def with_fault(opened: Opened, **fault: object) -> Caller:
    entry = Fault.model_validate({"on": "list", "probability": 1, **fault})
    return await opened(faults=Faults(entries=[entry]))


async def test_a_lagging_list_shows_a_call_when_its_time_has_come(opened: Opened) -> None:
    api = await with_fault(opened, kind="lag", seconds=10)
    schedule = await api.schedule(*people(2))
    assert await ids(api, schedule) == []
    api.clock.advance(9)
    assert await ids(api, schedule) == []
    api.clock.advance(1)
    assert await ids(api, schedule) == names([0, 1])


async def test_a_lagging_list_shows_what_is_older(opened: Opened) -> None:
    api = await with_fault(opened, kind="lag", seconds=10)
    schedule = await api.schedule(*people(2))
    api.clock.advance(10)
    await api.add(schedule, person(2))
    assert await ids(api, schedule) == names([0, 1])


async def test_no_filter_finds_what_lags(opened: Opened) -> None:
    api = await with_fault(opened, kind="lag", seconds=10)
    schedule = await api.schedule(*people(2))
    assert await ids(api, schedule, external_id="CUST-1") == []
    api.clock.advance(10)
    assert await ids(api, schedule, external_id="CUST-1") == names([1])


async def test_a_lag_is_counted_only_where_it_hides_something(opened: Opened) -> None:
    api = await with_fault(opened, kind="lag", seconds=10)
    schedule = await api.schedule(*people(2))
    await api.list(schedule)
    api.clock.advance(10)
    await api.list(schedule)
    assert (await api.state())["faults"] == {"lag": 1}


async def test_the_detail_does_not_lag(opened: Opened) -> None:
    api = await with_fault(opened, kind="lag", seconds=10)
    await api.schedule(person())
    (call,) = (await api.state())["calls"]
    assert (await api.detail(call["uid"]))["uid"] == call["uid"]


async def test_an_uneven_lag_leaves_holes_between_pages(opened: Opened) -> None:
    api = await with_fault(opened, kind="uneven_lag", seconds=10)
    schedule = await api.schedule(*people(200))
    pages = [await ids(api, schedule, page=page, page_size=10) for page in range(1, 21)]
    shown = [names(range(first, first + 10)) for first in range(0, 200, 10)]
    assert all(page in ([], whole) for page, whole in zip(pages, shown, strict=True))
    assert 3 < pages.count([]) < 17
    assert any(not page and behind for page, behind in pairwise(pages))


async def test_an_uneven_lag_answers_one_question_always_the_same_way(opened: Opened) -> None:
    api = await with_fault(opened, kind="uneven_lag", seconds=10)
    schedule = await api.schedule(*people(100))
    once, again = [
        [await ids(api, schedule, page=page, page_size=10) for page in range(1, 11)]
        for _ in range(2)
    ]
    assert once == again


async def test_an_uneven_lag_ends_with_its_seconds(opened: Opened) -> None:
    api = await with_fault(opened, kind="uneven_lag", seconds=10)
    schedule = await api.schedule(*people(100))
    api.clock.advance(10)
    assert [len(await ids(api, schedule, page=page, page_size=10)) for page in range(1, 12)] == [
        *[10] * 10,
        0,
    ]


async def test_repeated_rows_begin_a_page_and_drive_out_its_last(opened: Opened) -> None:
    api = await with_fault(opened, kind="repeated_rows")
    schedule = await api.schedule(*people(25))
    second = await ids(api, schedule, page=2, page_size=10)
    again = 10 - int(second[0].removeprefix("CUST-"))
    assert 1 <= again <= 5
    assert second == names(range(10 - again, 20 - again))


async def test_the_first_page_repeats_nothing_and_the_last_is_no_longer(opened: Opened) -> None:
    api = await with_fault(opened, kind="repeated_rows")
    schedule = await api.schedule(*people(25))
    assert await ids(api, schedule, page=1, page_size=10) == names(range(10))
    assert len(await ids(api, schedule, page=3, page_size=10)) == 5
    assert await ids(api, schedule, page=4, page_size=10) == []
    assert (await api.state())["faults"] == {"repeated_rows": 1}
