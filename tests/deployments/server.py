"""A standing Prefect server, what a person does in its UI, and the processes beside it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.commands import PATIENCE

PROJECT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}

Found = TypeVar("Found")


@contextmanager
def standing_server(home: Path) -> Iterator[str]:
    """A server with all its services, the scheduler among them; gives the address of its API."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "1",
    }
    url = f"http://127.0.0.1:{port}/api"
    with running("prefect", "server", "start", f"--port={port}", environment=environment):
        wait_for(lambda: _is_up(f"{url}/health"))
        yield url


def _unless_busy(answer: httpx.Response) -> httpx.Response | None:
    return None if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else answer


def _is_up(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.HTTPError:
        return False


class Prefect:
    """A standing server's API."""

    # On SQLite the server may be busy for a moment, and says so: its own client asks again, too.

    def __init__(self, url: str) -> None:
        # None is kept: the server may close a connection just when it is to be used again.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.Client(base_url=url, timeout=PATIENCE, limits=limits)

    def get(self, path: str) -> Any:  # noqa: ANN401 - whatever Prefect's API answers
        answer = wait_for(lambda: _unless_busy(self._http.get(path)))
        return answer.json() if answer.is_success else None

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401 - the same
        answer = wait_for(lambda: _unless_busy(self._http.post(path, json=body)))
        assert answer.is_success, answer.text
        return answer.json()

    def forget(self, deployment: str) -> None:
        """End its schedules, too: they would keep the server busy during other tests."""
        gone = wait_for(lambda: _unless_busy(self._http.delete(f"/deployments/{deployment}")))
        assert gone.is_success

    def deployment(self, flow: str, name: str) -> str:
        found = wait_for(lambda: self.get(f"/deployments/name/{flow}/{name}"))
        return str(found["id"])

    def trigger(self, deployment: str, parameters: object) -> str:
        """Start a run from the form; gives its id."""
        path = f"/deployments/{deployment}/create_flow_run"
        return str(self.post(path, {"parameters": parameters})["id"])

    def cancel(self, run_id: str) -> None:
        """What the UI's button does."""
        state = {"type": "CANCELLING", "name": "Cancelling", "message": "Cancelled from the UI"}
        self.post(f"/flow_runs/{run_id}/set_state", {"state": state, "force": True})

    def retry(self, run_id: str) -> None:
        """What the UI's button does."""
        state = {"type": "SCHEDULED", "name": "AwaitingRetry", "message": "Retry from the UI"}
        answer = self.post(f"/flow_runs/{run_id}/set_state", {"state": state, "force": False})
        assert answer["status"] == "ACCEPT", answer

    def resume(self, run_id: str, run_input: object) -> None:
        """What the UI's form does; it can be sent off a moment after the pause has begun."""
        path, body = f"/flow_runs/{run_id}/resume", {"run_input": run_input}
        assert wait_for(lambda: self.post(path, body)["status"] == "ACCEPT")

    def run_every(self, deployment: str, seconds: int, anchor: str) -> None:
        """Give the deployment one more schedule."""
        schedule = {"interval": seconds, "anchor_date": anchor}
        body = [{"active": True, "schedule": schedule}]
        self.post(f"/deployments/{deployment}/schedules", body)

    def state(self, run_id: str) -> dict[str, Any]:
        return dict(self.get(f"/flow_runs/{run_id}")["state"])

    def ended(self, run_id: str) -> dict[str, Any]:
        """The run's last state, once it has one."""

        def state() -> dict[str, Any] | None:
            found = self.state(run_id)
            return found if found["type"] in FINAL else None

        return wait_for(state)

    def tick_after(self, deployment: str, instant: datetime) -> str:
        """The id of the first run that its schedule starts later than this."""
        body = {"deployments": {"id": {"any_": [deployment]}}, "sort": "EXPECTED_START_TIME_ASC"}

        def tick() -> str | None:
            runs = [run for run in self.post("/flow_runs/filter", body) if run["auto_scheduled"]]
            due = ((datetime.fromisoformat(r["expected_start_time"]), str(r["id"])) for r in runs)
            return next((run_id for at, run_id in due if at > instant), None)

        return wait_for(tick)


def wait_for(look: Callable[[], Found | None], seconds: float = PATIENCE) -> Found:
    """Look until there is something to be seen."""
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError("it did not come true")


@contextmanager
def running(*command: str, environment: dict[str, str]) -> Iterator[int]:
    """A command of the environment, for as long as the block lasts; gives its process's id."""
    process = subprocess.Popen(
        [str(BIN / command[0]), *command[1:]],
        env=environment,
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def prefect(*arguments: str, environment: dict[str, str]) -> None:
    """A command of Prefect's that ends well."""
    command = [str(BIN / "prefect"), "--no-prompt", *arguments]
    ended = subprocess.run(
        command, env=environment, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
