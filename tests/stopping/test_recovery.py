"""Everything dies, and what was begun is put right afterwards from the records."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_launching import newest_result, rows_add_up
from tests.conftest import Outbound, ServedSandbox, served_sandbox, write_list
from tests.deployments.server import Prefect, running
from tests.stopping.stage import (
    KEY,
    Command,
    Moment,
    called,
    family,
    fault,
    faults,
    in_hours,
    is_enabled,
    kill,
    under_way,
    wait_for_moment,
    wait_until,
)

pytestmark = pytest.mark.slow

PEOPLE = 40
SPEED = "--speed=60"
BY_AND_BY = "180,180"
"""Retry intervals with which calling takes some seconds of the sandbox's fast time."""
FOR_A_WHILE = "1200,1200"
"""Retry intervals with which somebody is still called when two more commands have come and gone."""


@pytest.fixture
def sandbox() -> Iterator[ServedSandbox]:
    """A sandbox in which a minute takes a second."""
    with served_sandbox(SPEED) as served:
        yield served


@pytest.fixture
def people(home: Path) -> Path:
    (home / "lists").mkdir(parents=True)
    return write_list(home / "lists" / "people.csv", PEOPLE)


def launch(
    sandbox: ServedSandbox, contacts: Path, *more: str, retries: str = BY_AND_BY
) -> tuple[str, ...]:
    window = ("--ends-at", in_hours(sandbox, 48), "--retry-intervals", retries)
    return (
        "launch",
        str(contacts),
        "--name",
        "R",
        "--allowed=00:00-24:00",
        "--key",
        KEY,
        *window,
        *more,
    )


@contextmanager
def launched(
    folder: Path,
    environment: dict[str, str],
    sandbox: ServedSandbox,
    contacts: Path,
    retries: str = BY_AND_BY,
) -> Iterator[Command]:
    """A launch whose calls are being made."""
    command = launch(sandbox, contacts, "--poll-interval", "10", "--json", retries=retries)
    with under_way(folder, environment, *command) as under:
        wait_for_moment(sandbox, Moment.CALLING)
        yield under


def is_finished(outbound: Outbound, sandbox: ServedSandbox) -> bool:
    """Whether the records say that all is over, and of everybody what is so."""
    summary = outbound("status", KEY, "--json").json
    assert summary["state"] == "finished", summary
    assert rows_add_up(summary)
    return bool(summary["outcomes"] == results(sandbox.truth()))


def results(truth: dict[str, Any]) -> dict[str, int]:
    names = [newest_result(call) for call in truth["calls"]]
    return {name: names.count(name) for name in names}


def test_a_launcher_that_was_killed_with_its_server_is_recovered_to_the_end(
    tmp_path: Path,
    working: dict[str, str],
    sandbox: ServedSandbox,
    outbound: Outbound,
    people: Path,
) -> None:
    without = {name: value for name, value in working.items() if name != "PREFECT_API_URL"}
    alone = without | {"PREFECT_HOME": str(tmp_path / "private")}
    with launched(tmp_path, alone, sandbox, people) as launcher:
        everything = family(launcher.process.pid)
        assert len(everything) > 1, "it has a private server"
        kill(everything)

    recovered = outbound("recover", "--poll-interval", "10")

    assert recovered.status == 0, recovered.err
    assert "calls are open" in recovered.err
    assert is_finished(outbound, sandbox)


def test_a_run_whose_worker_was_killed_is_recovered_to_the_end(
    server: Prefect,
    deployed: str,
    working: dict[str, str],
    sandbox: ServedSandbox,
    outbound: Outbound,
    people: Path,
) -> None:
    with running("prefect", "worker", "start", "--pool=outbound", environment=working) as worker:
        server.trigger(deployed, form(sandbox, people))
        wait_for_moment(sandbox, Moment.CALLING)
        kill(family(worker))

    assert outbound("recover", "--poll-interval", "10").status == 0
    assert is_finished(outbound, sandbox)


def test_cancelling_in_the_ui_is_carried_out_by_the_scheduled_flow_where_everything_was_killed(
    server: Prefect,
    deployed: str,
    working: dict[str, str],
    sandbox: ServedSandbox,
    outbound: Outbound,
    people: Path,
) -> None:
    with running("prefect", "worker", "start", "--pool=outbound", environment=working) as worker:
        run = server.trigger(deployed, form(sandbox, people))
        wait_for_moment(sandbox, Moment.CALLING)
        kill(family(worker))
    server.cancel(run)
    assert is_enabled(sandbox.truth())

    with running("python", "-m", "deployments.serve", environment=working):
        deployment = server.deployment("recover-runs", "served")
        server.run_every(deployment, 20, datetime.now(UTC).isoformat())
        wait_until(lambda: not is_enabled(sandbox.truth()))
        server.forget(deployment)
    assert outbound("status", KEY, "--json").json["state"] == "stopped"


def form(sandbox: ServedSandbox, contacts: Path) -> dict[str, object]:
    return {
        "contacts": contacts.name,
        "campaign": {"name": "R"},
        "window": {"ends_at": in_hours(sandbox, 48)},
        "allowed": {"hours": "00:00-24:00"},
        "retry_intervals": [int(seconds) for seconds in BY_AND_BY.split(",")],
        "poll_interval_seconds": 10,
        "key": KEY,
    }


