"""Runs that a worker, or a served process, takes from a standing Prefect server."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outbound.clock import FastClock
from tests.cli.test_privacy import found_in
from tests.conftest import ServedSandbox, served_sandbox, write_list
from tests.deployments.server import Prefect, prefect, running, standing_server, wait_for

pytestmark = pytest.mark.slow

PEOPLE = 20


@pytest.fixture(scope="module")
def standing_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the standing server keeps its database."""
    return tmp_path_factory.mktemp("standing")


@pytest.fixture(scope="module")
def prefect_api(standing_home: Path) -> Iterator[str]:
    """A standing server with all its services: the scheduler is one of them."""
    with standing_server(standing_home) as url:
        yield url


@pytest.fixture
def slow_sandbox() -> Iterator[ServedSandbox]:
    """A sandbox in which an hour takes a minute: days do not fly by."""
    with served_sandbox("--speed=60") as served:
        yield served


@pytest.fixture
def worker_environment(
    environment: dict[str, str], home: Path, slow_sandbox: ServedSandbox
) -> dict[str, str]:
    """The environment of a worker that has a list in its lists folder."""
    (home / "lists").mkdir(parents=True)
    write_list(home / "lists" / "people.csv", PEOPLE)
    return environment | slow_sandbox.settings


def form(sandbox: ServedSandbox, name: str) -> dict[str, object]:
    """What a person types into the form: everybody once, within the next days."""
    clock = FastClock.parse(sandbox.settings["OUTBOUND_CLOCK"])
    ends_at = clock.now() + timedelta(days=2)
    return {
        "contacts": "people.csv",
        "campaign": {"name": name},
        "window": {"ends_at": ends_at.isoformat()},
        "allowed": {"hours": "00:00-24:00"},
        "retry_intervals": [],
        "poll_interval_seconds": 30,
    }


def all_day_where_it_is_morning() -> dict[str, str]:
    """A window that is open for many hours, whatever the hour of the test."""
    offset = datetime.now(UTC).hour - 6  # Etc/GMT+5 lies five hours behind UTC
    zone = f"Etc/GMT{offset:+d}" if -14 <= offset <= 12 else "Etc/GMT+12"
    return {"from_time": "00:00", "until_time": "23:59", "time_zone": zone}


def test_a_worker_runs_what_the_form_triggers_and_what_a_schedule_does_once_a_day(
    prefect_api: str, worker_environment: dict[str, str], slow_sandbox: ServedSandbox
) -> None:
    server = Prefect(prefect_api)
    prefect("work-pool", "create", "outbound", "--type=process", environment=worker_environment)
    prefect("deploy", "--all", environment=worker_environment)
    deployment = server.deployment("launch-campaign", "launch-campaign")

    with running("prefect", "worker", "start", "--pool=outbound", environment=worker_environment):
        triggered = server.post(
            f"/deployments/{deployment}/create_flow_run",
            {"parameters": form(slow_sandbox, "from the form")},
        )
        assert server.ended(triggered["id"])["type"] == "COMPLETED"
        assert len(slow_sandbox.truth()["calls"]) == PEOPLE

        once_more = {"again": True, "allow_overlap": True}  # the form has just called this list
        window = {"window": all_day_where_it_is_morning()}
        parameters = form(slow_sandbox, "on a schedule") | window | once_more
        began_at = datetime.now(UTC)
        twice_a_minute = {
            "active": True,
            "schedule": {"interval": 30, "anchor_date": began_at.isoformat()},
            "parameters": parameters,
        }
        server.post(f"/deployments/{deployment}/schedules", [twice_a_minute])
        first = server.ended(server.tick_after(deployment, began_at))
        # One that comes while the first is at work only says so.
        second = server.ended(server.tick_after(deployment, datetime.now(UTC)))
        server.forget(deployment)

    assert (first["type"], second["type"]) == ("COMPLETED", "COMPLETED"), (first, second)
    truth = slow_sandbox.truth()
    assert len(truth["schedules"]) == 2, "the second tick found the first one's run"
    assert len(truth["calls"]) == 2 * PEOPLE


def test_served_flows_run_what_the_form_triggers(
    prefect_api: str, worker_environment: dict[str, str], slow_sandbox: ServedSandbox
) -> None:
    server = Prefect(prefect_api)
    with running("python", "-m", "deployments.serve", environment=worker_environment):
        deployment = server.deployment("launch-campaign", "served")
        triggered = server.post(
            f"/deployments/{deployment}/create_flow_run",
            {"parameters": form(slow_sandbox, "served")},
        )
        state = server.ended(triggered["id"])

    assert state["type"] == "COMPLETED", state
    assert state["message"].startswith(f"{PEOPLE} read = ")
    outcomes = [call["attempts"][-1]["status"] for call in slow_sandbox.truth()["calls"]]
    assert len(outcomes) == PEOPLE


@pytest.mark.parametrize("call_them", [True, False])
def test_a_run_waits_until_a_person_has_approved_of_its_plan(
    prefect_api: str,
    worker_environment: dict[str, str],
    slow_sandbox: ServedSandbox,
    *,
    call_them: bool,
) -> None:
    server = Prefect(prefect_api)
    with running("python", "-m", "deployments.serve", environment=worker_environment):
        deployment = server.deployment("launch-campaign", "served")
        asked = form(slow_sandbox, "approved") | {"checks": {"approve": True}}
        run_id = server.trigger(deployment, asked | {"key": f"approved-{call_them}"})
        wait_for(lambda: server.state(run_id)["type"] == "PAUSED" or None)
        assert not slow_sandbox.truth()["campaigns"][1:], "nothing was sent yet"
        plans = server.post("/artifacts/filter", {"flow_runs": {"id": {"any_": [run_id]}}})
        assert any(f"{PEOPLE} usable" in str(plan["data"]) for plan in plans)
        server.resume(run_id, {"call_them": call_them})
        state = server.ended(run_id)

    assert state["type"] == ("COMPLETED" if call_them else "FAILED"), state
    assert call_them or "refused the plan" in state["message"]
    assert len(slow_sandbox.truth()["calls"]) == (PEOPLE if call_them else 0)


