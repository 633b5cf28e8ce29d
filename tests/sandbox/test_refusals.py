import pytest

from tests.sandbox.caller import Caller, person, window

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/call_flows/none"),
        ("POST", "/api/v1/campaigns/none/schedules"),
        ("PATCH", "/api/v1/schedules/none"),
        ("GET", "/api/v1/schedules/none/outbound_calls"),
        ("POST", "/api/v1/schedules/none/outbound_calls"),
        ("POST", "/api/v1/schedules/none/outbound_calls/bulk"),
        ("GET", "/api/v1/outbound_calls/none"),
        ("GET", "/api/v2/anything"),
    ],
)
async def test_what_is_unknown_is_not_found(api: Caller, method: str, path: str) -> None:
    answer = await api.http.request(method, path, json=window() if method != "GET" else None)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_a_method_that_a_path_has_not_is_told_those_it_has(api: Caller) -> None:
    answer = await api.http.delete("/api/v1/schedules/any/outbound_calls")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")
    assert {name.strip() for name in answer.headers["Allow"].split(",")} >= {"GET", "POST"}


@pytest.mark.parametrize("body", ["", "{", '{"a": NaN}', b"\xff", "[1,]"])
async def test_a_body_that_is_not_json_is_malformed(api: Caller, body: str | bytes) -> None:
    answer = await api.http.post("/api/v1/campaigns", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "malformed_json")


@pytest.mark.parametrize("body", ["[]", "5", "null"])
async def test_a_body_that_is_no_object_is_not_valid(api: Caller, body: str) -> None:
    answer = await api.http.post("/api/v1/campaigns", content=body, headers=JSON)
    assert answer.status_code == 422


async def test_a_body_of_another_type_is_refused(api: Caller) -> None:
    answer = await api.http.post("/api/v1/campaigns", data={"name": "A"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_media_type")


async def test_a_charset_beside_the_type_is_welcome(api: Caller) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    body = '{"name": "A", "is_enabled": true, "type": "scheduled_call"}'
    answer = await api.http.post("/api/v1/campaigns", content=body, headers=headers)
    assert answer.status_code == 201


async def test_a_refusal_has_one_shape(api: Caller) -> None:
    error = (await api.http.get("/api/v1/outbound_calls/none")).json()["error"]
    assert error.keys() == {"code", "message", "details"}


async def test_a_refusal_does_not_repeat_what_was_sent(api: Caller) -> None:
    answer = await api.add(await api.schedule(), person(phone_number="555-CALL-ME"))
    assert "555-CALL-ME" not in answer.text


async def test_requests_are_counted_refused_or_not(api: Caller) -> None:
    await api.http.get("/api/v1/outbound_calls/none")
    await api.http.get("/api/v1/outbound_calls/neither", headers={"Authorization": "no"})
    requests = (await api.state())["requests"]
    assert requests["GET /api/v1/outbound_calls/{uid}"] == 2
    assert requests["POST /oauth/token"] == 1


async def test_an_answer_is_dated_by_the_sandbox_s_clock(api: Caller) -> None:
    for answer in (await api.http.get("/_sandbox/state"), await api.http.get("/nowhere")):
        assert answer.headers.get_list("Date") == ["Tue, 24 Nov 2026 09:00:00 GMT"]
