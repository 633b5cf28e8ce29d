"""Everything but launching that a run can have done to it from the command line."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.cli.conftest import InHours
from tests.commands import PATIENCE
from tests.conftest import Outbound, ServedSandbox, write_list


def token(sandbox: ServedSandbox) -> dict[str, str]:
    form = {
        "grant_type": "client_credentials",
        "client_id": sandbox.settings["MICO_CLIENT_ID"],
        "client_secret": sandbox.settings["MICO_CLIENT_SECRET"],
        "scope": "campaigns:read campaigns:write outbound_calls:read outbound_calls:write",
    }
    answer = httpx.post(f"{sandbox.base_url}/oauth/token", data=form)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def somebody_elses_schedule(sandbox: ServedSandbox, starts_at: str, ends_at: str) -> str:
    campaign = sandbox.truth()["campaigns"][0]["uid"]
    answer = httpx.post(
        f"{sandbox.base_url}/api/v1/campaigns/{campaign}/schedules",
        headers=token(sandbox),
        json={
            "name": "theirs",
            "starts_at": starts_at,
            "ends_at": ends_at,
            "retry_type": "consistent",
            "retry_intervals": [],
        },
    )
    return str(answer.json()["uid"])


def switch(sandbox: ServedSandbox, uid: str, *, on: bool) -> None:
    httpx.patch(
        f"{sandbox.base_url}/api/v1/schedules/{uid}",
        headers=token(sandbox),
        json={"is_enabled": on},
    )


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    give_up_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up_at, "it did not come true"
        time.sleep(0.05)


def test_add_puts_calls_into_a_schedule_and_leaves_its_switch_alone(
    outbound: Outbound, sandbox: ServedSandbox, in_hours: InHours, people: Path
) -> None:
    uid = somebody_elses_schedule(sandbox, in_hours(50), in_hours(60))

    ran = outbound("add", str(people), "--schedule", uid, "--json")

    assert ran.status == 0, ran.err
    assert ran.json["rows"]["created"] == ran.json["rows"]["released"] == 30
    (schedule,) = sandbox.truth()["schedules"]
    assert not schedule["is_enabled"]
    assert not schedule["switchings"]


def test_adding_to_an_enabled_schedule_needs_force(
    outbound: Outbound, sandbox: ServedSandbox, in_hours: InHours, people: Path
) -> None:
    uid = somebody_elses_schedule(sandbox, in_hours(50), in_hours(60))
    switch(sandbox, uid, on=True)

    refused = outbound("add", str(people), "--schedule", uid, "--json")
    assert refused.status == 1
    assert not sandbox.truth()["calls"]

    forced = outbound("add", str(people), "--schedule", uid, "--force", "--key", "forced", "--json")
    assert forced.status == 0, forced.err
    assert len(sandbox.truth()["calls"]) == 30


def test_call_rings_one_person_with_what_was_said_of_them(
    outbound: Outbound, sandbox: ServedSandbox, in_hours: InHours
) -> None:
    person = ("+81 20 0000 0001", "--first-name", "Hanako", "--last-name", "Yamada")
    options = (
        "--name",
        "Test",
        "--allowed=00:00-24:00",
        "--ends-at",
        in_hours(48),
        "--parameter",
        "clinic=North",
    )

    ran = outbound("call", *person, *options, "--json")

    assert ran.status == 0, ran.err
    assert ran.json["state"] == "finished"
    (call,) = sandbox.truth()["calls"]
    assert call["phone_number"] == "+812000000001"
    assert "POST /api/v1/schedules/{uid}/outbound_calls" in sandbox.truth()["requests"]


def test_call_with_a_number_that_is_none_says_which_field_is_wrong(
    outbound: Outbound, in_hours: InHours
) -> None:
    person = ("12", "--first-name", "Hanako", "--last-name", "Yamada", "--region", "JP")
    ran = outbound(
        "call", *person, "--name", "Test", "--allowed=00:00-24:00", "--ends-at", in_hours(48)
    )
    assert ran.status == 2
    assert "phone_number" in ran.sentence


def test_stop_disables_the_schedules_and_says_that_mico_confirmed_it(
    outbound: Outbound, sandbox: ServedSandbox, in_hours: InHours, people: Path
) -> None:
    window = ("--starts-at", in_hours(50), "--ends-at", in_hours(60))
    launched = outbound(
        "launch",
        str(people),
        "--name",
        "R",
        "--allowed=00:00-24:00",
        *window,
        "--no-wait",
        "--json",
    )
    assert sandbox.truth()["schedules"][0]["is_enabled"]

    stopped = outbound("stop", launched.json["key"])

    assert stopped.status == 0
    assert "confirmed by Mico: 0 called, 30 not" in stopped.err
    assert not sandbox.truth()["schedules"][0]["is_enabled"]
    assert outbound("status", launched.json["key"], "--json").json["state"] == "stopped"


def test_a_stopped_run_is_not_launched_again(
    outbound: Outbound, sandbox: ServedSandbox, in_hours: InHours, people: Path
) -> None:
    window = ("--starts-at", in_hours(50), "--ends-at", in_hours(60))
    command = (
        "launch",
        str(people),
        "--name",
        "R",
        "--allowed=00:00-24:00",
        *window,
        "--no-wait",
        "--json",
    )
    outbound("stop", outbound(*command).json["key"])

    again = outbound(*command)

    assert again.status == 1
    assert "was stopped" in again.sentence
    assert not sandbox.truth()["schedules"][0]["is_enabled"]


def test_ctrl_c_while_calling_stops_the_calls(
    environment: dict[str, str], sandbox: ServedSandbox, in_hours: InHours, people: Path
) -> None:
    window = ("--starts-at", in_hours(50), "--ends-at", in_hours(60))
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "outbound.cli",
            "launch",
            str(people),
            "--name",
            "R",
            "--allowed=00:00-24:00",
            *window,
        ],
        env=environment | sandbox.settings,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: any(s["is_enabled"] for s in sandbox.truth()["schedules"]))

    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 130
    assert "confirmed by Mico" in err
    assert "Traceback" not in err
    assert not any(s["is_enabled"] for s in sandbox.truth()["schedules"])


def test_a_run_that_is_finished_stays_so_when_it_is_stopped(
    outbound: Outbound, in_hours: InHours, tmp_path: Path
) -> None:
    window = ("--name", "R", "--allowed=00:00-24:00", "--ends-at", in_hours(48), "--key", "over")
    assert outbound("launch", str(write_list(tmp_path / "over.csv", 2)), *window).status == 0

    stopped = outbound("stop", "over")

    assert (stopped.status, stopped.err.strip()) == (0, "over is finished: every call is over.")
    assert outbound("status", "over", "--json").json["state"] == "finished"


def test_status_lists_the_latest_runs_first(
    outbound: Outbound, in_hours: InHours, tmp_path: Path
) -> None:
    assert "No runs yet" in outbound("status").out
    window = ("--name", "R", "--allowed=00:00-24:00", "--ends-at", in_hours(48), "--no-wait")
    for people, key in enumerate(("first", "second"), start=3):
        path = write_list(tmp_path / f"{key}.csv", people)
        ran = outbound("launch", str(path), "--key", key, *window, "--allow-overlap")
        assert ran.status == 0, ran.err

    listed = outbound("status")

    assert listed.out.index("second") < listed.out.index("first")


def test_export_explains_every_row_that_is_not_called(
    outbound: Outbound, in_hours: InHours, tmp_path: Path
) -> None:
    path = write_list(tmp_path / "list.csv", 2)
    with path.open("a") as file:
        file.write("12,Short,Number,,,ID-X\n+812000100000,Same,Id,,,SECRETID-0\n")
    window = (
        "--name",
        "R",
        "--allowed=00:00-24:00",
        "--ends-at",
        in_hours(48),
        "--key",
        "k",
        "--region",
        "JP",
    )
    outbound("launch", str(path), *window)

    assert outbound("export", "k", str(tmp_path / "out.csv")).status == 0

    with (tmp_path / "out.csv").open() as file:
        rows = {row["row"]: row for row in csv.DictReader(file)}
    assert len(rows) == 4
    assert (rows["3"]["state"], rows["3"]["field"]) == ("rejected", "phone_number")
    assert rows["3"]["reason"]
    assert (rows["4"]["state"], rows["4"]["field"]) == ("duplicate", "external_id")

    before = path.read_bytes()
    over_the_list = outbound("export", "k", str(path))
    assert over_the_list.status == 2
    assert "is the run's list and would be overwritten" in over_the_list.sentence
    assert path.read_bytes() == before
    assert "ends with .csv" in outbound("export", "k", str(tmp_path / "out.xlsx")).sentence
