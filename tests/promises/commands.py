"""The command as a process of its own that can be put to sleep, woken and killed."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from outbound.clock import FastClock
from tests.conftest import PATIENCE, Ran, ServedSandbox

Process = subprocess.Popen[str]


@contextmanager
def started(*arguments: str, environment: Mapping[str, str]) -> Iterator[Process]:
    """`outbound` with these arguments; whatever becomes of the test, it does not outlive it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "outbound.cli", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def ended(process: Process, seconds: float = PATIENCE) -> Ran:
    """What it said, once it has ended by itself."""
    out, err = process.communicate(timeout=seconds)
    return Ran(process.returncode, out, err)


def run(*arguments: str, environment: Mapping[str, str]) -> Ran:
    """Run it to its end."""
    with started(*arguments, environment=environment) as process:
        return ended(process)


def in_hours(sandbox: ServedSandbox, hours: float) -> str:
    """An instant so many hours from now, on the sandbox's clock, as one types it."""
    clock = FastClock.parse(sandbox.settings["OUTBOUND_CLOCK"])
    return (clock.now() + timedelta(hours=hours)).isoformat(timespec="seconds")
