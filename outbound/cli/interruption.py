"""Stopping a run from the command line, whether by a command or by Ctrl-C during a launch."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing, suppress
from typing import Any, TypeVar

from outbound.api import MicoSettings
from outbound.cli import screen
from outbound.cli.exits import Interrupted
from outbound.cli.screen import shown
from outbound.cli.stop_conclusion import conclusion
from outbound.cli.stop_progress import StopProgress
from outbound.delivery.emergency_stop import stop_with_fallback
from outbound.delivery.runs import find_run
from outbound.delivery.session import open_session
from outbound.delivery.stopping import Stopped
from outbound.ledger import URGENT, RunRecord
from outbound.ledger.database import LedgerError
from outbound.reports import RunState, summarize
from outbound.settings import OutboundSettings

_FIRST_LOOK = 2.0  # seconds; no stop waits longer to learn whether there is anything to stop
_TO_END = 1.0  # seconds for a try that is given up

Result = TypeVar("Result")


async def stop_run(key: str) -> bool:
    """Record the wish and disable the run's schedules; try until Mico has confirmed it.

    Gives whether the wish stands in the records, too. A run with all calls over stays what it is:
    finished. Ctrl-C leaves at once.

    Raises:
        UserMistake: the records know no such run.
        LedgerError: the records cannot be read, and nobody else knows the run's schedules.
        Interrupted: the user did not wait for the confirmation.
    """
    mico, ours = MicoSettings.read(), OutboundSettings.read()
    progress = StopProgress(key, ours.clock_for(mico.base_url))
    return await unless_interrupted(_stop(key, mico, ours, progress), progress.leave)


async def stop_if_begun(key: str) -> None:
    """The same for a run that may not have reached the ledger yet."""
    mico, ours = MicoSettings.read(), OutboundSettings.read()
    is_begun = True
    with suppress(LedgerError):  # a ledger that cannot be read says nothing against it
        async with open_session(mico, ours, patience=URGENT) as session:
            is_begun = await find_run(session, key) is not None
    if is_begun:
        screen.progress.print("Stopping…")
        await stop_run(key)


async def _stop(
    key: str, mico: MicoSettings, ours: OutboundSettings, progress: StopProgress
) -> bool:
    before = await _before(key, mico, ours)
    if before is not None and before[1]:
        screen.progress.print(f"[bold]{shown(key)}[/] is finished: every call is over.")
        return True
    stopped = Stopped(0, None)
    async with aclosing(stop_with_fallback(mico, ours, key, ask_others=_ask_prefect)) as tries:
        async for stopped in tries:
            progress.tell(stopped)
    at = progress.now()
    if stopped.unwritten is not None:
        screen.progress.print(
            f"Stopped {at:%H:%M:%S} UTC, confirmed by Mico. Who was called is not known yet.\n"
            f"[bold red]Your records do not know of it[/]: {shown(stopped.unwritten)}. Once they "
            f"can be written, and before you resume the run: `outbound stop {key}`."
        )
        return False
    first = before[0].stop_wished_at if before else None
    screen.progress.print(await conclusion(key, mico, ours, at=first or at))
    return True


async def _before(
    key: str, mico: MicoSettings, ours: OutboundSettings
) -> tuple[RunRecord, bool] | None:
    """The run as it was, and whether all its calls are over; None where it cannot be told soon."""
    try:
        async with (
            asyncio.timeout(_FIRST_LOOK),
            open_session(mico, ours, patience=URGENT) as session,
        ):
            record = await session.ledger.runs.find(key)
            if record is None:
                return None
            state = (await summarize(session.ledger, key)).state
            return record, state == RunState.FINISHED
    except (LedgerError, TimeoutError):
        return None


async def _ask_prefect(key: str, base_url: str) -> Sequence[str]:
    """The schedules that Prefect remembers; the last to be asked, for it takes a while."""
    from flows.memory import schedules_enabled

    return await schedules_enabled(key, base_url)


async def unless_interrupted(
    work: Coroutine[Any, Any, Result], leave: Callable[[], None]
) -> Result:
    """Await the work; on SIGINT or SIGTERM say what is left, and leave.

    Raises:
        Interrupted: the signal came first.
    """
    loop, interrupted = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupted.set)
    working, waiting = asyncio.ensure_future(work), asyncio.ensure_future(interrupted.wait())
    try:
        await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
    if working.done():
        return working.result()
    leave()
    working.cancel()
    await asyncio.wait({working}, timeout=_TO_END)
    raise Interrupted