def test_a_run_whose_plan_was_refused_is_not_resumed_without_an_approval(
    prefect_api: str, worker_environment: dict[str, str], slow_sandbox: ServedSandbox
) -> None:
    server = Prefect(prefect_api)
    with running("python", "-m", "deployments.serve", environment=worker_environment):
        launch = server.deployment("launch-campaign", "served")
        resume = server.deployment("resume-run", "served")
        asked = form(slow_sandbox, "refused") | {"checks": {"approve": True}, "key": "refused"}
        launched = server.trigger(launch, asked)
        wait_for(lambda: server.state(launched)["type"] == "PAUSED" or None)
        server.post(f"/flow_runs/{launched}/resume", {"run_input": {"call_them": False}})
        assert server.ended(launched)["type"] == "FAILED"

        resumed = server.trigger(resume, {"key": "refused", "poll_interval_seconds": 30})
        wait_for(lambda: server.state(resumed)["type"] == "PAUSED" or None)
        assert not slow_sandbox.truth()["calls"], "nobody has approved of it yet"
        server.post(f"/flow_runs/{resumed}/resume", {"run_input": {}})
        state = server.ended(resumed)

    assert state["type"] == "COMPLETED", state
    assert len(slow_sandbox.truth()["calls"]) == PEOPLE


def test_a_plan_that_nobody_looks_at_ends_with_its_window(
    prefect_api: str, worker_environment: dict[str, str], slow_sandbox: ServedSandbox
) -> None:
    server = Prefect(prefect_api)
    with running("python", "-m", "deployments.serve", environment=worker_environment):
        deployment = server.deployment("launch-campaign", "served")
        clock = FastClock.parse(slow_sandbox.settings["OUTBOUND_CLOCK"])
        soon = {"ends_at": (clock.now() + timedelta(minutes=30)).isoformat()}
        asked = form(slow_sandbox, "ignored") | {"window": soon, "key": "ignored"}
        run_id = server.trigger(deployment, asked | {"checks": {"approve": True}})
        state = server.ended(run_id)

    assert (state["type"], state["name"]) == ("FAILED", "Window missed"), state
    assert "Nobody approved of the plan of ignored" in state["message"]
    assert not slow_sandbox.truth()["calls"]


def test_a_scheduled_run_that_comes_too_late_calls_nobody(
    prefect_api: str, worker_environment: dict[str, str], slow_sandbox: ServedSandbox
) -> None:
    server = Prefect(prefect_api)
    with running("python", "-m", "deployments.serve", environment=worker_environment):
        deployment = server.deployment("launch-campaign", "served")
        window = {"starts_at": "2020-01-01T09:00:00Z", "ends_at": "2020-01-01T12:00:00Z"}
        late = form(slow_sandbox, "late") | {"window": window}
        triggered = server.post(f"/deployments/{deployment}/create_flow_run", {"parameters": late})
        state = server.ended(triggered["id"])

    assert (state["type"], state["name"]) == ("FAILED", "Window missed")
    assert not slow_sandbox.truth()["schedules"]


def saved_block(environment: dict[str, str]) -> str:
    """A Mico credentials block with the sandbox's secret; gives the id of its document."""
    script = (
        "import os; from tasks.credentials import MicoCredentials;"
        "block = MicoCredentials(client_id=os.environ['MICO_CLIENT_ID'],"
        " client_secret=os.environ['MICO_CLIENT_SECRET'], base_url=os.environ['MICO_BASE_URL']);"
        "print(block.save('sandbox', overwrite=True))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    return ended.stdout.split()[-1]


def test_credentials_come_from_a_block_and_the_stop_flow_disables_the_schedules(
    prefect_api: str,
    standing_home: Path,
    worker_environment: dict[str, str],
    slow_sandbox: ServedSandbox,
) -> None:
    server = Prefect(prefect_api)
    block = {"$ref": {"block_document_id": saved_block(worker_environment)}}
    without_credentials = {
        name: value for name, value in worker_environment.items() if not name.startswith("MICO_")
    }
    with running("python", "-m", "deployments.serve", environment=without_credentials):
        launch = server.deployment("launch-campaign", "served")
        stop = server.deployment("stop-calls", "served")
        later = {"starts_at": "2999-01-01T09:00:00Z", "ends_at": "2999-01-01T12:00:00Z"}
        asked = form(slow_sandbox, "block") | {"window": later, "key": "stopped", "wait": False}
        launched = server.post(
            f"/deployments/{launch}/create_flow_run", {"parameters": asked | {"credentials": block}}
        )
        assert server.ended(launched["id"])["type"] == "COMPLETED"
        assert [s["is_enabled"] for s in slow_sandbox.truth()["schedules"]] == [True]

        stopped = server.post(
            f"/deployments/{stop}/create_flow_run",
            {"parameters": {"key": "stopped", "credentials": block}},
        )
        assert server.ended(stopped["id"])["type"] == "COMPLETED"

    assert [s["is_enabled"] for s in slow_sandbox.truth()["schedules"]] == [False]
    assert found_in(standing_home) == []
