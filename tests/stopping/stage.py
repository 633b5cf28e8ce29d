"""What the stories of this folder share: moments of a run, commands under way, and looking on."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from outbound.clock import Clock, FastClock, SystemClock
from tests.commands import PATIENCE
from tests.conftest import ServedSandbox

KEY = "spring"
SECONDS_TO_STOP = 10
BULK = "POST /api/v1/schedules/{uid}/outbound_calls/bulk"
SWITCH = "PATCH /api/v1/schedules/{uid}"


class Moment(StrEnum):
    """Where a run is when something happens to it."""

    LOADING = "while loading"
    RELEASING = "while being released"
    CALLING = "while calling"

    @property
    def people(self) -> int:
        """Enough for the moment to last: of calls, the sandbox makes 200 at once."""
        return 4000 if self == Moment.LOADING else 600

    def has_come(self, truth: dict[str, Any]) -> bool:
        match self:
            case Moment.LOADING:
                return bool(truth["requests"].get(BULK))
            case Moment.RELEASING:
                return bool(truth["requests"].get(SWITCH))
            case Moment.CALLING:
                return any(call["attempts"] for call in truth["calls"])


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    give_up_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up_at, "it did not come true"
        time.sleep(0.1)


def wait_for_moment(sandbox: ServedSandbox, moment: Moment) -> None:
    wait_until(lambda: moment.has_come(sandbox.truth()))


def clock_of(sandbox: ServedSandbox) -> Clock:
    text = sandbox.settings.get("OUTBOUND_CLOCK")
    return FastClock.parse(text) if text else SystemClock()


def in_hours(sandbox: ServedSandbox, hours: float) -> str:
    """An instant so many hours from now, on the sandbox's clock, as one types it."""
    return (clock_of(sandbox).now() + timedelta(hours=hours)).isoformat(timespec="seconds")


def is_enabled(truth: dict[str, Any]) -> bool:
    return any(schedule["is_enabled"] for schedule in truth["schedules"])


def seconds_enabled(sandbox: ServedSandbox, requested_at: float, watching: float) -> float:
    """Look on for so long after the wish: when was something enabled for the last time?"""
    last = 0.0
    while (since := time.monotonic() - requested_at) < watching:
        if is_enabled(sandbox.truth()):
            last = since
        time.sleep(0.1)
    return round(last, 1)


def seconds_on(truth: dict[str, Any], requested_at: datetime) -> float:
    """For how long after the wish a schedule was enabled that is disabled by now."""
    last_on = datetime.min.replace(tzinfo=UTC)
    for schedule in truth["schedules"]:
        switchings = schedule["switchings"]
        for one, other in pairwise(switchings):
            if one["is_enabled"] and not other["is_enabled"]:
                last_on = max(last_on, datetime.fromisoformat(other["at"]))
    return max(0.0, (last_on - requested_at).total_seconds())


def wish_in(home: Path) -> datetime:
    """The instant at which the records of the one run were told of the wish to stop."""
    with closing(sqlite3.connect(home / "ledger.db", timeout=PATIENCE)) as db:
        ((wish,),) = db.execute("SELECT stop_wished_at FROM runs")
    return datetime.fromisoformat(wish).replace(tzinfo=UTC)


def called(truth: dict[str, Any]) -> Counter[str]:
    """Who was called, and how often."""
    return Counter(call["external_id"] for call in truth["calls"] for _ in call["attempts"])


def began_after(truth: dict[str, Any], instant: datetime) -> list[str]:
    """The attempts that began later."""
    attempts = (attempt for call in truth["calls"] for attempt in call["attempts"])
    return [a["started_at"] for a in attempts if datetime.fromisoformat(a["started_at"]) > instant]


def last_disabled(truth: dict[str, Any]) -> datetime:
    """When a schedule was switched off last; long ago where none ever was on."""
    instants = [
        datetime.fromisoformat(switching["at"])
        for schedule in truth["schedules"]
        for switching in schedule["switchings"]
        if not switching["is_enabled"]
    ]
    return max(instants, default=datetime.min.replace(tzinfo=UTC))


class Command:
    """A command under way; what it says goes into files."""

    def __init__(self, folder: Path, environment: dict[str, str], *arguments: str) -> None:
        self._out, self._err = folder / f"{arguments[0]}.out", folder / f"{arguments[0]}.err"
        with self._out.open("w") as out, self._err.open("w") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "outbound.cli", *arguments],
                env=environment,
                stdout=out,
                stderr=err,
            )

    @property
    def said(self) -> str:
        return self._err.read_text()

    @property
    def printed(self) -> str:
        return self._out.read_text()

    def ended(self, seconds: float = PATIENCE) -> int:
        """Its exit status."""
        return self.process.wait(seconds)


@contextmanager
def under_way(folder: Path, environment: dict[str, str], *arguments: str) -> Iterator[Command]:
    """`outbound` with these arguments; whatever is left of it at the end is killed."""
    command = Command(folder, environment, *arguments)
    try:
        yield command
    finally:
        kill(family(command.process.pid))
        command.process.wait()


def family(pid: int) -> list[int]:
    """The process and all its descendants that live, the eldest first."""
    try:
        text = "".join(p.read_text() for p in Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:
        return []
    return [pid, *(one for child in text.split() for one in family(int(child)))]


def kill(pids: list[int]) -> None:
    """No last words for anybody."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def faults(path: Path, *entries: str) -> str:
    """The option for a sandbox in which this goes wrong."""
    path.write_text("\n".join(f"[[fault]]\n{entry}" for entry in entries))
    return f"--faults={path}"


def fault(on: str, kind: str, *, seconds: float, which: str = "probability = 1") -> str:
    return f'on = "{on}"\nkind = "{kind}"\nseconds = {seconds}\n{which}\n'
