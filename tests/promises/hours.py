"""Hours on a sandbox's clock."""

from datetime import timedelta

from outbound.clock import FastClock
from tests.conftest import ServedSandbox


def in_hours(sandbox: ServedSandbox, hours: float) -> str:
    """An instant so many hours from now, on the sandbox's clock, as one types it."""
    clock = FastClock.parse(sandbox.settings["OUTBOUND_CLOCK"])
    return (clock.now() + timedelta(hours=hours)).isoformat(timespec="seconds")
