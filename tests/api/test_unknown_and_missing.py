"""What the guide does not promise: new fields, new values, nulls, odd ones."""

from datetime import UTC, datetime

import pytest

from outbound.api import InDoubt, Retriable
from outbound.api.models import Attempt, BulkAnswer, CallOutcome, OutboundCall, Schedule
from tests.api.conftest import Opened, Script
from tests.api.scripted import answer

EVERY_FIELD_NULL = {
    name: None for name in OutboundCall.model_fields | Attempt.model_fields if name != "uid"
}


async def _read(script: Script, opened: Opened, **fields: object) -> OutboundCall:
    mico = opened(await script(answer(200, {"uid": "d26a", **fields})))
    return await mico.outbound_calls.get("d26a")


async def test_a_field_the_guide_does_not_know_is_kept(script: Script, opened: Opened) -> None:
    call = await _read(script, opened, mood="cheerful", nested={"new": [1]})
    assert call.model_extra == {"mood": "cheerful", "nested": {"new": [1]}}


async def test_a_value_the_guide_does_not_know_is_kept(script: Script, opened: Opened) -> None:
    attempt = {"uid": "8ae2", "status": "teleported"}
    call = await _read(
        script, opened, status="dreaming", progress="", outbound_call_attempts=[attempt]
    )
    assert (call.status, call.progress) == ("dreaming", "")
    assert [each.status for each in call.outbound_call_attempts or []] == ["teleported"]


async def test_every_field_but_the_uid_may_be_null(script: Script, opened: Opened) -> None:
    call = await _read(script, opened, **EVERY_FIELD_NULL)
    assert call.outbound_call_attempts is None


async def test_every_field_but_the_uid_may_be_missing(script: Script, opened: Opened) -> None:
    assert (await _read(script, opened)).status is None


async def test_every_field_of_an_attempt_but_the_uid_may_be_null(
    script: Script, opened: Opened
) -> None:
    attempt = {"uid": "8ae2", **EVERY_FIELD_NULL}
    call = await _read(script, opened, outbound_call_attempts=[attempt])
    assert [each.ended_at for each in call.outbound_call_attempts or []] == [None]


async def test_an_outcome_may_be_null(script: Script, opened: Opened) -> None:
    outcomes = [{"call_outcome": None, "created_at": None}]
    attempt = {"uid": "8ae2", "outbound_call_attempts_outcomes": outcomes}
    call = await _read(script, opened, outbound_call_attempts=[attempt])
    (read,) = call.outbound_call_attempts or []
    assert [each.call_outcome for each in read.outbound_call_attempts_outcomes or []] == [None]


@pytest.mark.parametrize("odd", ["", "yesterday", "0000-00-00T00:00:00Z", {}, True, 10**400])
async def test_one_odd_instant_does_not_hide_the_rest_of_a_page(
    script: Script, opened: Opened, odd: object
) -> None:
    good = {"uid": "8ae2", "ended_at": "2025-04-16T12:15:30Z"}
    rows = [
        {"uid": "1", "created_at": odd, "outbound_call_attempts": [{**good, "ended_at": odd}]},
        {"uid": "2", "outbound_call_attempts": [good]},
    ]
    mico = opened(await script(answer(200, rows)))
    ends = [
        attempt.ended_at
        for call in await mico.outbound_calls.page("096c")
        for attempt in call.outbound_call_attempts or []
    ]
    assert ends == [None, datetime(2025, 4, 16, 12, 15, 30, tzinfo=UTC)]


async def test_an_odd_figure_does_not_hide_its_call(script: Script, opened: Opened) -> None:
    attempt = {"uid": "8ae2", "duration": "three minutes"}
    call = await _read(script, opened, number_call_retries="many", outbound_call_attempts=[attempt])
    assert call.number_call_retries is None
    assert [each.duration for each in call.outbound_call_attempts or []] == [None]


def test_an_instant_without_an_offset_is_utc() -> None:
    schedule = Schedule.model_validate({"uid": "096c", "starts_at": "2025-04-17T09:00:00"})
    assert schedule.starts_at == datetime(2025, 4, 17, 9, tzinfo=UTC)


def test_an_id_that_is_a_number_is_as_good_as_its_digits() -> None:
    call = OutboundCall.model_validate({"uid": 17, "external_id": 123})
    assert (call.uid, call.external_id) == ("17", "123")
    assert CallOutcome.model_validate({"name": 4}).name == "4"


def test_a_bulk_s_answer_may_leave_out_its_failures() -> None:
    answer = BulkAnswer.model_validate({"outbound_calls": None, "failures": None})
    assert (answer.outbound_calls, answer.failures, answer.total_count) == ([], [], None)


async def test_a_bulk_s_count_that_cannot_be_read_leaves_doubt(
    script: Script, opened: Opened
) -> None:
    mico = opened(await script(answer(201, {"outbound_calls": [], "total_count": "some"})))
    with pytest.raises(InDoubt):
        await mico.outbound_calls.create_bulk("096c", [{}])


@pytest.mark.parametrize("body", [None, {}, [{"uid": None}], [None], "a text", 5, {"uid": "d26a"}])
async def test_a_list_of_the_wrong_shape_is_asked_for_again(
    script: Script, opened: Opened, body: object
) -> None:
    server = await script(answer(200, body), answer(200, []))
    assert await opened(server).outbound_calls.page("096c") == []
    assert len(server.asked) == 2


@pytest.mark.parametrize("body", [None, {}, [], "a text", {"uid": None}])
async def test_a_created_call_of_the_wrong_shape_leaves_doubt(
    script: Script, opened: Opened, body: object
) -> None:
    server = await script(answer(201, body))
    with pytest.raises(InDoubt):
        await opened(server).outbound_calls.create("096c", {})
    assert len(server.asked) == 1


async def test_a_list_of_the_wrong_shape_ends_as_retriable(script: Script, opened: Opened) -> None:
    mico = opened(await script(answer(200, {"data": []})))
    with pytest.raises(Retriable, match="lacks what the guide promises"):
        await mico.outbound_calls.page("096c")
