import pytest

from outbound.sandbox import CALL_FLOW_UID, CAMPAIGN_UID
from tests.sandbox.caller import Caller, Json, window
from tests.sandbox.conftest import Opened

CAMPAIGN: Json = {"name": "My First Campaign", "is_enabled": True, "type": "scheduled_call"}
SCHEDULES = f"/api/v1/campaigns/{CAMPAIGN_UID}/schedules"


async def test_a_call_flow_names_its_campaign(api: Caller) -> None:
    answer = await api.http.get(f"/api/v1/call_flows/{CALL_FLOW_UID}")
    assert answer.json() == {"uid": CALL_FLOW_UID, "campaign_uid": CAMPAIGN_UID}


async def test_call_flows_of_ones_own_can_be_given(opened: Opened) -> None:
    api = await opened(call_flows={"flow": "campaign"})
    answer = await api.http.get("/api/v1/call_flows/flow")
    assert answer.json()["campaign_uid"] == "campaign"
    answer = await api.http.post("/api/v1/campaigns/campaign/schedules", json=window())
    assert answer.status_code == 201


async def test_a_campaign_is_created_as_in_the_guide(api: Caller) -> None:
    answer = await api.http.post("/api/v1/campaigns", json=CAMPAIGN)
    assert answer.status_code == 201
    assert len(answer.json().pop("uid")) == 36
    assert {name: of for name, of in answer.json().items() if name != "uid"} == {
        "name": "My First Campaign",
        "is_enabled": True,
        "created_at": "2026-11-24T09:00:00Z",
        "updated_at": "2026-11-24T09:00:00Z",
    }


async def test_a_schedule_is_created_disabled(api: Caller) -> None:
    answer = await api.http.post(SCHEDULES, json=window())
    assert answer.status_code == 201
    assert {name: of for name, of in answer.json().items() if name != "uid"} == {
        "name": "Morning Calls",
        "starts_at": "2026-11-24T09:00:00Z",
        "ends_at": "2026-11-24T12:00:00Z",
        "retry_type": "consistent",
        "retry_intervals": [300, 300, 300],
        "is_enabled": False,
        "is_auto": False,
        "created_at": "2026-11-24T09:00:00Z",
        "updated_at": "2026-11-24T09:00:00Z",
    }


async def test_an_instant_with_an_offset_is_read_back_in_utc(api: Caller) -> None:
    body = window(starts_at="2026-11-24T18:00:00+09:00", ends_at="2026-11-24T21:30:00.5+09:00")
    answer = await api.http.post(SCHEDULES, json=body)
    assert answer.json()["starts_at"] == "2026-11-24T09:00:00Z"
    assert answer.json()["ends_at"] == "2026-11-24T12:30:00.500000Z"


async def test_enabling_is_shown_and_moves_updated_at(api: Caller) -> None:
    schedule = await api.schedule()
    api.clock.advance(60)
    answer = await api.switch(schedule, enabled=True)
    assert answer.status_code == 200
    assert answer.json()["is_enabled"] is True
    assert answer.json()["created_at"] == "2026-11-24T09:00:00Z"
    assert answer.json()["updated_at"] == "2026-11-24T09:01:00Z"


async def test_the_state_tells_when_a_schedule_was_switched(api: Caller) -> None:
    schedule = await api.schedule(enabled=True)
    api.clock.advance(60)
    await api.switch(schedule, enabled=False)
    (told,) = (await api.state())["schedules"]
    assert (told["uid"], told["is_enabled"]) == (schedule, False)
    assert told["switchings"] == [
        {"is_enabled": True, "at": "2026-11-24T09:00:00Z"},
        {"is_enabled": False, "at": "2026-11-24T09:01:00Z"},
    ]


async def test_the_guides_own_enabling_has_a_comma_too_many(api: Caller) -> None:
    schedule = await api.schedule()
    answer = await api.http.patch(
        f"/api/v1/schedules/{schedule}",
        content='{\n"is_enabled": true,\n}',
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "malformed_json")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": "2026-11-24T09:00:00Z"}, "body"),
        ({"starts_at": "2026-11-24T09:00:00"}, "starts_at"),
        ({"ends_at": "noon"}, "ends_at"),
        ({"ends_at": 1795510800}, "ends_at"),
        ({"retry_intervals": [300, 0]}, "retry_intervals.1"),
        ({"retry_intervals": [300, 1.5]}, "retry_intervals.1"),
        ({"retry_intervals": 300}, "retry_intervals"),
        ({"retry_type": "exponential"}, "retry_type"),
        ({"name": " "}, "name"),
    ],
)
async def test_a_schedule_that_makes_no_sense_is_refused_by_field(
    api: Caller, changes: Json, field: str
) -> None:
    answer = await api.http.post(SCHEDULES, json=window(**changes))
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "validation_failed"
    assert list(answer.json()["error"]["details"]) == [field]


async def test_a_campaign_of_another_type_is_refused(api: Caller) -> None:
    answer = await api.http.post("/api/v1/campaigns", json=CAMPAIGN | {"type": "fax"})
    assert answer.status_code == 422


async def test_a_missing_field_is_named(api: Caller) -> None:
    answer = await api.http.post("/api/v1/campaigns", json={"name": "A", "is_enabled": True})
    assert answer.json()["error"]["details"] == {"type": "Required"}
