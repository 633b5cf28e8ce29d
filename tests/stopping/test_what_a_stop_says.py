"""What whoever stops a run reads, whatever the API does meanwhile."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.test_runs import token
from tests.conftest import Outbound, ServedSandbox, served_sandbox, write_list
from tests.stopping.stage import (
    KEY,
    SECONDS_TO_STOP,
    Command,
    Moment,
    called,
    fault,
    faults,
    in_hours,
    is_enabled,
    seconds_on,
    under_way,
    wait_for_moment,
    wait_until,
    wish_in,
)

pytestmark = pytest.mark.slow

PEOPLE = 20
NOT_CONFIRMED = "Not confirmed"
CONFIRMED = "confirmed by Mico"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return write_list(tmp_path / "people.csv", PEOPLE)


def launch(sandbox: ServedSandbox, contacts: Path, *more: str) -> tuple[str, ...]:
    window = ("--ends-at", in_hours(sandbox, 6), "--retry-intervals", "none")
    return (
        "launch",
        str(contacts),
        "--name",
        "Reminders",
        "--allowed=00:00-24:00",
        "--key",
        KEY,
        *window,
        *more,
    )


@contextmanager
def calling(
    folder: Path, environment: dict[str, str], sandbox: ServedSandbox, contacts: Path
) -> Iterator[Command]:
    """A launch that follows its calls."""
    command = launch(sandbox, contacts, "--poll-interval", "2")
    with under_way(folder, environment | sandbox.settings, *command) as launched:
        wait_for_moment(sandbox, Moment.CALLING)
        yield launched


def test_ctrl_c_while_tracking_ends_the_watching_and_not_the_calls(
    tmp_path: Path,
    working: dict[str, str],
    sandbox: ServedSandbox,
    outbound: Outbound,
    people: Path,
) -> None:
    assert outbound(*launch(sandbox, people, "--no-wait")).status == 0
    with under_way(tmp_path, working, "track", KEY, "--poll-interval", "1") as tracking:
        wait_until(lambda: f"loaded {PEOPLE} of {PEOPLE}" in tracking.said)
        tracking.process.send_signal(signal.SIGINT)
        assert tracking.ended() == 130

    assert is_enabled(sandbox.truth())
    assert "top" not in tracking.said
    assert outbound("status", KEY, "--json").json["state"] == "calling"


def test_until_mico_has_answered_a_stop_says_that_it_is_not_confirmed(
    tmp_path: Path, environment: dict[str, str], people: Path
) -> None:
    first_three = fault("disable", "hang", seconds=60, which="numbers = [1, 2, 3]")
    with served_sandbox(faults(tmp_path / "hang.toml", first_three)) as sandbox:
        with calling(tmp_path, environment, sandbox, people) as launched:
            launched.process.kill()  # it would heed the wish, too
        with under_way(tmp_path, environment | sandbox.settings, "stop", KEY) as stopping:
            wait_until(lambda: NOT_CONFIRMED in stopping.said)
            assert is_enabled(sandbox.truth())
            assert CONFIRMED not in stopping.said

            assert stopping.ended() == 0
            assert not is_enabled(sandbox.truth())
            assert f"{CONFIRMED}: {PEOPLE} called, 0 not" in stopping.said


@pytest.mark.slow
def test_a_second_ctrl_c_leaves_a_launch_that_is_still_stopping(
    tmp_path: Path, environment: dict[str, str], people: Path
) -> None:
    hangs = fault("disable", "hang", seconds=60, which="numbers = [1, 2, 3, 4, 5, 6]")
    with (
        served_sandbox(faults(tmp_path / "hang.toml", hangs)) as sandbox,
        calling(tmp_path, environment, sandbox, people) as launched,
    ):
        launched.process.send_signal(signal.SIGINT)
        wait_until(lambda: NOT_CONFIRMED in launched.said)
        launched.process.send_signal(signal.SIGINT)

        assert launched.ended() == 130
        assert "calls may be made until" in launched.said
        assert "`recover-runs`, or `outbound recover`, tries again" in launched.said


def test_a_launcher_carries_a_wish_to_stop_out_though_whoever_wished_it_is_gone(
    tmp_path: Path, environment: dict[str, str], people: Path
) -> None:
    first = fault("disable", "hang", seconds=60, which="numbers = [1]")
    with (
        served_sandbox(faults(tmp_path / "hang.toml", first)) as sandbox,
        calling(tmp_path, environment, sandbox, people),
        under_way(tmp_path, environment | sandbox.settings, "stop", KEY) as stopping,
    ):
        wait_until(lambda: bool(sandbox.truth()["faults"]))
        stopping.process.kill()
        wait_until(lambda: not is_enabled(sandbox.truth()))


def test_a_stop_goes_on_trying_while_the_api_cannot_be_reached(
    tmp_path: Path, environment: dict[str, str], people: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    same_one = (f"--database={tmp_path / 'sandbox.db'}", f"--port={port}")
    with (
        served_sandbox(*same_one) as sandbox,
        calling(tmp_path, environment, sandbox, people) as launched,
    ):
        launched.process.kill()

    with under_way(tmp_path, environment | sandbox.settings, "stop", KEY) as stopping:
        wait_until(lambda: stopping.said.count(NOT_CONFIRMED) > 1)
        assert CONFIRMED not in stopping.said

        with served_sandbox(*same_one) as sandbox:
            assert stopping.ended() == 0
            assert not is_enabled(sandbox.truth())
            were_called = len(called(sandbox.truth()))
            assert f"{CONFIRMED}: {were_called} called, {PEOPLE - were_called} not" in stopping.said


@pytest.mark.parametrize("way", ["Ctrl-C", "stop"])
@pytest.mark.parametrize("credentials", ["a ready token", "an id and a secret"])
def test_a_stop_does_not_wait_until_mico_takes_requests_again(
    tmp_path: Path,
    home: Path,
    environment: dict[str, str],
    people: Path,
    way: str,
    credentials: str,
) -> None:
    an_hour = fault("list", "too_many", seconds=3600, which="numbers = [4]")
    with served_sandbox(faults(tmp_path / "rush.toml", an_hour)) as sandbox:
        ready = {"MICO_ACCESS_TOKEN": token(sandbox)["Authorization"].removeprefix("Bearer ")}
        there = environment | (ready if credentials == "a ready token" else {})
        with calling(tmp_path, there, sandbox, people) as launched:
            wait_until(lambda: bool(sandbox.truth()["faults"]))
            if way == "Ctrl-C":
                requested_at = datetime.now(UTC)
                launched.process.send_signal(signal.SIGINT)
                wait_until(lambda: not is_enabled(sandbox.truth()))
                assert seconds_on(sandbox.truth(), requested_at) <= SECONDS_TO_STOP
            else:
                with under_way(tmp_path, there | sandbox.settings, "stop", KEY):
                    wait_until(lambda: not is_enabled(sandbox.truth()))
                assert seconds_on(sandbox.truth(), wish_in(home)) <= SECONDS_TO_STOP


def test_an_enabling_that_waits_until_mico_takes_requests_again_is_not_sent_after_a_stop(
    tmp_path: Path, environment: dict[str, str], people: Path
) -> None:
    some_time = fault("enable", "too_many", seconds=30, which="numbers = [1]")
    with served_sandbox(faults(tmp_path / "rush.toml", some_time)) as sandbox:
        ready = token(sandbox)["Authorization"].removeprefix("Bearer ")
        there = environment | sandbox.settings | {"MICO_ACCESS_TOKEN": ready}
        with under_way(tmp_path, there, *launch(sandbox, people)) as launched:
            wait_until(lambda: bool(sandbox.truth()["faults"]))
            with under_way(tmp_path, there, "stop", KEY) as stopping:
                assert stopping.ended() == 0
            assert f"{CONFIRMED}: 0 called, {PEOPLE} not" in stopping.said
            assert launched.ended() == 1, "once Mico takes requests again, it reads the wish"
        (schedule,) = sandbox.truth()["schedules"]
        assert not any(switching["is_enabled"] for switching in schedule["switchings"])
