"""A request is stored with its run, and read again by every later version."""

import json
from typing import Any

import pytest

from outbound.delivery.recovery import recover
from outbound.delivery.requests import (
    Addition,
    Checks,
    Launch,
    Request,
    SingleAddition,
    SingleLaunch,
    parse_request,
)
from outbound.delivery.staging import open_run
from outbound.delivery.stopping import disable_schedules, request_stop
from outbound.mistakes import UserMistake
from outbound.planning import AllowedHours, Between
from outbound.reports import RunState, summarize
from tests.delivery.bench import END, Bench, launch
from tests.delivery.test_single_calls import launch as single_launch
from tests.ledger.columns import set_run

REQUESTS: list[tuple[str, Request]] = [
    ("launch", launch(checks=Checks(approve=True))),
    ("launch", single_launch(Between(ends_at=END))),
    ("add", Addition(contacts="list.csv", schedule_uid="s", force=True)),
    ("add", SingleAddition(schedule_uid="s")),
]


@pytest.mark.parametrize(("kind", "request_"), REQUESTS)
def test_it_is_read_as_what_it_was(kind: str, request_: Request) -> None:
    stored = json.loads(request_.model_dump_json())
    read = parse_request(kind, stored)
    assert (type(read), read) == (type(request_), request_)
    assert read.model_dump(mode="json") == stored


OLD: dict[str, Any] = {
    "contacts": "list.csv",
    "campaign": {"name": "Spring"},
    "window": {"starts_at": None, "ends_at": "2026-11-24T12:00:00Z"},
    "retry_intervals": [300],
    "list_options": {"region": "JP"},
}
"""As it was stored before there were allowed hours, checks, and most options of lists."""


def test_a_field_that_it_lacks_counts_as_its_default() -> None:
    read = parse_request("launch", OLD)
    assert isinstance(read, Launch)
    assert (read.checks, read.allowed) == (Checks(), AllowedHours())


def test_a_run_that_is_older_than_allowed_hours_keeps_its_window() -> None:
    read = parse_request("launch", OLD)
    assert isinstance(read, Launch)
    assert str(read.hours) == str(AllowedHours(hours="00:00-24:00"))
    assert launch(allowed=AllowedHours(hours="09:00-17:00")).hours.hours == "09:00-17:00"


async def test_the_same_request_today_is_the_same_run(bench: Bench) -> None:
    asked = Launch.model_validate(OLD)
    run = await open_run(
        bench.session, key="spring", asked=asked, list_digest="0" * 64, window=None
    )
    await set_run(bench.ledger, run.id, request=OLD)
    again = await open_run(
        bench.session, key="spring", asked=asked, list_digest="0" * 64, window=None
    )
    assert again.id == run.id


async def test_what_this_version_does_not_understand_is_told_without_its_values(
    bench: Bench,
) -> None:
    run = await bench.begun()
    secret = "+812000000001"
    await set_run(bench.ledger, run.id, request=OLD | {"pacing": secret, "retry_intervals": secret})
    with pytest.raises(UserMistake, match=r"another version.*\(pacing, retry_intervals\)") as told:
        _ = (await bench.run()).request
    assert secret not in str(told.value)


async def test_a_run_that_this_version_does_not_understand_is_stopped_and_recovered(
    bench: Bench,
) -> None:
    await bench.released(3)
    run = await bench.run()
    await set_run(bench.ledger, run.id, request=OLD | {"pacing": "slow"})
    (recovered,) = await recover(bench.session)
    assert recovered.finding.startswith("calling")
    assert (await summarize(bench.ledger, run.key)).state == RunState.CALLING
    await request_stop(bench.session, await bench.run())
    assert (await disable_schedules(bench.session, await bench.run())).problem is None
    assert [schedule["is_enabled"] for schedule in bench.schedules()] == [False]
    assert (await summarize(bench.ledger, run.key)).state == RunState.STOPPED


def test_one_person_is_a_type_and_not_a_lists_name() -> None:
    assert isinstance(parse_request("launch", OLD | {"contacts": "one person"}), SingleLaunch)


@pytest.mark.parametrize("model", [Launch, Addition])
def test_an_option_of_lists_is_stored_only_where_it_was_chosen(
    model: type[Launch | Addition],
) -> None:
    """The stored request of a run that does not use it stays what it was, byte for byte."""
    common: dict[str, Any] = {"contacts": "list.csv", "schedule_uid": "s"}
    asked = common if model is Addition else OLD
    ordinary = model.model_validate(asked).model_dump(mode="json")
    assert not ordinary["list_options"].keys() & {"same_id", "encoding"}
    options = {"same_id": "first", "encoding": "cp874"}
    chosen = model.model_validate(asked | {"list_options": options})
    assert options.items() <= chosen.model_dump(mode="json")["list_options"].items()
