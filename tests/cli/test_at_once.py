"""What the records alone refuse comes at once: no Prefect server, no token, no list is needed."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import InHours
from tests.cli.test_runs import wait_until
from tests.commands import PATIENCE
from tests.conftest import Outbound, ServedSandbox, write_list

ALONE: dict[str, str | None] = {
    "PREFECT_API_URL": "http://127.0.0.1:9/api",
    "MICO_CLIENT_SECRET": "wrong",
}
"""Neither Prefect nor the API would help: whatever needed one of them would fail otherwise."""


@pytest.fixture
def waiting(in_hours: InHours) -> tuple[str, ...]:
    """The options of a launch whose calls are released, and not made for days."""
    window = ("--starts-at", in_hours(5000), "--ends-at", in_hours(9000))
    return ("--name", "R", "--allowed=00:00-24:00", *window, "--key", "spring", "--json")


def test_a_stopped_run_is_neither_resumed_nor_launched_again_in_its_window(
    outbound: Outbound, waiting: tuple[str, ...], people: Path
) -> None:
    assert outbound("launch", str(people), *waiting, "--no-wait").status == 0
    assert outbound("stop", "spring").status == 0

    for command in (("resume", "spring"), ("launch", str(people), *waiting)):
        ran = outbound(*command, env=ALONE)
        assert ran.status == 1, ran.err
        assert "was stopped at" in ran.sentence
        assert "`outbound resume spring --starts-at 2" in ran.sentence


def test_nothing_is_left_to_do_for_a_finished_run(
    outbound: Outbound, in_hours: InHours, tmp_path: Path
) -> None:
    few = str(write_list(tmp_path / "few.csv", 2))
    options = ("--name", "R", "--allowed=00:00-24:00", "--ends-at", in_hours(2000), "--key", "over")
    first = outbound("launch", few, *options, "--json")
    assert first.json["state"] == "finished", first.err

    for command in (("resume", "over"), ("launch", few, *options)):
        ran = outbound(*command, "--json", env=ALONE)
        assert (ran.status, ran.json) == (0, first.json), ran.err
        assert "finished before" in ran.err
    again = outbound("resume", "over", "--ends-at", in_hours(9000), env=ALONE)
    assert (again.status, "nobody is left to be called" in again.sentence) == (2, True)


def test_another_request_and_the_same_list_under_another_key_are_turned_away(
    outbound: Outbound, waiting: tuple[str, ...], people: Path, tmp_path: Path
) -> None:
    assert outbound("launch", str(people), *waiting, "--no-wait").status == 0

    other_list = outbound("launch", str(write_list(tmp_path / "b.csv", 2)), *waiting, env=ALONE)
    assert (other_list.status, "(not the same: the list's" in other_list.sentence) == (2, True)
    other_retries = outbound(
        "launch", str(people), *waiting, "--retry-intervals=none", "--key=spring", env=ALONE
    )
    assert (other_retries.status, "retry intervals" in other_retries.sentence) == (2, True)
    other_key = outbound("launch", str(people), *waiting, "--key=autumn", env=ALONE)
    assert (other_key.status, "under the key spring" in other_key.sentence) == (2, True)
    assert "no run with the key" in outbound("status", "autumn").sentence


@pytest.fixture
def worked_on(
    environment: dict[str, str], sandbox: ServedSandbox, waiting: tuple[str, ...], people: Path
) -> Iterator[None]:
    """A launch that waits for its calls."""
    command = [sys.executable, "-m", "outbound.cli", "launch", str(people), *waiting]
    process = subprocess.Popen(command, env=environment | sandbox.settings)
    try:
        wait_until(lambda: any(s["is_enabled"] for s in sandbox.truth()["schedules"]))
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.mark.usefixtures("worked_on")
def test_a_run_that_somebody_works_on_is_left_to_them(
    outbound: Outbound, waiting: tuple[str, ...], people: Path
) -> None:
    for command in (("resume", "spring"), ("launch", str(people), *waiting)):
        ran = outbound(*command, env=ALONE)
        assert (ran.status, "is being worked on by" in ran.sentence) == (1, True), ran.err
