"""Work that is done after its request, whether or not anybody still waits for it."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


class LateWork:
    """Holds on to what is still to be done, whatever becomes of the request."""

    def __init__(self) -> None:
        self._outstanding: set[asyncio.Task[object]] = set()

    async def after(self, seconds: float, work: Callable[[], Result]) -> Result | None:
        """Do it in so many real seconds and wait for it; None if it was given up."""
        task = self._begin(seconds, work)
        # Awaiting the task itself would cancel it with the request. A server goes on with work
        # whose client has hung up, and this lateness is what callers must survive.
        await asyncio.wait({task})
        return None if task.cancelled() else task.result()

    def begin(self, seconds: float, work: Callable[[], object]) -> None:
        """Do it in so many real seconds, and wait for nothing."""
        self._begin(seconds, work)

    def give_up(self) -> None:
        """Do none of what is still outstanding."""
        for task in tuple(self._outstanding):
            task.cancel()

    def _begin(self, seconds: float, work: Callable[[], Result]) -> asyncio.Task[Result]:
        task = asyncio.create_task(_do(seconds, work))
        # The event loop holds tasks weakly: without this, one could vanish before it is done.
        self._outstanding.add(task)
        task.add_done_callback(self._outstanding.discard)
        return task


async def _do(seconds: float, work: Callable[[], Result]) -> Result:
    await asyncio.sleep(seconds)
    return work()
