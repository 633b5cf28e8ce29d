"""Times for windows on the sandbox's clock."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from outbound.clock import FastClock
from tests.conftest import ServedSandbox

InHours = Callable[[float], str]


@pytest.fixture
def in_hours(sandbox: ServedSandbox) -> InHours:
    """An instant so many hours from now, on the sandbox's clock, as one types it.

    An hour lasts six seconds, in which a slow machine has hardly begun: windows last for days.
    """
    clock = FastClock.parse(sandbox.settings["OUTBOUND_CLOCK"])

    def text(hours: float) -> str:
        return (clock.now() + timedelta(hours=hours)).isoformat(timespec="seconds")

    return text
