"""A machine that falls asleep at a boundary: nothing of it goes on until it is woken."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from outbound.delivery.session import Session
from tests.sleepers.times import Nap, Time

FallingAsleep = Callable[[], Awaitable[None]]
"""What a machine does last before it sleeps."""


class Side(StrEnum):
    """Which side of a change a boundary is on."""

    COMMIT = "before the commit of"
    COMMITTED = "after the commit of"
    TOKEN = "with its token in hand, before the sending of"
    HEAD = "before the first byte of"
    BODY = "behind every look at the deadline, before the body of"
    ANSWER = "before the answer is read of"


@dataclass(frozen=True, slots=True)
class Boundary:
    """A place between two instructions where a machine may fall asleep."""

    side: Side
    what: str

    def __str__(self) -> str:
        return f"{self.side} {self.what}"


@dataclass(frozen=True, slots=True)
class Place:
    """A boundary, and for which time a machine comes to it."""

    boundary: Boundary
    time: int = 1

    def __str__(self) -> str:
        return f"{self.boundary}" + (f" (for time {self.time})" if self.time > 1 else "")


@dataclass(eq=False)
class Machine:
    """One process on a machine of its own."""

    name: str
    time: Time
    sleeps_at: "Place | None" = None
    """Where it falls asleep."""
    at_boundary: "Callable[[Boundary], Awaitable[None]] | None" = None
    """Called with each boundary that it comes to, outside of transactions."""
    passed: list[Boundary] = field(default_factory=list)
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[object] | None" = None

    def __post_init__(self) -> None:
        self.awake.set()

    @property
    def speed(self) -> float:
        return 1

    def now(self) -> datetime:
        """What its wall clock shows."""
        return self.time.at

    def monotonic(self) -> float:
        return self.time.at.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Wait on its clock."""
        due: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        until = self.time.at + timedelta(seconds=max(seconds, 0.001))
        nap = Nap(until, due, self.awake.is_set)
        self.time.naps.append(nap)
        try:
            await due
        finally:
            if nap in self.time.naps:
                self.time.naps.remove(nap)

    @property
    def is_asleep(self) -> bool:
        return not self.awake.is_set()

    @property
    def is_over(self) -> bool:
        return self.task is not None and self.task.done()

    def start(self, work: Callable[[Session], Awaitable[object]], session: Session) -> None:
        self.task = asyncio.ensure_future(work(session))

    def wake(self) -> None:
        self.awake.set()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Do something that ends without time passing, once it is awake."""
        with self.time.working():
            await self.stand_still()
            yield

    async def stand_still(self, falling_asleep: FallingAsleep | None = None) -> None:
        """Wait until it is awake, at a place where something is under way."""
        if self.is_asleep and falling_asleep is not None:
            await falling_asleep()
        while self.is_asleep:
            with self.time.standing_still():
                await self.awake.wait()

    async def passes(
        self, side: Side, what: str, falling_asleep: FallingAsleep | None = None
    ) -> None:
        """Come to a boundary; `falling_asleep` is the last that it does where it sleeps there."""
        boundary = Boundary(side, what)
        self.passed.append(boundary)
        if Place(boundary, self.passed.count(boundary)) == self.sleeps_at:
            self.awake.clear()
        if self.at_boundary is not None and side != Side.COMMIT:
            await self.at_boundary(boundary)
        await self.stand_still(falling_asleep)
