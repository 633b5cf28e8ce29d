"""When the people of a run are called: its windows, where each of them is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from pydantic import TypeAdapter

from outbound.delivery.requests import Launch
from outbound.ledger import RunRecord
from outbound.planning import (
    AllowedHours,
    CallingWindow,
    UnknownZoneError,
    Window,
    calling_windows,
    why_never,
)

_WINDOW: TypeAdapter[Window] = TypeAdapter(Window)


@dataclass(slots=True)
class CallingHours:
    """All that decides when people are called; the same question always gets the same answer.

    Asked once for each set of zones: a list has millions of people in few.
    """

    window: Window
    allowed: AllowedHours
    due: datetime
    """The instant (UTC) that relative windows count from."""
    _windows: dict[tuple[str, ...], Sequence[CallingWindow]] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Launch, record: RunRecord) -> Self:
        """The run's hours as they are now: it may have been given another window."""
        window = _WINDOW.validate_python(record.new_window) if record.new_window else request.window
        return cls(window, request.hours, record.due_at)

    def windows(self, zones: Sequence[str]) -> Sequence[CallingWindow]:
        """The windows of people who may be in any of these zones, in order; there may be none."""
        asked = tuple(zones)
        if asked not in self._windows:
            self._windows[asked] = self._computed(asked)
        return self._windows[asked]

    def why_never(self, zones: Sequence[str]) -> str | None:
        """Why people there have no window, in words for a row; None where they have one."""
        if self.windows(zones):
            return None
        return why_never(self.window, due=self.due, zones=zones, allowed=self.allowed)

    def _computed(self, zones: tuple[str, ...]) -> Sequence[CallingWindow]:
        try:
            return calling_windows(self.window, due=self.due, zones=zones, allowed=self.allowed)
        except UnknownZoneError:
            return ()
