"""Running something beside the work, so that neither can fail without the other's notice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from outbound.mistakes import ShownError


class WatchFailedError(ShownError):
    """Something that runs beside the work failed, or forbids it: it must not go on."""


@asynccontextmanager
async def alongside(what: str, watch: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Run `watch` beside the block, and end it with the block; `what` names it in a sentence.

    If it fails, the block is cancelled. The first failure is raised bare, never as a group:
    callers match the types of errors.

    Raises:
        WatchFailedError: `watch` failed.
    """
    failures: list[BaseException] = []
    try:
        async with asyncio.TaskGroup() as group:
            beside = group.create_task(_by_name(what, watch))
            try:
                yield
            except asyncio.CancelledError:
                raise  # by the group, after its own failure, or from outside
            except BaseException as failure:
                failures.append(failure)
                raise
            finally:
                beside.cancel()
    except* BaseException as group_of_failures:  # noqa: BLE001 - the same
        failures += group_of_failures.exceptions
    if failures:
        raise failures[0]


async def _by_name(what: str, watch: Callable[[], Awaitable[None]]) -> None:
    try:
        await watch()
    except WatchFailedError:
        raise  # it has words of its own
    except Exception as error:
        raise WatchFailedError(
            f"{what} failed ({type(error).__name__}), and the run does not go on without it. Calls "
            "that were released go on; `recover-runs` reads their outcomes, and "
            "`outbound resume` carries on."
        ) from error