@pytest.fixture
def unstoppable(tmp_path: Path) -> Iterator[ServedSandbox]:
    """Real time; the first disabling is never carried out and never answered."""
    first = fault("disable", "hang", seconds=600, which="numbers = [1]")
    with served_sandbox(faults(tmp_path / "hang.toml", first)) as served:
        yield served


@pytest.fixture
def wished(
    tmp_path: Path, environment: dict[str, str], unstoppable: ServedSandbox, people: Path
) -> dict[str, str]:
    """The environment in which a run calls whose launcher and whose stop were killed."""
    there = environment | unstoppable.settings | {"MICO_TIMEOUT_SECONDS": "30"}
    with launched(tmp_path, there, unstoppable, people) as launcher:
        kill([launcher.process.pid])  # it would heed the wish, too
    with under_way(tmp_path, there, "stop", KEY) as stop:
        wait_until(lambda: bool(unstoppable.truth()["faults"]))
        kill([stop.process.pid])
    assert is_enabled(unstoppable.truth())
    return there


def test_a_wish_to_stop_that_nobody_carried_out_is_carried_out_by_recovery(
    tmp_path: Path, wished: dict[str, str], unstoppable: ServedSandbox
) -> None:
    with under_way(tmp_path, wished, "recover", "--once") as recovering:
        wait_until(lambda: not is_enabled(unstoppable.truth()))
        recovering.ended()
    assert "stopped, confirmed by Mico" in recovering.said


def test_the_scheduled_flow_carries_out_a_wish_to_stop_without_anybodys_doing(
    server: Prefect, wished: dict[str, str], unstoppable: ServedSandbox
) -> None:
    with running("python", "-m", "deployments.serve", environment=wished):
        wait_until(lambda: not is_enabled(unstoppable.truth()))
        server.forget(server.deployment("recover-runs", "served"))


def test_the_scheduled_flow_follows_the_calls_of_a_launcher_that_was_killed(
    tmp_path: Path,
    server: Prefect,
    working: dict[str, str],
    sandbox: ServedSandbox,
    outbound: Outbound,
    people: Path,
) -> None:
    with launched(tmp_path, working, sandbox, people) as launcher:
        kill([launcher.process.pid])

    def is_over() -> bool:
        return bool(outbound("status", KEY, "--json").json["state"] == "finished")

    with running("python", "-m", "deployments.serve", environment=working):
        deployment = server.deployment("recover-runs", "served")
        server.run_every(deployment, 20, datetime.now(UTC).isoformat())
        wait_until(is_over)
        server.forget(deployment)
    assert is_finished(outbound, sandbox)


def test_two_recoveries_beside_a_launcher_change_nothing(
    tmp_path: Path,
    working: dict[str, str],
    sandbox: ServedSandbox,
    outbound: Outbound,
    people: Path,
) -> None:
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        folder.mkdir()
    with (
        launched(tmp_path, working, sandbox, people, FOR_A_WHILE) as launcher,
        under_way(folders[0], working, "recover", "--once") as one,
        under_way(folders[1], working, "recover", "--once") as other,
    ):
        assert (one.ended(), other.ended()) == (0, 0)
        assert launcher.process.poll() is None, "it is still at work"
        assert launcher.ended() == 0, launcher.said

    assert "is being worked on" in one.said
    assert "is being worked on" in other.said
    assert json.loads(launcher.printed)["state"] == "finished"
    (schedule,) = sandbox.truth()["schedules"]
    assert [switching["is_enabled"] for switching in schedule["switchings"]] == [True]
    assert is_finished(outbound, sandbox)


def test_a_run_that_died_before_its_release_stays_disabled_until_somebody_resumes_it(
    tmp_path: Path, environment: dict[str, str], home: Path
) -> None:
    (home / "lists").mkdir(parents=True)
    contacts = write_list(home / "lists" / "people.csv", 2500)
    second = fault("bulk", "late", seconds=2, which="numbers = [2]")
    with served_sandbox(SPEED, faults(tmp_path / "late.toml", second)) as sandbox:
        there = environment | sandbox.settings
        with under_way(tmp_path, there, *launch(sandbox, contacts)) as launcher:
            wait_until(lambda: bool(sandbox.truth()["faults"]))
            kill([launcher.process.pid])

        with under_way(tmp_path, there, "recover", "--once") as recovering:
            recovering.ended()
        assert f"not released; `outbound resume {KEY}` carries on" in recovering.said
        assert not is_enabled(sandbox.truth())

        with under_way(tmp_path, there, "resume", KEY, "--poll-interval", "10") as resuming:
            assert resuming.ended() == 0, resuming.said
        truth = sandbox.truth()
        assert len(called(truth)) == 2500
        assert max(called(truth).values()) <= 3
        by_person = [call["external_id"] for call in truth["calls"] if call["attempts"]]
        assert len(by_person) == len(set(by_person)), "nobody was called from two calls"
