"""The time, as a parameter: the machine's own, or the sandbox's fast time.

Wherever time matters, a `Clock` is handed in. Durations are seconds, instants aware UTC datetimes.
"""

import asyncio
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, Self

from outbound.mistakes import UserMistake


class Clock(Protocol):
    """Tells the time (aware, UTC) and waits."""

    @property
    def speed(self) -> float:
        """Seconds of this clock's time that pass in a real second."""
        ...

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait this many seconds of this clock's time."""
        ...


class SystemClock:
    """The machine's own clock."""

    speed = 1.0

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait this many seconds."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class FastClock:
    """Time that agreed with the machine's at `origin` and has run `speed` times as fast since.

    Its text, `600@2026-11-24T03:00:00+00:00`, is what `OUTBOUND_CLOCK` holds: every process that
    reads it shares the sandbox's time.
    """

    speed: float
    origin: datetime

    @classmethod
    def starting_now(cls, speed: float) -> Self:
        """Fast time that starts at the present instant."""
        return cls(speed, datetime.now(UTC))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the form that `str()` writes.

        Raises:
            UserMistake: the text is not of that form.
        """
        form = re.fullmatch(r"(?P<speed>\d+(\.\d+)?)@(?P<origin>.+)", text)
        try:
            if not form:
                raise ValueError(text)  # noqa: TRY301 - one remedy for every unreadable form
            origin = datetime.fromisoformat(form["origin"])
            return cls(float(form["speed"]), origin.astimezone(UTC))
        except ValueError:
            raise UserMistake(
                f"OUTBOUND_CLOCK is not a clock: {text!r}. Copy the value that `outbound sandbox` "
                "prints (like 600@2026-11-24T03:00:00+00:00), or unset it."
            ) from None

    def __str__(self) -> str:
        return f"{self.speed:g}@{self.origin.isoformat()}"

    def now(self) -> datetime:
        """The present instant of the fast time, aware, in UTC."""
        real = time.time() - self.origin.timestamp()
        return self.origin + timedelta(seconds=real * self.speed)

    async def sleep(self, seconds: float) -> None:
        """Wait this many seconds of the fast time."""
        await asyncio.sleep(seconds / self.speed)
