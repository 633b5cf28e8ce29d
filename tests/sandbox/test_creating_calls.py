import pytest

from tests.sandbox.caller import Caller, Json, people, person


async def test_a_call_is_created_as_in_the_guide(api: Caller) -> None:
    schedule = await api.schedule()
    row = person(full_name="Jane Doe", email="jane@example.com", custom_parameters={"id": "A1"})
    answer = await api.add(schedule, row)
    assert answer.status_code == 201
    assert {name: of for name, of in answer.json().items() if name != "uid"} == {
        "external_id": "CUST-0",
        "status": "pending",
        "progress": "in_queue",
        "is_test_call": False,
        "number_call_retries": 3,
        "cooldown_until": None,
        "created_at": "2026-11-24T09:00:00Z",
        "updated_at": "2026-11-24T09:00:00Z",
        "outbound_call_info": {
            "phone_number": "+818000000000",
            "full_name": "Jane Doe",
            "first_name": "Jane",
            "last_name": "Doe 0",
            "phonetic_full_name": None,
            "phonetic_first_name": "Jane",
            "phonetic_last_name": "Doe 0",
            "email": "jane@example.com",
            "custom_parameters": {"id": "A1"},
        },
        "outbound_call_attempts": [],
        "outbound_calls_notifications": [],
    }


async def test_a_created_call_can_be_read_by_its_uid(api: Caller) -> None:
    created = (await api.add(await api.schedule(), person())).json()
    assert await api.detail(created["uid"]) == created


async def test_an_event_s_time_is_kept_as_it_was_given(api: Caller) -> None:
    row = person(event_date_time="2026-12-01T15:30:00+09:00")
    answer = await api.add(await api.schedule(), row)
    assert answer.json()["outbound_call_info"]["event_date_time"] == "2026-12-01T15:30:00+09:00"


async def test_an_external_id_need_not_be_unique(api: Caller) -> None:
    schedule = await api.schedule()
    first, second = [(await api.add(schedule, person())).json()["uid"] for _ in range(2)]
    assert first != second
    assert len(await api.listed(schedule, external_id="CUST-0")) == 2


@pytest.mark.parametrize("number", ["+818012345678", "5551234567", "08012345678", "+12345678"])
async def test_a_number_is_e164_or_eight_to_fifteen_digits(api: Caller, number: str) -> None:
    answer = await api.add(await api.schedule(), person(phone_number=number))
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone_number": "555-123"}, "phone_number"),
        ({"phone_number": "1234567"}, "phone_number"),
        ({"phone_number": "１２３４５６７８９"}, "phone_number"),  # noqa: RUF001 - full width
        ({"phone_number": 5551234567}, "phone_number"),
        ({"first_name": ""}, "first_name"),
        ({"phonetic_last_name": "  "}, "phonetic_last_name"),
        ({"custom_parameters": ["A1"]}, "custom_parameters"),
        ({"event_date_time": "tomorrow"}, "event_date_time"),
        ({"external_id": 5}, "external_id"),
    ],
)
async def test_a_call_that_makes_no_sense_is_refused_by_field(
    api: Caller, changes: Json, field: str
) -> None:
    answer = await api.add(await api.schedule(), person(**changes))
    assert answer.status_code == 422
    assert list(answer.json()["error"]["details"]) == [field]


async def test_an_enabled_schedule_takes_no_calls(api: Caller) -> None:
    schedule = await api.schedule(enabled=True)
    assert (await api.add(schedule, person())).status_code == 409
    assert (await api.fill(schedule, people(2))).status_code == 409
    assert await api.listed(schedule) == []


async def test_an_enabled_schedule_takes_calls_by_force(api: Caller) -> None:
    schedule = await api.schedule(enabled=True)
    assert (await api.add(schedule, person(), force="true")).status_code == 201
    assert (await api.fill(schedule, people(2), force="true")).status_code == 201
    assert len(await api.listed(schedule)) == 3


async def test_a_disabled_schedule_takes_calls_again(api: Caller) -> None:
    schedule = await api.schedule(enabled=True)
    await api.switch(schedule, enabled=False)
    assert (await api.add(schedule, person())).status_code == 201
