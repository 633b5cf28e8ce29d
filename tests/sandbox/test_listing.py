import pytest

from outbound.sandbox import Mix
from tests.sandbox.caller import Caller, people, person
from tests.sandbox.conftest import Opened


async def test_a_page_holds_fifty_unless_asked_otherwise(api: Caller) -> None:
    schedule = await api.schedule(*people(60))
    assert len(await api.listed(schedule)) == 50
    assert len(await api.listed(schedule, page=2)) == 10


async def test_pages_hold_every_call_once(api: Caller) -> None:
    schedule = await api.schedule(*people(250))
    pages = [await api.listed(schedule, page=page, page_size=100) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [100, 100, 50, 0]
    assert len({call["uid"] for page in pages for call in page}) == 250


async def test_a_schedule_lists_its_own_calls_alone(api: Caller) -> None:
    first, second = await api.schedule(*people(3)), await api.schedule(*people(2))
    assert (len(await api.listed(first)), len(await api.listed(second))) == (3, 2)


async def test_a_listed_call_is_the_call_in_full(api: Caller) -> None:
    schedule = await api.schedule(person())
    (call,) = await api.listed(schedule)
    assert call == await api.detail(call["uid"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("external_id", "CUST-9"),
        ("first_name", "Taro"),
        ("last_name", "Doe 9"),
        ("phonetic_first_name", "タロウ"),
        ("phone_number", "+818012345678"),
        ("email", "taro@example.com"),
    ],
)
async def test_every_filter_finds_its_own(api: Caller, name: str, value: str) -> None:
    taro = person(9, first_name="Taro", phonetic_first_name="タロウ", email="taro@example.com")
    schedule = await api.schedule(*people(5), taro | {"phone_number": "+818012345678"})
    assert [call["external_id"] for call in await api.listed(schedule, **{name: value})] == [
        "CUST-9"
    ]


async def test_filters_are_compared_exactly(api: Caller) -> None:
    schedule = await api.schedule(person(1), person(11))
    assert len(await api.listed(schedule, external_id="CUST-1")) == 1
    assert await api.listed(schedule, external_id="cust-1") == []


async def test_filters_are_met_all_together(api: Caller) -> None:
    schedule = await api.schedule(*people(3))
    assert await api.listed(schedule, external_id="CUST-1", last_name="Doe 2") == []


async def test_a_filtered_list_has_pages_too(api: Caller) -> None:
    schedule = await api.schedule(*people(5), person(6, first_name="Taro"))
    query = {"first_name": "Jane", "page_size": 2}
    sizes = [len(await api.listed(schedule, page=page, **query)) for page in (1, 2, 3, 4)]
    assert sizes == [2, 2, 1, 0]


async def test_there_are_no_test_calls(api: Caller) -> None:
    schedule = await api.schedule(*people(2))
    assert await api.listed(schedule, is_test_call="true") == []
    assert len(await api.listed(schedule, is_test_call="false")) == 2


async def test_calls_are_found_by_an_attempt_s_status_and_outcome(opened: Opened) -> None:
    api = await opened(mix=Mix(outcomes={"APPOINTMENT_CONFIRMED": 1, "Transfer to agent": 1}))
    schedule = await api.schedule(*people(40), enabled=True)
    api.clock.advance(3 * 3600)
    rows = await api.listed(schedule)
    for status in ("hangup", "busy"):
        found = await api.listed(schedule, attempt_status=status)
        assert found == [
            row
            for row in rows
            if status in {attempt["status"] for attempt in row["outbound_call_attempts"]}
        ]
        assert found
    transferred = await api.listed(schedule, outcome="Transfer to agent")
    assert transferred
    for row in transferred:
        (outcome,) = row["outbound_call_attempts"][-1]["outbound_call_attempts_outcomes"]
        assert outcome["call_outcome"]["name"] == "Transfer to agent"


async def test_an_outcome_has_one_uid_for_everybody(opened: Opened) -> None:
    api = await opened(mix=Mix(endings={"answered": 1}, outcomes={"DONE": 1}))
    schedule = await api.schedule(*people(3), enabled=True)
    api.clock.advance(600)
    uids = {
        outcome["call_outcome"]["uid"]
        for row in await api.listed(schedule)
        for attempt in row["outbound_call_attempts"]
        for outcome in attempt["outbound_call_attempts_outcomes"]
    }
    assert len(uids) == 1


async def test_a_list_may_be_told_to_leave_attempts_out(opened: Opened) -> None:
    api = await opened(lists_attempts=False)
    schedule = await api.schedule(person(), enabled=True)
    api.clock.advance(1)
    (call,) = await api.listed(schedule)
    assert call["outbound_call_attempts"] == []
    assert (await api.detail(call["uid"]))["outbound_call_attempts"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page_size", "101"),
        ("page_size", "0"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "two"),
        ("is_test_call", "yes"),
    ],
)
async def test_a_query_that_makes_no_sense_is_refused(api: Caller, name: str, value: str) -> None:
    answer = await api.list(await api.schedule(), **{name: value})
    assert answer.status_code == 422
    assert list(answer.json()["error"]["details"]) == [name]
