import pytest

from outbound.sandbox import SCOPES
from tests.sandbox.caller import Caller, credentials, window
from tests.sandbox.conftest import Opened


async def test_a_token_lasts_a_day_less_a_second(api: Caller) -> None:
    answer = await api.http.post("/oauth/token", data=credentials())
    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "expires_in", "token_type"}
    assert answer.json()["expires_in"] == 86399
    assert answer.json()["token_type"] == "bearer"


async def test_a_token_must_not_be_stored_on_the_way(api: Caller) -> None:
    answer = await api.http.post("/oauth/token", data=credentials())
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "guessed"}, 401, "invalid_client"),
        ({"client_id": "somebody"}, 401, "invalid_client"),
        ({"scope": "campaigns:read moon:walk"}, 400, "invalid_scope"),
        ({"scope": ""}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
    ],
)
async def test_a_wrong_request_for_a_token_is_told_what_is_wrong(
    api: Caller, changes: dict[str, str], status: int, error: str
) -> None:
    answer = await api.http.post("/oauth/token", data=credentials(**changes))
    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_a_request_for_a_token_is_a_form_and_not_json(api: Caller) -> None:
    answer = await api.http.post("/oauth/token", json=credentials())
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_parameter_given_twice_is_refused(api: Caller) -> None:
    form = credentials() | {"client_id": ["sandbox", "sandbox"]}
    answer = await api.http.post("/oauth/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_without_a_token_nobody_comes_in(api: Caller) -> None:
    del api.http.headers["Authorization"]
    answer = await api.http.post("/api/v1/campaigns", json={})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_an_unknown_token_is_refused(api: Caller) -> None:
    api.http.headers["Authorization"] = "Bearer invented"
    answer = await api.http.post("/api/v1/campaigns", json={})
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


async def test_a_token_is_good_until_its_last_second(api: Caller) -> None:
    schedule = await api.schedule()
    api.clock.advance(86398)
    assert (await api.list(schedule)).status_code == 200
    api.clock.advance(1)
    assert (await api.list(schedule)).status_code == 401


@pytest.mark.parametrize("scope", sorted(SCOPES))
async def test_each_request_needs_the_scope_of_its_kind(opened: Opened, scope: str) -> None:
    api = await opened()
    schedule = await api.schedule()
    await api.log_in(scope=scope)
    answers = {
        "campaigns:read": await api.http.get("/api/v1/call_flows/unknown"),
        "campaigns:write": await api.switch(schedule, enabled=False),
        "outbound_calls:read": await api.list(schedule),
        "outbound_calls:write": await api.fill(schedule, [{}]),
    }
    assert {name for name, answer in answers.items() if answer.status_code != 403} == {scope}


async def test_a_missing_scope_is_named(opened: Opened) -> None:
    api = await opened(scopes={"campaigns:read"})
    answer = await api.http.post("/api/v1/campaigns/any/schedules", json=window())
    assert answer.status_code == 403
    assert answer.json()["error"]["details"] == {"scope": "campaigns:write"}
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


async def test_a_scope_the_client_was_never_given_cannot_be_asked_for(opened: Opened) -> None:
    api = await opened(scopes={"campaigns:read"})
    answer = await api.http.post("/oauth/token", data=credentials(scope="campaigns:write"))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
