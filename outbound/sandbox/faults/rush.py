"""429: the time in which the sandbox wants to be left alone."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from outbound.sandbox.faults.plan import On
from outbound.sandbox.instants import whole_from
from outbound.sandbox.refusals import Refusal


@dataclass
class Rush:
    """Lasts from the first 429 until `ends_at`, by the sandbox's clock."""

    ends_at: datetime | None = None
    as_date: bool = False
    """Whether `Retry-After` is an HTTP date, and not seconds."""
    asked_too_early: int = 0
    """How many requests came while it lasted."""

    def begin(self, now: datetime, seconds: float, *, as_date: bool) -> Refusal:
        """Turn a request away, and all that come within so many seconds."""
        self.ends_at, self.as_date = now + timedelta(seconds=seconds), as_date
        return self._refusal(now, self.ends_at)

    def turned_away(self, on: On, now: datetime) -> Refusal | None:
        """The answer to one that came too early; a disabling is always let through."""
        if self.ends_at is None or now >= self.ends_at or on == "disable":
            return None
        self.asked_too_early += 1
        return self._refusal(now, self.ends_at)

    def _refusal(self, now: datetime, ends_at: datetime) -> Refusal:
        # Both forms know whole seconds only. Rounded up, they are never too early.
        seconds = math.ceil((ends_at - now).total_seconds())
        date = datetime.fromtimestamp(whole_from(ends_at), UTC)
        after = format_datetime(date, usegmt=True) if self.as_date else str(seconds)
        headers = {"Retry-After": after}
        return Refusal(429, "too_many_requests", "Too many requests", headers=headers)
