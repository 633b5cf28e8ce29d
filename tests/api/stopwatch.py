"""The client's real seconds, as tests have them: they pass at once, or when the test says so."""

import asyncio
from dataclasses import dataclass, field


@dataclass
class Stopwatch:
    """Sleeping moves it, and takes no time; those who sleep at the same time do not add up."""

    seconds: float = 1000
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        end = self.seconds + seconds
        await asyncio.sleep(0)
        self.seconds = max(self.seconds, end)


@dataclass
class HeldStopwatch:
    """Who sleeps on it sleeps until the test lets so much time pass."""

    seconds: float = 1000
    sleepers: list[tuple[float, asyncio.Event]] = field(default_factory=list)
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        sleeper = (self.seconds + seconds, asyncio.Event())
        self.sleepers.append(sleeper)
        async with self._came:
            self._came.notify_all()
        try:
            await sleeper[1].wait()
        finally:
            self.sleepers.remove(sleeper)

    async def asleep(self, count: int) -> None:
        """Wait until so many sleep."""
        async with asyncio.timeout(60), self._came:
            await self._came.wait_for(lambda: len(self.sleepers) >= count)

    async def advance(self, seconds: float) -> None:
        """Let time pass, and let those who have slept enough do what they woke up for."""
        self.seconds += seconds
        for end, woken in self.sleepers:
            if end <= self.seconds:
                woken.set()
        await asyncio.sleep(0.05)  # real: what they send goes over a real socket
