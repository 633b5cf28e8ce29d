"""Calling hours become windows: pure functions of what was asked for and an instant."""

from outbound.planning.window import (
    Between,
    CallingWindow,
    OnTheDay,
    Window,
    WindowMissedError,
    resolve,
)

__all__ = ["Between", "CallingWindow", "OnTheDay", "Window", "WindowMissedError", "resolve"]
