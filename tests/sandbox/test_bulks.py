import pytest

from tests.sandbox.caller import Caller, Json, people, person


async def test_a_bulk_is_answered_as_in_the_guide(api: Caller) -> None:
    answer = await api.fill(await api.schedule(), people(2))
    assert answer.status_code == 201
    body = answer.json()
    assert (body["total_count"], body["successful_count"], body["failed_count"]) == (2, 2, 0)
    assert body["failures"] == []
    for call in body["outbound_calls"]:
        assert call.keys() == {"uid", "external_id", "status", "progress"}
        assert (call["status"], call["progress"]) == ("pending", "in_queue")


async def test_a_bulk_takes_a_thousand(api: Caller) -> None:
    answer = await api.fill(await api.schedule(), people(1000))
    assert answer.json()["successful_count"] == 1000


async def test_a_bulk_is_answered_in_no_order(api: Caller) -> None:
    answer = await api.fill(await api.schedule(), people(100))
    ids = [call["external_id"] for call in answer.json()["outbound_calls"]]
    asked = [row["external_id"] for row in people(100)]
    assert ids != asked
    assert sorted(ids) == sorted(asked)


async def test_good_rows_are_created_and_bad_ones_come_back_by_index(api: Caller) -> None:
    schedule = await api.schedule()
    answer = await api.fill(schedule, [*people(2), person(phone_number="never")])
    assert answer.status_code == 201
    assert answer.json()["total_count"] == 3
    assert answer.json()["successful_count"] == 2
    assert answer.json()["failed_count"] == 1
    assert answer.json()["failures"] == [
        {
            "index": 2,
            "reason": "Invalid phone number format",
            "details": {"phone_number": "Invalid format"},
        }
    ]
    assert len(await api.listed(schedule)) == 2


@pytest.mark.parametrize(
    ("row", "reason", "details"),
    [
        (person(first_name=None), "Missing required field", {"first_name": "Required"}),
        (person(email=5), "Invalid value", {"email": "Input should be a valid string"}),
        ("Jane", "Invalid value", None),
    ],
)
async def test_a_bad_row_is_told_why(
    api: Caller, row: object, reason: str, details: Json | None
) -> None:
    answer = await api.fill(await api.schedule(), [row])
    (failure,) = answer.json()["failures"]
    assert failure["reason"] == reason
    assert details is None or failure["details"] == details


async def test_a_bulk_of_bad_rows_alone_creates_nothing(api: Caller) -> None:
    schedule = await api.schedule()
    answer = await api.fill(schedule, [{}, {}])
    assert (answer.status_code, answer.json()["successful_count"]) == (201, 0)
    assert await api.listed(schedule) == []


@pytest.mark.parametrize("count", [0, 1001])
async def test_a_bulk_of_none_or_too_many_is_refused_whole(api: Caller, count: int) -> None:
    schedule = await api.schedule()
    assert (await api.fill(schedule, people(count))).status_code == 422
    assert await api.listed(schedule) == []


async def test_what_was_created_can_be_told_apart_by_uid(api: Caller) -> None:
    schedule = await api.schedule()
    answer = await api.fill(schedule, [person(), person(), person()])
    assert len({call["uid"] for call in answer.json()["outbound_calls"]}) == 3
