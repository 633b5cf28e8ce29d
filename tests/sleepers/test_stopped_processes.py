"""A process that SIGSTOP has put to sleep, on a real clock, harms nobody when it wakes."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from outbound.api import MicoSettings
from outbound.delivery.session import open_session
from outbound.planning import CallingWindow
from outbound.settings import OutboundSettings
from tests.commands import PATIENCE, started
from tests.conftest import ServedSandbox, served_sandbox
from tests.ledger.databases import NO_SERVER, own_postgresql
from tests.sleepers.machines import Boundary, Place, Side
from tests.sleepers.promises import SECONDS_TO_STOP
from tests.sleepers.scenes import IDS, SIZES, begin_run
from tests.sleepers.worker import ASLEEP
from tests.sleepers.works import KEY

pytestmark = pytest.mark.slow

LEASE, DEADLINE = 3, 3
"""Real seconds."""

A_BULK_IS_TURNED_DOWN = '[[fault]]\non = "bulk"\nkind = "refused_after_commit"\nnumbers = [1]\n'

ENABLE, DISABLE, BULK = "PATCH enable", "PATCH disable", "POST bulk"


@dataclass(frozen=True)
class Stage:
    """A run on PostgreSQL, a sandbox, and processes that work on it."""

    sandbox: ServedSandbox
    environment: dict[str, str]

    @contextmanager
    def process(self, work: str, place: Place | None = None) -> Iterator["subprocess.Popen[str]"]:
        """A process with this work, which sleeps there."""
        where = [place.boundary.side, place.boundary.what, str(place.time)] if place else []
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.sleepers.worker", work, *where],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def done(self, work: str) -> str:
        """How a process with this work ended."""
        with self.process(work) as process:
            return last_word(process)

    def is_enabled(self) -> bool:
        return any(schedule["is_enabled"] for schedule in self.sandbox.truth()["schedules"])

    def rung(self) -> Counter[str]:
        """Who was called, and by how many calls."""
        calls = self.sandbox.truth()["calls"]
        return Counter(call["external_id"] for call in calls if call["attempts"])


def last_word(process: "subprocess.Popen[str]") -> str:
    said, _ = process.communicate(timeout=PATIENCE)
    return said.splitlines()[-1]


def fallen_asleep(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    assert process.stdout.readline().strip() == ASLEEP
    stat = Path(f"/proc/{process.pid}/stat")
    while stat.read_text().rpartition(")")[2].split()[0] != "T":
        time.sleep(0.01)


Staged = Callable[[str], Stage]


@pytest.fixture
def staged(tmp_path: Path) -> Iterator[Staged]:
    with ExitStack() as stack:

        def stage(faults: str = "") -> Stage:
            url = stack.enter_context(own_postgresql())
            if url is None:
                pytest.skip(NO_SERVER)
            options = ["--speed=60"]
            if faults:
                file = tmp_path / "faults.toml"
                file.write_text(faults)
                options.append(f"--faults={file}")
            served = stack.enter_context(served_sandbox(*options))
            ours = {
                "OUTBOUND_HOME": str(tmp_path),
                "OUTBOUND_DATABASE_URL": url,
                "OUTBOUND_LEASE_SECONDS": str(LEASE),
                "MICO_TIMEOUT_SECONDS": str(DEADLINE),
            }
            clean = {n: of for n, of in os.environ.items() if not n.startswith(("MICO", "OUTB"))}
            environment = clean | served.settings | ours
            with patch.dict(os.environ, environment, clear=True):
                asyncio.run(_begin())
            return Stage(served, environment)

        yield stage


async def _begin() -> None:
    async with open_session(MicoSettings(), OutboundSettings()) as session:
        now = session.clock.now().replace(microsecond=0)
        ours = replace(session, sizes=SIZES)
        await begin_run(ours, CallingWindow(now, now + timedelta(hours=20)))


def sleep_before(side: Side, what: str, nth: int = 1) -> Place:
    return Place(Boundary(side, what), nth)


@pytest.mark.parametrize(
    "place",
    [
        sleep_before(Side.COMMITTED, "LedgerSchedules.intend_enabling"),
        sleep_before(Side.TOKEN, ENABLE),
        sleep_before(Side.HEAD, ENABLE),
    ],
    ids=str,
)
def test_its_enable_does_not_leave_after_somebody_stopped_and_resumed(
    staged: Staged, place: Place
) -> None:
    stage = staged("")
    with stage.process("launch", place) as sleeper:
        fallen_asleep(sleeper)
        assert stage.done("stop") == "done"
        assert stage.done("resume in another window") == "done"
        sleeper.send_signal(signal.SIGCONT)
        last_word(sleeper)

    assert stage.rung() == dict.fromkeys(IDS, 1)
    first, second = stage.sandbox.truth()["schedules"]
    assert not any(switching["is_enabled"] for switching in first["switchings"])
    assert second["is_enabled"]


@pytest.mark.parametrize(
    ("place", "faults"),
    [
        (sleep_before(Side.TOKEN, BULK, 2), ""),
        (sleep_before(Side.BODY, BULK, 2), ""),
        (sleep_before(Side.ANSWER, ENABLE), ""),
        (sleep_before(Side.TOKEN, DISABLE), A_BULK_IS_TURNED_DOWN),
        (sleep_before(Side.BODY, DISABLE), A_BULK_IS_TURNED_DOWN),
        (sleep_before(Side.COMMIT, "Rows.record"), ""),
        (sleep_before(Side.COMMIT, "LedgerSchedules.released"), ""),
    ],
    ids=str,
)
def test_whoever_takes_over_calls_everybody_once(staged: Staged, place: Place, faults: str) -> None:
    stage = staged(faults)
    with stage.process("launch", place) as sleeper:
        fallen_asleep(sleeper)
        assert stage.done("resume") == "done"
        sleeper.send_signal(signal.SIGCONT)
        last_word(sleeper)

    assert stage.done("recover") == "done"
    assert stage.rung() == dict.fromkeys(IDS, 1)


@pytest.mark.parametrize(
    "place",
    [
        sleep_before(Side.COMMIT, "LedgerSchedules.intend_enabling"),
        sleep_before(Side.COMMIT, "LedgerSchedules.released"),
        sleep_before(Side.COMMIT, "Calls.record"),
        sleep_before(Side.COMMITTED, "LedgerSchedules.released"),
    ],
    ids=str,
)
def test_a_stop_is_true_within_ten_seconds_whatever_it_holds(staged: Staged, place: Place) -> None:
    stage = staged("")
    with stage.process("launch", place) as sleeper:
        fallen_asleep(sleeper)
        with started("stop", KEY, environment=stage.environment) as stopper:
            asked_at = time.monotonic()
            while stage.is_enabled():
                assert time.monotonic() < asked_at + SECONDS_TO_STOP
                time.sleep(0.1)
            stop = stopper.ended()
            assert stop.status == 0, stop.err
        sleeper.send_signal(signal.SIGCONT)
        last_word(sleeper)

    assert stage.done("recover") == "done"
    assert not stage.is_enabled()
    assert max(stage.rung().values(), default=0) <= 1
