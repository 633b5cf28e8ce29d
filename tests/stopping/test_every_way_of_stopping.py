"""Whichever way somebody stops a run, at whichever moment: its schedules are soon disabled.

In the sandbox of these tests an enabling is carried out two seconds after it came. A stop while
the run is being released so crosses it, and whoever waited for its answer may be gone.
"""

import os
import re
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import Outbound, ServedSandbox
from tests.deployments.server import Prefect, running
from tests.stopping.stage import (
    KEY,
    SECONDS_TO_STOP,
    Command,
    Moment,
    began_after,
    called,
    family,
    in_hours,
    is_enabled,
    kill,
    last_disabled,
    seconds_enabled,
    seconds_on,
    under_way,
    wait_for_moment,
    wish_in,
)

pytestmark = pytest.mark.slow

WATCHING = 14.0
"""Seconds from the wish: long after the delayed enabling has landed."""


@pytest.fixture
def worker(deployed: str, working: dict[str, str]) -> Iterator[str]:
    """A process worker; gives the deployment that launches."""
    with running("prefect", "worker", "start", "--pool=outbound", environment=working):
        yield deployed


@pytest.fixture
def served(server: Prefect, working: dict[str, str]) -> Iterator[str]:
    """`python -m deployments.serve`; gives the deployment that launches."""
    with running("python", "-m", "deployments.serve", environment=working):
        yield server.deployment("launch-campaign", "served")


def form(sandbox: ServedSandbox) -> dict[str, object]:
    return {
        "contacts": "people.csv",
        "campaign": {"name": "Reminders"},
        "window": {"ends_at": in_hours(sandbox, 6)},
        "allowed": {"hours": "00:00-24:00"},
        "retry_intervals": [],
        "poll_interval_seconds": 2,
        "key": KEY,
    }


@pytest.fixture
def launched(
    tmp_path: Path, working: dict[str, str], sandbox: ServedSandbox, contacts: Path
) -> Iterator[Command]:
    """`outbound launch`, which goes on."""
    window = ("--ends-at", in_hours(sandbox, 6), "--retry-intervals", "none")
    options = (
        "--name",
        "Reminders",
        "--allowed=00:00-24:00",
        "--key",
        KEY,
        "--poll-interval",
        "2",
        *window,
    )
    with under_way(tmp_path, working, "launch", str(contacts), *options) as command:
        yield command


def cancelled_in_the_ui(
    server: Prefect, deployment: str, sandbox: ServedSandbox, moment: Moment
) -> float:
    """How many seconds after Prefect had taken the cancelling something was still enabled."""
    run = server.trigger(deployment, form(sandbox))
    wait_for_moment(sandbox, moment)
    server.cancel(run)
    requested_at = time.monotonic()
    seconds = seconds_enabled(sandbox, requested_at, WATCHING)
    assert server.ended(run)["type"] == "CANCELLED"
    return seconds


def stays_stopped(outbound: Outbound, sandbox: ServedSandbox) -> bool:
    """Whether the records and the API agree that nobody is called any more."""
    truth = sandbox.truth()
    return (
        outbound("status", KEY, "--json").json["state"] == "stopped"
        and not is_enabled(truth)
        and not began_after(truth, last_disabled(truth))
    )


@pytest.mark.usefixtures("contacts")
def test_cancelling_a_served_run_in_the_ui_disables_its_schedules(
    server: Prefect,
    served: str,
    outbound: Outbound,
    sandbox: ServedSandbox,
    moment: Moment,
) -> None:
    seconds = cancelled_in_the_ui(server, served, sandbox, moment)
    assert seconds <= SECONDS_TO_STOP
    assert stays_stopped(outbound, sandbox)


