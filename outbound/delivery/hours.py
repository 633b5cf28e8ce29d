"""When the people of a run are called: its windows, where each of them is."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from outbound.ledger import Run
from outbound.planning import (
    AllowedHours,
    CallingWindow,
    UnknownZoneError,
    Window,
    calling_windows,
    why_never,
)

_ANY_HOUR = AllowedHours(hours="00:00-24:00")
"""Runs that were begun before hours were looked at keep the window that they were given."""


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True)

    window: Window
    allowed: AllowedHours


def windows_of(run: Run, zones: Sequence[str]) -> Sequence[CallingWindow]:
    """The windows of who may be in any of these zones, in order; none where they have none."""
    return _windows(*_key(run), tuple(zones))


def why_never_called(run: Run, zones: Sequence[str]) -> str | None:
    """Why the run has no window for who is there, in words for a row; None where it has one."""
    if windows_of(run, zones):
        return None
    asked, due = _asked(_key(run)[0]), run.due_at
    return why_never(asked.window, due=due, zones=zones, allowed=asked.allowed)


def _key(run: Run) -> tuple[str, datetime]:
    """What decides about hours, as something that can be looked up."""
    allowed = run.request.get("allowed")
    asked = _Asked.model_validate(
        {"window": run.new_window or run.request["window"], "allowed": allowed or _ANY_HOUR}
    )
    return asked.model_dump_json(), run.due_at


@lru_cache(maxsize=8)
def _asked(text: str) -> _Asked:
    return _Asked.model_validate_json(text)


@lru_cache(maxsize=4096)
def _windows(text: str, due: datetime, zones: tuple[str, ...]) -> tuple[CallingWindow, ...]:
    asked = _asked(text)
    try:
        return calling_windows(asked.window, due=due, zones=zones, allowed=asked.allowed)
    except UnknownZoneError:
        return ()
