"""Carrying on on purpose: in a new window, or by Prefect's own Retry."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_launching import rows_add_up
from tests.conftest import Outbound, ServedSandbox, served_sandbox, write_list
from tests.deployments.server import Prefect, running
from tests.stopping.stage import (
    KEY,
    Moment,
    called,
    fault,
    faults,
    in_hours,
    is_enabled,
    under_way,
    wait_for_moment,
)

pytestmark = pytest.mark.slow

PEOPLE = 1000
"""Of whom the sandbox calls 200 at once."""


@pytest.fixture
def sandbox() -> Iterator[ServedSandbox]:
    """A sandbox in which a minute takes a second."""
    with served_sandbox("--speed=60") as served:
        yield served


@pytest.fixture
def lists(home: Path) -> Path:
    (home / "lists").mkdir(parents=True)
    return home / "lists"


def window(sandbox: ServedSandbox, hours: float) -> tuple[str, ...]:
    return ("--ends-at", in_hours(sandbox, hours), "--poll-interval", "20", "--json")


def launch(contacts: Path, *more: str) -> tuple[str, ...]:
    options = ("--name", "R", "--allowed=00:00-24:00", "--key", KEY, "--retry-intervals", "none")
    return ("launch", str(contacts), *options, *more)


def test_who_was_called_before_a_stop_is_not_called_in_the_new_window_and_everybody_else_is(
    tmp_path: Path, working: dict[str, str], sandbox: ServedSandbox, outbound: Outbound, lists: Path
) -> None:
    people = 5 * PEOPLE
    contacts = write_list(lists / "people.csv", people)
    with under_way(tmp_path, working, *launch(contacts, *window(sandbox, 48))):
        wait_for_moment(sandbox, Moment.CALLING)
        assert outbound("stop", KEY).status == 0
    before = sandbox.truth()
    assert 0 < len(called(before)) < people, "some were called, and some were not"

    resumed = outbound("resume", KEY, *window(sandbox, 50))

    assert resumed.status == 0, resumed.err
    assert resumed.json["state"] == "finished"
    assert rows_add_up(resumed.json)
    truth = sandbox.truth()
    first, second = truth["schedules"]
    assert not first["is_enabled"]
    in_the_second = {c["external_id"] for c in truth["calls"] if c["schedule_uid"] == second["uid"]}
    assert not in_the_second & called(before).keys()
    assert called(truth) == {f"SECRETID-{number}": 1 for number in range(people)}


def test_who_is_held_because_the_window_ended_while_loading_is_called_in_a_new_one(
    tmp_path: Path, environment: dict[str, str], lists: Path
) -> None:
    contacts = write_list(lists / "people.csv", 3 * PEOPLE)
    # The window lasts for forty seconds of real time; it ends while the second bulk is under way.
    second = fault("bulk", "late", seconds=45, which="numbers = [2]")
    with served_sandbox("--speed=60", faults(tmp_path / "late.toml", second)) as sandbox:
        patient = environment | sandbox.settings | {"MICO_TIMEOUT_SECONDS": "100"}
        with under_way(tmp_path, patient, *launch(contacts, *window(sandbox, 0.66))) as launching:
            assert launching.ended() == 1
        assert "window ended before everybody's call was released" in launching.said
        assert not is_enabled(sandbox.truth())
        with under_way(tmp_path, patient, "status", KEY) as status:
            status.ended()
        assert "incomplete" in status.printed
        assert "2,000 held" in status.printed

        with under_way(tmp_path, patient, "resume", KEY, *window(sandbox, 48)) as resuming:
            assert resuming.ended() == 0, resuming.said
        everybody = {f"SECRETID-{number}": 1 for number in range(3 * PEOPLE)}
        assert called(sandbox.truth()) == everybody


def test_prefects_own_retry_of_a_failed_run_carries_on(
    server: Prefect,
    working: dict[str, str],
    sandbox: ServedSandbox,
    outbound: Outbound,
    lists: Path,
) -> None:
    write_list(lists / "people.csv", 20)
    form = {
        "contacts": "people.csv",
        "campaign": {"name": "R"},
        "window": {"ends_at": in_hours(sandbox, 24)},
        "allowed": {"hours": "00:00-24:00"},
        "retry_intervals": [],
        "poll_interval_seconds": 20,
        "key": KEY,
    }
    mistaken = working | {"MICO_CLIENT_SECRET": "wrong"}
    with running("python", "-m", "deployments.serve", environment=mistaken):
        run = server.trigger(server.deployment("launch-campaign", "served"), form)
        failed = server.ended(run)
    assert (failed["type"], failed["name"]) == ("FAILED", "Cannot be done")
    assert outbound("status", KEY, "--json").json["state"] == "incomplete"

    with running("python", "-m", "deployments.serve", environment=working):
        server.retry(run)
        ended = server.ended(run)
    assert ended["type"] == "COMPLETED", ended
    assert outbound("status", KEY, "--json").json["state"] == "finished"
    assert called(sandbox.truth()) == {f"SECRETID-{number}": 1 for number in range(20)}
