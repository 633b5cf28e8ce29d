"""The pause of a whole client: a 429 to one of its requests delays all the others."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

Sleep = Callable[[float], Awaitable[None]]
"""Passes so many real seconds."""

Monotonic = Callable[[], float]
"""Real seconds since an instant of its own; never goes back."""

_LONGEST_GROWN = 30.0
_FIRST = 0.5
# Enough of them to reach the longest; more would only make large numbers.
_DOUBLINGS = 6


class Pause:
    """Begins with a 429; no request leaves before it is over.

    It counts real seconds, even where the sandbox's time is fast: `monotonic` tells them and
    `sleep` passes them. What was slept is past, whatever `monotonic` says, so that a test in which
    sleeping takes no time need not move it.
    """

    def __init__(self, monotonic: Monotonic = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._until: float | None = None
        self._refusals = 0

    @property
    def remaining(self) -> float:
        """Seconds until it is over; 0 where there is none."""
        return 0.0 if self._until is None else max(0.0, self._until - self._monotonic())

    def refused(self, retry_after: float) -> None:
        """Stay away for `retry_after` seconds from now or, where that is 0, for a growing time.

        A pause is never shortened. Where nothing is said, a refusal that comes during a pause
        changes nothing: it is one of many to requests that left before the pause began.
        """
        if retry_after:
            self._extend(retry_after)
        elif not self.remaining:
            self._extend(self._grown())
            self._refusals += 1

    def answered(self) -> None:
        """Mico answers again: the next pause is a short one.

        During a pause this says nothing, for the request may have left before it.
        """
        if not self.remaining:
            self._refusals = 0

    async def over(self) -> None:
        """Wait until it is over, also if it gets longer meanwhile."""
        while self.remaining:
            until = self._until
            await self._sleep(self.remaining)
            if self._until == until:
                self._until = None

    def _extend(self, seconds: float) -> None:
        until = self._monotonic() + seconds
        self._until = until if self._until is None else max(until, self._until)

    def _grown(self) -> float:
        doubled = _FIRST * 2.0 ** min(self._refusals, _DOUBLINGS)
        jitter = random.uniform(0, 1)  # noqa: S311 - no secret; many clients should not agree
        return min(doubled, _LONGEST_GROWN) + jitter
