"""The time of all machines, which stands still until everybody awake waits for it to pass."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.sandbox.caller import START

PATIENCE = 20
"""Real seconds without a sign of life, after which something hangs."""

_CALLBACKS = 25
"""Rounds of the event loop in which whatever can go on has begun to."""


class Hangs(AssertionError):
    """Somebody awake does not come to an end."""


@dataclass(eq=False)
class Nap:
    """Somebody waits for this instant."""

    until: datetime
    is_due: asyncio.Future[None]
    can_wake: Callable[[], bool]


@dataclass
class Time:
    """The time that the sandbox, the database and every machine's wall clock show.

    A machine that is asleep does not notice that it passes: its wall clock has jumped when it
    wakes, and nothing that it waits for is due before.
    """

    at: datetime = START
    told: Callable[[datetime], Awaitable[None]] | None = None
    """Tells the database, whose time is the same."""
    at_work: int = 0
    """Requests and transactions that are under way."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    naps: list[Nap] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    @property
    def speed(self) -> float:
        return 1

    async def sleep(self, seconds: float) -> None:
        """Whoever lets time pass for everybody: the sandbox has no need to."""
        self.at += timedelta(seconds=seconds)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Something is under way that ends without time passing."""
        self.at_work += 1
        try:
            yield
        finally:
            self.at_work -= 1
            self.changed.set()

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """What is under way waits for somebody to wake it."""
        self.at_work -= 1
        self.changed.set()
        try:
            yield
        finally:
            self.at_work += 1

    async def settle(self, who: str) -> None:
        """Until nothing goes on by itself any more.

        Raises:
            Hangs: a request or a transaction does not end.
        """
        while True:
            for _ in range(_CALLBACKS):
                await asyncio.sleep(0)
            if not self.at_work:
                return
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), PATIENCE)
            except TimeoutError:
                raise Hangs(f"{who}: a transaction or a request does not end") from None

    @property
    def is_awaited(self) -> bool:
        """Whether somebody awake waits for time to pass."""
        return bool(self._due())

    def _due(self) -> list[datetime]:
        return [nap.until for nap in self.naps if nap.can_wake() and not nap.is_due.done()]

    async def pass_until_due(self) -> bool:
        """Until the next instant that somebody awake waits for; false where nobody does."""
        if not (due := self._due()):
            return False
        await self.pass_until(max(min(due), self.at))
        return True

    async def pass_until(self, instant: datetime) -> None:
        self.at = instant
        if self.told is not None:
            await self.told(instant)
        self.wake_whoever_is_due()

    def wake_whoever_is_due(self) -> None:
        for nap in list(self.naps):
            if nap.until <= self.at and nap.can_wake():
                self.naps.remove(nap)
                if not nap.is_due.done():
                    nap.is_due.set_result(None)
