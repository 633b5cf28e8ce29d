"""Plans, several days, a trial group, caps and do-not-call lists: through the command."""

import csv
import json
import sqlite3
from collections import defaultdict
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outbound.clock import FastClock
from tests.cli.conftest import InHours
from tests.conftest import Outbound, ServedSandbox

ANY_HOUR = "--allowed=00:00-24:00"
ONCE = "--retry-intervals=none"
LAUNCH = ("--name", "R", ANY_HOUR, ONCE, "--poll-interval=60", "--json")


def in_words(sandbox: ServedSandbox, *starts: float, hours: float) -> list[str]:
    """Windows in words: so many hours from now each, on the sandbox's clock.

    They are told in a zone in which a day has just begun, so that none reaches over midnight.
    """
    now = FastClock.parse(sandbox.settings["OUTBOUND_CLOCK"]).now()
    ahead = (13 - now.hour) % 24 - 12
    local = now + timedelta(hours=ahead)
    return [
        f"--window={local:%Y-%m-%d} {local + timedelta(hours=start):%H:%M}-"
        f"{local + timedelta(hours=start + hours):%H:%M} Etc/GMT{-ahead:+d}"
        for start in starts
    ]


def attempts_of(sandbox: ServedSandbox) -> dict[str, list[dict[str, Any]]]:
    """Each person's attempts, in truth, call by call."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for call in sandbox.truth()["calls"]:
        found[call["external_id"]] += call["attempts"]
    return found


@pytest.mark.slow
def test_who_is_not_reached_in_one_window_is_called_in_the_next(
    outbound: Outbound, sandbox: ServedSandbox, people: Path
) -> None:
    ran = outbound("launch", str(people), *LAUNCH, *in_words(sandbox, 0, 11, hours=10))
    assert ran.status == 0, ran.err
    assert ran.json["state"] == "finished"
    assert ran.json["rows"]["created"] == 30
    first, *later = sandbox.truth()["schedules"]
    assert not first["is_enabled"]
    assert later, "not everybody answers at once"
    by_schedule = defaultdict(set)
    for call in sandbox.truth()["calls"]:
        by_schedule[call["schedule_uid"]].add(call["external_id"])
    assert len(by_schedule[first["uid"]]) == 30
    answered = {
        call["external_id"]
        for call in sandbox.truth()["calls"]
        if call["schedule_uid"] == first["uid"] and any(a["answered_at"] for a in call["attempts"])
    }
    again = set().union(*(by_schedule[schedule["uid"]] for schedule in later))
    assert again, "somebody was not reached"
    assert not again & answered, "who was reached is not called again"


def test_a_trial_group_that_goes_well_is_followed_by_the_others(
    outbound: Outbound, sandbox: ServedSandbox, people: Path, in_hours: InHours
) -> None:
    window = ("--ends-at", in_hours(48))
    ran = outbound("launch", str(people), *LAUNCH, *window, "--canary=5", "--canary-failures=100%")
    assert ran.status == 0, ran.err
    assert ran.json["rows"]["released"] == 30
    first, second = sandbox.truth()["schedules"]
    calls = sandbox.truth()["calls"]
    canary = [call for call in calls if call["schedule_uid"] == first["uid"]]
    assert {call["external_id"] for call in canary} == {f"SECRETID-{n}" for n in range(5)}
    ends = [a["ended_at"] for call in canary for a in call["attempts"]]
    others = [a["started_at"] for c in calls for a in c["attempts"] if c not in canary]
    assert second["is_enabled"]
    assert max(ends) <= min(others), "the others wait for the end of the trial"


def test_numbers_on_the_do_not_call_list_and_beyond_a_cap_are_not_called(
    outbound: Outbound, sandbox: ServedSandbox, people: Path, in_hours: InHours, tmp_path: Path
) -> None:
    assert outbound("suppress", "add", "+812000100000", "--reason", "asked us").status == 0
    assert outbound("suppress", "add", "020-00-100001", "--region=JP").status == 0
    assert outbound("suppress", "remove", "+812000100001").status == 0
    assert "asked us" in outbound("suppress", "list").out
    dnc = tmp_path / "dnc.csv"
    dnc.write_text("+812000100002\n+812000100003\n")
    window = ("--ends-at", in_hours(48))
    ran = outbound("launch", str(people), *LAUNCH, *window, "--suppress", str(dnc), "--key=one")
    assert ran.status == 0, ran.err
    assert (ran.json["rows"]["suppressed"], ran.json["rows"]["created"]) == (3, 27)

    capped = ("--max-calls=1", "--within=9d", "--again", "--key=two", "--ends-at", in_hours(48))
    again = outbound("launch", str(people), *LAUNCH, *capped)
    assert again.status == 0, again.err
    rows = again.json["rows"]
    assert (rows["suppressed"], rows["created"]) == (28, 2), "who was not called before is"
    assert all(len(attempts) <= 1 for attempts in attempts_of(sandbox).values())


def test_a_plan_needs_neither_network_nor_credentials(
    outbound: Outbound, people: Path, tmp_path: Path, home: Path
) -> None:
    with people.open("a") as more:
        more.write("12,Ada,Short,,,\n+812000100000,Zebulon0,Quillfeather0,,,OTHER\n")
    fates, rejects = tmp_path / "fates.csv", tmp_path / "rejects.csv"
    files = ("--fates", str(fates), "--reject-file", str(rejects))
    window = ("--window", "tomorrow 09:00-12:00 Asia/Tokyo", "--region=JP")
    nowhere: dict[str, str | None] = {
        "MICO_BASE_URL": None,
        "MICO_CLIENT_ID": None,
        "MICO_CLIENT_SECRET": None,
        "OUTBOUND_CLOCK": None,
        "PREFECT_API_URL": None,
    }
    ran = outbound("plan", str(people), *window, *files, "--json", env=nowhere)
    assert ran.status == 0, ran.err
    assert ran.json["rows"] == {
        "read": 32,
        "usable": 30,
        "rejected": 1,
        "duplicate": 1,
        "suppressed": 0,
    }
    assert ran.json["columns"]["external_id"] == "external_id"
    assert ran.json["custom_parameters"] == []
    (schedule,) = ran.json["schedules"]
    assert schedule["starts_at"].endswith("T00:00:00Z")
    assert "09:00-12:00 Asia/Tokyo = 00:00-03:00 UTC" in schedule["in_words"]
    with fates.open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["fate"] for line in lines[-3:]] == ["usable", "rejected", "duplicate"]
    assert lines[0]["starts_at"].endswith("T00:00:00+00:00")
    again = outbound("plan", str(rejects), *window, "--json", env=nowhere)
    assert again.json["rows"]["read"] == 1, "the duplicate is called already"
    assert "SECRETID" not in ran.out + ran.err
    assert outbound("status", env=nowhere).out.startswith("No runs yet")
    assert home.exists()


def test_a_plan_says_how_the_list_was_read_and_what_mico_gets_of_it(
    outbound: Outbound, tmp_path: Path
) -> None:
    contacts = tmp_path / "people.csv"
    contacts.write_text("Mobile,name,Notes\n+812000100000,Iris Inkwater,x\n")
    window = ("--window=weekdays 09:00-12:00 Asia/Tokyo", "--days=3")
    ran = outbound("plan", str(contacts), *window)
    assert ran.status == 0, ran.err
    assert "phone_number = Mobile, full_name = name; external ids are made" in ran.out
    assert "Custom parameters, sent to Mico: Notes." in ran.out
    assert "on 2 more days for people not reached" in ran.out


def test_a_plan_takes_the_words_of_a_launch(outbound: Outbound, people: Path) -> None:
    launch = ("--name=R", "--key=spring", "--again", "--approve", "--canary=20", "--no-wait", "-y")
    ran = outbound("plan", str(people), *launch, "--window=tomorrow 09:00-12:00 Asia/Tokyo")
    assert ran.status == 0, ran.err
    assert "a trial, for which the others wait" in " ".join(ran.out.split())


def test_a_plan_of_a_rehearsal_goes_by_its_clock(outbound: Outbound, people: Path) -> None:
    now = datetime.now(UTC)
    fast = {"OUTBOUND_CLOCK": f"1000@{(now - timedelta(hours=1)).isoformat()}"}
    ran = outbound("plan", str(people), "--window=tomorrow 09:00-12:00 UTC", "--json", env=fast)
    assert ran.status == 0, ran.err
    (schedule,) = ran.json["schedules"]
    assert datetime.fromisoformat(schedule["starts_at"]) > now + timedelta(days=40)


def test_whom_the_hours_leave_out_is_no_dirt_in_the_list(outbound: Outbound, people: Path) -> None:
    night = "--window=tomorrow 01:00-05:00 Asia/Tokyo"
    ran = outbound("plan", str(people), night, "--fail-above=1%", "--json")
    assert ran.status == 0, ran.err
    assert ran.json["rows"]["rejected"] == 30


def test_a_list_that_is_too_dirty_is_refused(
    outbound: Outbound, sandbox: ServedSandbox, people: Path, in_hours: InHours
) -> None:
    with people.open("a") as more:
        more.write("12,Ada,Short,,,\n" * 5)
    dirty = ("--ends-at", in_hours(48), "--fail-above=5%")
    ran = outbound("launch", str(people), *LAUNCH, *dirty)
    assert ran.status == 2
    assert "14.3% of the 35 rows could not be used" in ran.err
    again = outbound("resume", json.loads(outbound("status", "--json").out)[0]["key"])
    assert again.status == 2
    assert "14.3% of the 35 rows could not be used" in again.err, "resuming it mends no row"
    assert not sandbox.truth()["schedules"]
    assert outbound("plan", str(people), *dirty, ANY_HOUR).status == 2


@pytest.mark.parametrize("option", ["--reject-file", "--fates"])
def test_a_plan_never_writes_over_a_list_that_it_reads(
    outbound: Outbound, people: Path, tmp_path: Path, in_hours: InHours, option: str
) -> None:
    never = tmp_path / "never.csv"
    never.write_text("phone_number\n+818012340000\n")
    for file in (people, never):
        before = file.read_bytes()
        options = ("--ends-at", in_hours(48), ANY_HOUR, f"--suppress={never}", f"{option}={file}")
        ran = outbound("plan", str(people), *options)
        assert ran.status == 2
        assert "name another file" in ran.sentence
        assert file.read_bytes() == before


def test_somebody_may_be_removed_from_a_run_until_calling_starts(
    outbound: Outbound, people: Path, in_hours: InHours
) -> None:
    window = ("--ends-at", in_hours(48), "--key=run", "--no-wait")
    assert outbound("launch", str(people), *LAUNCH, *window).status == 0
    late = outbound("remove", "run", "SECRETID-1")
    assert late.status == 1
    assert "Too late" in late.sentence
    assert outbound("remove", "run", "nobody").status == 2


def test_a_number_that_is_suppressed_too_late_names_the_run_that_calls_it(
    outbound: Outbound, people: Path, in_hours: InHours, tmp_path: Path
) -> None:
    window = ("--ends-at", in_hours(48), "--key=run", "--no-wait")
    assert outbound("launch", str(people), *LAUNCH, *window).status == 0
    nobody = outbound("suppress", "add", "+812000200000")
    assert (nobody.status, nobody.err) == (0, "")
    file = tmp_path / "dnc.csv"
    file.write_text("+812000100000\n+812000200000\n")
    late = outbound("suppress", "import", str(file))
    assert (late.status, late.out.strip()) == (0, "1 added, 1 stood there already.")
    assert "Too late for the run run:" in late.err
    assert "`outbound stop run`" in late.err


def test_a_test_call_has_the_first_persons_parameters(
    outbound: Outbound, sandbox: ServedSandbox, tmp_path: Path, home: Path, in_hours: InHours
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("phone,name,clinic\n,No Number,x\n+812000100009,Iris Inkwater,North\n")
    window = ("--ends-at", in_hours(48), "--name", "Test", ANY_HOUR)
    ran = outbound("call", "+812000100000", "--like", str(path), *window, "--json")
    assert ran.status == 0, ran.err
    (called,) = sandbox.truth()["calls"]
    assert called["phone_number"] == "+812000100000"
    with closing(sqlite3.connect(home / "ledger.db")) as records:
        ((sent,),) = records.execute("SELECT call FROM rows").fetchall()
    body = json.loads(sent)
    assert (body["first_name"], body["custom_parameters"]) == ("Iris", {"clinic": "North"})


def test_hours_that_nobody_may_be_called_at_are_told_before_anything_is_sent(
    outbound: Outbound, sandbox: ServedSandbox, people: Path
) -> None:
    now = FastClock.parse(sandbox.settings["OUTBOUND_CLOCK"]).now()
    night = f"{now + timedelta(days=2):%Y-%m-%d} 01:00-05:00 Asia/Tokyo"
    ran = outbound("launch", str(people), "--name", "R", "--window", night)
    assert ran.status == 2
    assert "None of the 30 rows can be called" in ran.err
    assert "0 are not to be called" in ran.err
    assert not sandbox.truth()["schedules"]


def test_an_approval_needs_a_server_with_a_ui(
    outbound: Outbound, sandbox: ServedSandbox, people: Path, in_hours: InHours
) -> None:
    window = ("--ends-at", in_hours(48), "--approve")
    ran = outbound("launch", str(people), *LAUNCH, *window, env={"PREFECT_API_URL": None})
    assert ran.status == 2
    assert "set PREFECT_API_URL" in ran.sentence
    assert not sandbox.truth()["schedules"]