@pytest.mark.usefixtures("contacts")
def test_cancelling_a_workers_run_in_the_ui_disables_its_schedules(
    server: Prefect,
    worker: str,
    outbound: Outbound,
    sandbox: ServedSandbox,
    moment: Moment,
) -> None:
    seconds = cancelled_in_the_ui(server, worker, sandbox, moment)
    assert seconds <= SECONDS_TO_STOP
    assert stays_stopped(outbound, sandbox)


@pytest.mark.parametrize("moment", [Moment.CALLING], ids=str)
@pytest.mark.usefixtures("contacts")
def test_a_flow_that_is_cancelled_in_the_ui_disables_its_schedules_though_its_worker_is_asleep(
    server: Prefect,
    deployed: str,
    working: dict[str, str],
    outbound: Outbound,
    sandbox: ServedSandbox,
    moment: Moment,
) -> None:
    with running("prefect", "worker", "start", "--pool=outbound", environment=working) as worker:
        run = server.trigger(deployed, form(sandbox))
        wait_for_moment(sandbox, moment)
        _, *flow = family(worker)
        os.kill(worker, signal.SIGSTOP)
        server.cancel(run)
        requested_at = time.monotonic()
        seconds = seconds_enabled(sandbox, requested_at, WATCHING)
        kill([worker, *flow])
    assert seconds <= SECONDS_TO_STOP
    assert stays_stopped(outbound, sandbox)


def told(screen: str) -> tuple[datetime, int, int]:
    """When the stop was confirmed, who was called and who was not, as the screen says."""
    pattern = r"Stopped (\d\d:\d\d:\d\d) UTC, confirmed by Mico: ([\d,]+) called, ([\d,]+) not"
    found = re.search(pattern, screen)
    assert found, screen
    at, now = datetime.strptime(found[1], "%H:%M:%S").time(), datetime.now(UTC)  # noqa: DTZ007 - UTC is added next
    confirmed_at = datetime.combine(now.date(), at, UTC)
    if confirmed_at > now:  # it was before midnight
        confirmed_at -= timedelta(days=1)
    return confirmed_at, int(found[2].replace(",", "")), int(found[3].replace(",", ""))


def says_what_is_so(screen: str, sandbox: ServedSandbox, moment: Moment) -> bool:
    """Whether the numbers are right, and nobody was called after the confirmation."""
    confirmed_at, were_called, were_not = told(screen)
    truth = sandbox.truth()
    assert (were_called, were_not) == (len(called(truth)), moment.people - len(called(truth)))
    return not began_after(truth, confirmed_at)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_ctrl_c_and_sigterm_of_a_launch_disable_its_schedules_before_it_ends(
    number: signal.Signals,
    launched: Command,
    outbound: Outbound,
    sandbox: ServedSandbox,
    moment: Moment,
) -> None:
    wait_for_moment(sandbox, moment)
    requested_at = datetime.now(UTC)
    launched.process.send_signal(number)
    status = launched.ended()

    assert status == 130, launched.said
    assert not seconds_enabled(sandbox, time.monotonic(), 3)
    assert seconds_on(sandbox.truth(), requested_at) <= SECONDS_TO_STOP
    assert "Traceback" not in launched.said
    assert says_what_is_so(launched.said, sandbox, moment)
    assert stays_stopped(outbound, sandbox)


def test_stopping_from_another_process_disables_the_schedules(
    launched: Command,
    home: Path,
    outbound: Outbound,
    sandbox: ServedSandbox,
    moment: Moment,
) -> None:
    wait_for_moment(sandbox, moment)
    stopped = outbound("stop", KEY)

    assert stopped.status == 0, stopped.err
    assert not seconds_enabled(sandbox, time.monotonic(), 3)
    assert seconds_on(sandbox.truth(), wish_in(home)) <= SECONDS_TO_STOP
    assert says_what_is_so(stopped.err, sandbox, moment)
    assert stays_stopped(outbound, sandbox)
    if moment != Moment.CALLING:  # the launcher follows conversations to their end
        assert launched.ended() == 1
        assert "was stopped" in launched.said
