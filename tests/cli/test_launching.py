"""`outbound launch` on the sandbox: what the records say is what happened."""

import csv
from pathlib import Path
from typing import Any

from tests.cli.conftest import InHours
from tests.conftest import EXAMPLE, Outbound, ServedSandbox

LAUNCH = (
    "--name",
    "Reminders",
    "--allowed=00:00-24:00",
    "--region",
    "JP",
    "--retry-intervals",
    "300,300",
)
KEYS = {
    "key",
    "state",
    "campaign_uid",
    "schedules",
    "rows",
    "calls",
    "attempts",
    "outcomes",
}


def rows_add_up(summary: dict[str, Any]) -> bool:
    rows = summary["rows"]
    fates = ("rejected", "duplicate", "suppressed", "refused", "created", "unresolved")
    return bool(
        rows["read"] == sum(rows[fate] for fate in fates)
        and rows["created"] == rows["released"] + rows["held"]
        and rows["created"] == summary["calls"]["open"] + summary["calls"]["closed"]
        and summary["calls"]["closed"] == sum(summary["outcomes"].values())
    )


def test_a_launch_ends_with_every_row_accounted_for_and_the_sandbox_agrees_call_by_call(
    outbound: Outbound, sandbox: ServedSandbox, in_hours: InHours, tmp_path: Path
) -> None:
    ran = outbound("launch", str(EXAMPLE), *LAUNCH, "--ends-at", in_hours(48), "--json")

    assert ran.status == 0, ran.err
    summary = ran.json
    assert set(summary) == KEYS
    assert summary["state"] == "finished"
    assert rows_add_up(summary)
    assert summary["rows"]["read"] == 1000
    assert summary["rows"]["rejected"] == 12
    assert summary["rows"]["duplicate"] == 3

    exported = tmp_path / "rows.csv"
    assert outbound("export", summary["key"], str(exported)).status == 0
    with exported.open() as file:
        ours = {row["call_uid"]: row for row in csv.DictReader(file) if row["call_uid"]}
    truth = {call["uid"]: call for call in sandbox.truth()["calls"]}
    assert ours.keys() == truth.keys()
    for uid, call in truth.items():
        assert ours[uid]["external_id"] == call["external_id"]
        assert ours[uid]["phone_number"] == call["phone_number"]
        assert int(ours[uid]["attempts"]) == len(call["attempts"])
        assert ours[uid]["outcome"] == newest_result(call)
    assert summary["attempts"] == sum(len(call["attempts"]) for call in truth.values())


def newest_result(call: dict[str, Any]) -> str:
    if not call["attempts"]:
        return "not_reached"
    newest = call["attempts"][-1]
    return str(newest["outcome"] or newest["status"])


def test_without_waiting_it_ends_once_calls_may_be_made_and_track_follows_them(
    outbound: Outbound, sandbox: ServedSandbox, in_hours: InHours, people: Path
) -> None:
    launched = outbound(
        "launch", str(people), *LAUNCH, "--ends-at", in_hours(48), "--no-wait", "--json"
    )
    assert launched.status == 0, launched.err
    assert launched.json["state"] in {"calling", "finished"}
    assert launched.json["rows"]["released"] == 30
    (schedule,) = sandbox.truth()["schedules"]
    assert schedule["is_enabled"]

    tracked = outbound("track", launched.json["key"], "--json")
    assert tracked.status == 0, tracked.err
    assert tracked.json["state"] == "finished"
    assert tracked.json["calls"] == {"open": 0, "closed": 30}


def test_the_same_command_twice_is_one_run(
    outbound: Outbound, sandbox: ServedSandbox, in_hours: InHours, people: Path
) -> None:
    command = ("launch", str(people), *LAUNCH, "--ends-at", in_hours(48), "--json")
    first, second = outbound(*command), outbound(*command)

    assert (first.status, second.status) == (0, 0), second.err
    assert first.json == second.json
    assert "finished before: nobody is called by it again" in second.err
    assert "finished before" not in first.err
    assert len(sandbox.truth()["calls"]) == 30


def test_a_key_stands_for_one_request(outbound: Outbound, in_hours: InHours, people: Path) -> None:
    window = ("--ends-at", in_hours(48), "--key", "spring", "--no-wait", "--json")
    assert outbound("launch", str(people), *LAUNCH, *window).status == 0

    other = outbound("launch", str(people), "--name", "Other", "--allowed=00:00-24:00", *window)

    assert other.status == 2
    assert "campaign" in other.sentence
    assert "retry intervals" in other.sentence


def test_the_key_is_the_first_thing_that_is_said(
    outbound: Outbound, in_hours: InHours, people: Path
) -> None:
    ran = outbound("launch", str(people), *LAUNCH, "--ends-at", in_hours(48), "--key", "spring")
    assert ran.err.splitlines()[0] == "Key: spring"


def test_status_prints_what_launch_printed(
    outbound: Outbound, in_hours: InHours, people: Path
) -> None:
    launched = outbound("launch", str(people), *LAUNCH, "--ends-at", in_hours(48), "--json")
    assert outbound("status", launched.json["key"], "--json").json == launched.json


def test_an_existing_campaign_or_call_flow_is_used(
    outbound: Outbound, sandbox: ServedSandbox, in_hours: InHours, people: Path
) -> None:
    campaign = sandbox.truth()["campaigns"][0]["uid"]
    window = ("--ends-at", in_hours(48), "--no-wait", "--json", "--retry-intervals", "none")
    by_uid = outbound(
        "launch", str(people), "--campaign", campaign, "--allowed=00:00-24:00", *window
    )
    assert by_uid.json["campaign_uid"] == campaign

    flow_uid = next(iter(sandbox.truth()["call_flows"]))["uid"]
    once_more = ("--again", "--allow-overlap")
    by_flow = outbound(
        "launch", str(people), "--call-flow", flow_uid, "--allowed=00:00-24:00", *window, *once_more
    )
    assert by_flow.json["campaign_uid"] == campaign
