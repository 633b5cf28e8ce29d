"""The switchboard's hot state: what the dialer must know of schedules, calls and attempts."""

from dataclasses import dataclass, field

from outbound.sandbox.mix import Fate


@dataclass(slots=True)
class Schedule:
    """A schedule's window (whole seconds, `closes` excluded), its retries and who waits in it."""

    ordinal: int
    opens: int
    closes: int
    retry_seconds: tuple[int, ...]
    enabled: bool
    due: list[int] = field(default_factory=list)
    """A heap of ordinals: calls are dialled in creation order."""

    def dials_at(self, second: int) -> bool:
        """Whether an attempt may start now."""
        return self.enabled and self.opens <= second < self.closes


@dataclass(slots=True)
class Call:
    """A call that may still change."""

    ordinal: int
    schedule: Schedule
    updated_at: int
    retries_left: int
    status: str = "pending"
    progress: str = "in_queue"
    cooldown_until: int | None = None
    attempts: int = 0


@dataclass(slots=True)
class Attempt:
    """One dialling of a call, from its first ring."""

    call: Call
    number: int
    uid: str
    fate: Fate
    started_at: int
    updated_at: int
    status: str = "ringing"
    answered_at: int | None = None
    ended_at: int | None = None

    @property
    def duration(self) -> int | None:
        """Seconds of connected talk; None where nobody answered."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return self.ended_at - self.answered_at
