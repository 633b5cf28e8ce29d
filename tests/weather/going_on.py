"""Launching through trouble, and what must be true behind it."""

import csv
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from outbound.clock import FastClock
from tests.cli.test_launching import rows_add_up
from tests.commands import Ran
from tests.conftest import Outbound, ServedSandbox

PEOPLE = 5_000
DEADLINE = 1
"""Real seconds that a request has."""
PATIENT = {"MICO_TIMEOUT_SECONDS": str(DEADLINE)}
KEY = "spring"
CARRYING_ON = 2
"""Times that `outbound resume` may be needed."""

Truth = dict[str, Any]


@dataclass(frozen=True)
class End:
    """How a run came to its end, and what was so then."""

    truth: Truth
    summary: dict[str, Any]
    rows: list[dict[str, str]]
    """The records, row by row."""
    seconds: float = 0
    troubles: Sequence[str] = ()
    """Why it had to be carried on."""

    @property
    def resumes(self) -> int:
        return len(self.troubles)

    @property
    def requests(self) -> int:
        return sum(self.truth["requests"].values())

    @property
    def abandoned(self) -> int:
        return sum(schedule["state"] == "abandoned" for schedule in self.summary["schedules"])


def in_hours(sandbox: ServedSandbox, hours: float) -> str:
    """An instant so many hours from now, on the sandbox's clock, as one types it."""
    clock = sandbox.settings.get("OUTBOUND_CLOCK")
    now = FastClock.parse(clock).now() if clock else datetime.now(UTC)
    return (now + timedelta(hours=hours)).isoformat(timespec="seconds")


def launch(sandbox: ServedSandbox, people: Path, *, opens_in: float = 6) -> tuple[str, ...]:
    """The command that loads everybody, and ends once their calls may be made."""
    window = ("--starts-at", in_hours(sandbox, opens_in), "--ends-at", in_hours(sandbox, 24))
    once = ("--retry-intervals", "none", "--no-wait")
    return (
        "launch",
        str(people),
        "--name",
        "R",
        "--allowed=00:00-24:00",
        "--key",
        KEY,
        *window,
        *once,
    )


def carried_on(
    first: Callable[[], Ran],
    outbound: Outbound,
    sandbox: ServedSandbox,
    folder: Path,
    **env: str,
) -> End:
    """The first command, and carrying on with its run as long as that is needed and allowed."""
    began = time.monotonic()
    ran = first()
    troubles: list[str] = []
    while ran.status and len(troubles) < CARRYING_ON:
        is_one_clear_sentence(ran)
        troubles.append(ran.sentence)
        ran = outbound("resume", KEY, "--no-wait", env={**PATIENT, **env})
    assert ran.status == 0, [*troubles, ran.err]
    seconds = time.monotonic() - began
    end = looked_at(outbound, sandbox, folder, **env)
    return replace(end, seconds=seconds, troubles=troubles)


def looked_at(outbound: Outbound, sandbox: ServedSandbox, folder: Path, **env: str) -> End:
    """The end as it is now, in truth and in the records."""
    exported = folder / "rows.csv"
    assert outbound("export", KEY, str(exported), env=env).status == 0
    with exported.open() as file:
        rows = list(csv.DictReader(file))
    return End(sandbox.truth(), outbound("status", KEY, "--json", env=env).json, rows)


def is_one_clear_sentence(ran: Ran) -> None:
    """It did not end well, and says why."""
    assert "Traceback" not in ran.err, ran.err
    assert sum(line.startswith("Error:") for line in ran.err.splitlines()) == 1, ran.err


def is_complete(end: End, people: int = PEOPLE) -> None:
    """Everybody's call was released, once, and the records name it."""
    assert rows_add_up(end.summary)
    rows = end.summary["rows"]
    assert rows["read"] == rows["created"] == rows["released"] == people
    assert nobody_twice(end.truth)
    enabled = {s["uid"] for s in end.truth["schedules"] if s["is_enabled"]}
    calls = [call for call in end.truth["calls"] if call["schedule_uid"] in enabled]
    ours = {row["external_id"]: row["call_uid"] for row in end.rows}
    assert len(ours) == len(end.rows) == people
    assert {call["external_id"]: call["uid"] for call in calls} == ours


def nobody_twice(truth: Truth) -> bool:
    """Nobody stands in two calls of schedules that were ever enabled, or was called by two."""
    once_enabled = {
        schedule["uid"]
        for schedule in truth["schedules"]
        if any(switching["is_enabled"] for switching in schedule["switchings"])
    }
    calls = truth["calls"]
    in_them = Counter(c["external_id"] for c in calls if c["schedule_uid"] in once_enabled)
    called = Counter(c["external_id"] for c in calls if c["attempts"])
    return max(in_them.values(), default=0) < 2 and max(called.values(), default=0) < 2
