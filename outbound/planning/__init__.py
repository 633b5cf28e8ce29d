"""Calling hours become windows: pure functions of what was asked for and an instant.

calling_windows(window, due=now, zones=("Asia/Tokyo",), allowed=AllowedHours())
"""

from outbound.planning.allowed_hours import AllowedHours
from outbound.planning.attempts import attempts_that_fit
from outbound.planning.calling_windows import (
    UnknownZoneError,
    calling_windows,
    day_of,
    resolve,
    why_never,
)
from outbound.planning.description import describe
from outbound.planning.repetition import repeated
from outbound.planning.requested import Between, InWords, OnTheDay, Window
from outbound.planning.window import CallingWindow, WindowMissedError

__all__ = [
    "AllowedHours",
    "Between",
    "CallingWindow",
    "InWords",
    "OnTheDay",
    "UnknownZoneError",
    "Window",
    "WindowMissedError",
    "attempts_that_fit",
    "calling_windows",
    "day_of",
    "describe",
    "repeated",
    "resolve",
    "why_never",
]
