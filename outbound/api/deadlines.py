"""Until when a request may leave, by the clock and in real seconds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from outbound.clock import Clock


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a request's time, told in two ways.

    Both are needed: a machine that is suspended counts no real seconds meanwhile, and a clock that
    is set back would lengthen the time.
    """

    at: datetime
    """The instant, in the clock's time."""
    seconds: float
    """Real seconds from when the deadline was made; not above 0 where the time is over."""

    @classmethod
    def of(cls, clock: Clock, *, longest: float, until: datetime | None) -> Self:
        """The sooner of `longest` real seconds from now, and the instant `until`."""
        now = clock.now()
        at = now + timedelta(seconds=longest * clock.speed)
        at = at if until is None else min(until, at)
        return cls(at, (at - now).total_seconds() / clock.speed)
