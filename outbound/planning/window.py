"""A window: two instants between which calls may begin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from outbound.mistakes import UserMistake


class WindowMissedError(UserMistake):
    """The window has passed: nobody is called at another hour than was asked for."""


@dataclass(frozen=True, slots=True, order=True)
class CallingWindow:
    """Two aware UTC instants; calls start at or after the first and before the second."""

    starts_at: datetime
    ends_at: datetime

    def rest(self, now: datetime) -> "CallingWindow":
        """The rest of it, in whole seconds (the API's instants have no fractions).

        A fraction makes it shorter, never longer: it starts a moment later or ends one earlier.

        Raises:
            WindowMissedError: nothing is left.
        """
        left = replace(self, starts_at=max(self.starts_at, now)).in_whole_seconds()
        if left.ends_at <= left.starts_at:
            raise WindowMissedError(
                f"The window ended at {self.ends_at:%Y-%m-%d %H:%M} UTC, and it is "
                f"{now:%Y-%m-%d %H:%M} UTC: nobody was called. Choose a later window."
            )
        return left

    def in_whole_seconds(self) -> "CallingWindow":
        """Without fractions of a second, and so a moment shorter; it may be left without length."""
        return CallingWindow(_rounded_up(self.starts_at), self.ends_at.replace(microsecond=0))


def joined(windows: Iterable[CallingWindow]) -> list[CallingWindow]:
    """The windows in order; those that touch or overlap are joined."""
    result: list[CallingWindow] = []
    for window in sorted(windows):
        if result and window.starts_at <= result[-1].ends_at:
            result[-1] = replace(result[-1], ends_at=max(result[-1].ends_at, window.ends_at))
        else:
            result.append(window)
    return result


def common(some: Sequence[CallingWindow], others: Sequence[CallingWindow]) -> list[CallingWindow]:
    """The intersection of both, in order."""
    meeting = (
        CallingWindow(max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at))
        for one in some
        for other in others
    )
    return sorted(window for window in meeting if window.starts_at < window.ends_at)


def _rounded_up(instant: datetime) -> datetime:
    whole = instant.replace(microsecond=0)
    return whole if whole == instant else whole + timedelta(seconds=1)
