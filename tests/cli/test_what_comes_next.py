"""A run that was stopped or turned away says where it stands, and what comes next."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import InHours
from tests.cli.test_runs import wait_until
from tests.commands import PATIENCE
from tests.conftest import Outbound, ServedSandbox, write_list

LAUNCH = ("--name", "R", "--allowed=00:00-24:00", "--window", "2040-01-06 09:00-12:00 Asia/Tokyo")


def test_after_ctrl_c_the_command_that_calls_the_others_stands_last(
    environment: dict[str, str], outbound: Outbound, sandbox: ServedSandbox, people: Path
) -> None:
    words = ["launch", str(people), *LAUNCH, "--key", "spring"]
    process = subprocess.Popen(
        [sys.executable, "-m", "outbound.cli", *words],
        env=environment | sandbox.settings,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: any(s["is_enabled"] for s in sandbox.truth()["schedules"]))
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 130, err
    command = 'outbound resume spring --window "2040-01-06 09:00-12:00 Asia/Tokyo"'
    assert err.strip().splitlines()[-1].strip() == command
    assert outbound("status", "spring").out.strip().splitlines()[-1].strip() == command


def test_a_stopped_run_says_who_was_called_and_how_the_others_are(
    outbound: Outbound, in_hours: InHours, people: Path
) -> None:
    window = ("--starts-at", in_hours(5000), "--ends-at", in_hours(9000), "--key", "spring")
    options = ("--name", "R", "--allowed=00:00-24:00", *window, "--no-wait")
    assert outbound("launch", str(people), *options).status == 0
    outbound("stop", "spring")

    status = outbound("status", "spring")

    assert "0 were called, 30 were not." in status.out
    assert "not over yet" not in status.out
    assert status.out.strip().splitlines()[-1].startswith("  outbound resume spring --starts-at 2")
    assert "reason" not in outbound("status", "spring", "--json").json


def test_a_launch_that_was_turned_away_says_why_for_good(
    outbound: Outbound, in_hours: InHours, people: Path, tmp_path: Path
) -> None:
    window = ("--starts-at", in_hours(5000), "--ends-at", in_hours(9000), "--no-wait")
    options = ("--name", "R", "--allowed=00:00-24:00", *window)
    assert outbound("launch", str(people), *options, "--key", "first").status == 0
    some = str(write_list(tmp_path / "some.csv", 20))
    refused = outbound("launch", some, *options, "--key", "second")
    assert (refused.status, "20 people of this list" in refused.sentence) == (2, True)

    shown = outbound("status", "second", "--json").json

    assert shown["state"] == "incomplete"
    assert f"Error: {shown['reason']}" == refused.sentence
    assert shown["reason"] in outbound("status", "second").out


def test_so_does_a_list_of_which_nobody_can_be_called(
    outbound: Outbound, in_hours: InHours, tmp_path: Path
) -> None:
    nobody = tmp_path / "nobody.csv"
    nobody.write_text("phone_number,first_name,last_name\n12,A,B\n")
    options = ("--name", "R", "--ends-at", in_hours(5000), "--key", "none", "--region=JP")
    refused = outbound("launch", str(nobody), *options)

    shown = outbound("status", "none", "--json").json
    assert (shown["state"], f"Error: {shown['reason']}") == ("incomplete", refused.sentence)


def test_status_is_promised_only_once_the_records_have_the_run(
    outbound: Outbound, in_hours: InHours, people: Path
) -> None:
    options = ("--name", "R", "--ends-at", in_hours(5000), "--key", "spring")
    refused = outbound("launch", str(people), *options, env={"MICO_CLIENT_SECRET": "wrong"})
    assert refused.status == 2
    assert "Whatever happens" not in refused.err
