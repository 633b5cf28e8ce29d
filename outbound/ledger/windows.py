"""When calls may begin: a window itself says whether it has begun, and whether it is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(minutes=10)
"""How long after its window's end a schedule's last conversations may go on."""


@dataclass(frozen=True, slots=True)
class CallWindow:
    """Two aware UTC instants; None: no bound is known, since the schedule is another client's."""

    starts_at: datetime | None
    ends_at: datetime | None

    def has_begun(self, now: datetime) -> bool:
        """Whether calls may have begun by now."""
        return self.starts_at is None or self.starts_at <= now

    def is_over(self, now: datetime, *, grace: timedelta = timedelta()) -> bool:
        """Whether it ended at least `grace` ago; a window without an end is never over."""
        return self.ends_at is not None and self.ends_at + grace <= now
