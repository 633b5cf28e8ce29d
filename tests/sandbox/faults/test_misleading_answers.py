import json
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest
from pydantic import JsonValue

from outbound.sandbox import Fault
from tests.sandbox.caller import START, people, person
from tests.sandbox.faults.conftest import Served, created


def is_a_page(answer: httpx.Response) -> bool:
    return answer.headers["Content-Type"].startswith("text/html") and "<h1>" in answer.text


async def test_truncated_json_is_a_whole_answer_and_half_of_its_json(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="truncated_json", numbers=[1]))
    answer = await api.fill(await api.schedule(), people(3))
    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "application/json"
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert len(created(api)) == 3


async def test_an_error_carries_nothing_out_and_shows_a_page(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="error", numbers=[1]))
    answer = await api.fill(await api.schedule(), people(3))
    assert (answer.status_code, is_a_page(answer)) == (503, True)
    assert created(api) == []


async def test_an_error_has_the_status_that_was_wished(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="error", numbers=[1], status=500))
    assert (await api.fill(await api.schedule(), people(3))).status_code == 500


async def test_an_error_after_commit_shows_a_page_and_is_carried_out(served: Served) -> None:
    api = await served(Fault(on="enable", kind="error_after_commit", numbers=[1]))
    answer = await api.switch(await api.schedule(), enabled=True)
    assert (answer.status_code, is_a_page(answer)) == (504, True)
    (schedule,) = (await api.state())["schedules"]
    assert schedule["is_enabled"]


async def test_a_bulk_is_refused_after_its_commit_and_no_row_is_named(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="refused_after_commit", numbers=[1]))
    answer = await api.fill(await api.schedule(), people(3))
    assert answer.status_code == 422
    assert answer.json()["error"]["details"] == {}
    assert len(created(api)) == 3


async def test_one_call_is_refused_after_its_commit(served: Served) -> None:
    api = await served(Fault(on="call", kind="refused_after_commit", numbers=[1]))
    assert (await api.add(await api.schedule(), person())).status_code == 422
    assert len(created(api)) == 1


async def test_a_dead_token_is_refused_until_there_is_a_new_one(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="dead_token", numbers=[1]))
    schedule = await api.schedule()
    answer = await api.fill(schedule, people(3))
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert (await api.fill(schedule, people(3))).status_code == 401
    assert created(api) == []
    await api.log_in()
    assert (await api.fill(schedule, people(3))).status_code == 201


async def asked_too_early(served: Served, **settings: JsonValue) -> httpx.Response:
    fault = {"on": "bulk", "kind": "too_many", "numbers": [1], "seconds": 5, **settings}
    api = await served(Fault.model_validate(fault))
    answer = await api.fill(await api.schedule(), people(3))
    assert answer.status_code == 429
    assert created(api) == []
    return answer


async def test_too_many_says_in_seconds_when_to_come_again(served: Served) -> None:
    assert (await asked_too_early(served)).headers["Retry-After"] == "5"


async def test_too_many_says_by_date_when_to_come_again(served: Served) -> None:
    answer = await asked_too_early(served, as_date=True)
    told: datetime = parsedate_to_datetime(answer.headers["Retry-After"])
    assert told == START + timedelta(seconds=5)


async def test_who_waits_as_long_as_told_is_never_too_early(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="too_many", numbers=[1], seconds=1.5))
    schedule = await api.schedule()
    api.clock.advance(int((await api.fill(schedule, people(3))).headers["Retry-After"]))
    assert (await api.fill(schedule, people(3))).status_code == 201
    assert (await api.state())["asked_too_early"] == 0


async def test_who_comes_too_early_is_turned_away_and_counted(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="too_many", numbers=[1], seconds=5))
    schedule = await api.schedule()
    await api.fill(schedule, people(3))
    api.clock.advance(2)
    answers = [await api.fill(schedule, people(3)), await api.list(schedule)]
    assert [answer.status_code for answer in answers] == [429, 429]
    assert [answer.headers["Retry-After"] for answer in answers] == ["3", "3"]
    state = await api.state()
    assert (state["asked_too_early"], state["faults"], state["calls"]) == (2, {"too_many": 1}, [])


async def test_a_disabling_is_never_too_early(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="too_many", numbers=[1], seconds=5))
    schedule = await api.schedule()
    await api.fill(schedule, people(3))
    assert (await api.switch(schedule, enabled=False)).status_code == 200
    assert (await api.switch(schedule, enabled=True)).status_code == 429
    assert (await api.state())["asked_too_early"] == 1


async def test_who_is_blocked_meets_a_gateways_page_and_nothing_is_carried_out(
    served: Served,
) -> None:
    api = await served(Fault(on="bulk", kind="blocked", numbers=[1]))
    answer = await api.fill(await api.schedule(), people(3))
    assert (answer.status_code, is_a_page(answer)) == (403, True)
    assert created(api) == []


async def test_words_are_met_by_the_requests_that_say_them_each_time(served: Served) -> None:
    fault = Fault(on="bulk", kind="error", status=500, words=["DOE 2", "nobody"], probability=1)
    api = await served(fault)
    schedule = await api.schedule()
    assert [(await api.fill(schedule, people(3))).status_code for _ in range(2)] == [500, 500]
    assert (await api.fill(schedule, people(2))).status_code == 201
