"""Runs that a worker, or a served process, takes from a standing Prefect server."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from outbound.clock import FastClock
from tests.cli.test_privacy import found_in
from tests.conftest import ServedSandbox, served_sandbox, write_list

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
PEOPLE = 20

Found = TypeVar("Found")


@pytest.fixture(scope="module")
def standing_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the standing server keeps its database."""
    return tmp_path_factory.mktemp("standing")


@pytest.fixture(scope="module")
def prefect_api(standing_home: Path) -> Iterator[str]:
    """A standing server with all its services: the scheduler is one of them."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "PREFECT_HOME": str(standing_home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "1",
    }
    url = f"http://127.0.0.1:{port}/api"
    with running("prefect", "server", "start", f"--port={port}", environment=environment):
        wait_for(lambda: is_up(f"{url}/health"))
        yield url


def unless_busy(answer: httpx.Response) -> httpx.Response | None:
    return None if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else answer


def is_up(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.HTTPError:
        return False


class Prefect:
    """A standing server's API."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30)

    def get(self, path: str) -> Any:  # noqa: ANN401 - whatever Prefect's API answers
        answer = self._http.get(path)
        return answer.json() if answer.is_success else None

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401 - the same
        # On SQLite the server may be busy for a moment, and says so: its own client asks again.
        answer = wait_for(lambda: unless_busy(self._http.post(path, json=body)))
        assert answer.is_success, answer.text
        return answer.json()

    def forget(self, deployment: str) -> None:
        """End its schedules, too: they would keep the server busy during other tests."""
        gone = wait_for(lambda: unless_busy(self._http.delete(f"/deployments/{deployment}")))
        assert gone.is_success

    def deployment(self, flow: str, name: str) -> str:
        found = wait_for(lambda: self.get(f"/deployments/name/{flow}/{name}"))
        return str(found["id"])

    def ended(self, run_id: str) -> dict[str, Any]:
        """The run's last state, once it has one."""
        final = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}

        def state() -> dict[str, Any] | None:
            found = dict(self.get(f"/flow_runs/{run_id}")["state"])
            return found if found["type"] in final else None

        return wait_for(state)

    def ticks_of(self, deployment: str) -> list[dict[str, Any]]:
        """The first two runs that its schedule started; none before there are two."""
        body = {"deployments": {"id": {"any_": [deployment]}}, "sort": "EXPECTED_START_TIME_ASC"}
        runs = [run for run in self.post("/flow_runs/filter", body) if run["auto_scheduled"]]
        return runs[:2] if len(runs) > 1 else []


def wait_for(look: Callable[[], Found | None], seconds: float = 120) -> Found:
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError("it did not come true")


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


@contextmanager
def running(*command: str, environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        [str(BIN / command[0]), *command[1:]],
        env=environment,
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def prefect(*arguments: str, environment: dict[str, str]) -> None:
    command = [str(BIN / "prefect"), "--no-prompt", *arguments]
    ended = subprocess.run(
        command, env=environment, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def form(sandbox: ServedSandbox, name: str) -> dict[str, object]:
    """What a person types into the form: everybody once, within the next days."""
    clock = FastClock.parse(sandbox.settings["OUTBOUND_CLOCK"])
    ends_at = clock.now() + timedelta(days=2)
    return {
        "contacts": "people.csv",
        "campaign": {"name": name},
        "window": {"ends_at": ends_at.isoformat()},
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

        parameters = form(slow_sandbox, "on a schedule") | {"window": all_day_where_it_is_morning()}
        every_ten_seconds = {
            "active": True,
            "schedule": {"interval": 10, "anchor_date": datetime.now(UTC).isoformat()},
            "parameters": parameters,
        }
        server.post(f"/deployments/{deployment}/schedules", [every_ten_seconds])
        ticks = wait_for(lambda: server.ticks_of(deployment))
        states = [server.ended(tick["id"]) for tick in ticks]
        server.forget(deployment)

    assert [state["type"] for state in states] == ["COMPLETED", "COMPLETED"], states
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
