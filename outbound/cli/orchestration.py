"""Running one of our flows from the command line: its server, its noise, its interruption."""

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from outbound.cli import screen
from outbound.cli.exits import MISTAKE, NOT_DONE, Interrupted, leave
from outbound.cli.interruption import stop_if_begun
from outbound.cli.live_progress import live_progress
from outbound.cli.options import OutputGroup
from outbound.cli.private_server import PrivateServer
from outbound.delivery.lists import Lists
from outbound.ledger import Ledger, open_ledger
from outbound.mistakes import UserMistake
from outbound.reports import Summary, summarize
from outbound.settings import OutboundSettings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

_DELIVER_WITHIN = 10.0  # seconds
_TAKE_BACK_EVERY = 0.05  # seconds; a flow has sent nothing so soon after it began

Flow = Callable[[], Coroutine[Any, Any, "State[Any]"]]


def orchestrate(
    flow: Flow, *, key: str, output: OutputGroup, stops: bool = False, lists: Lists | None = None
) -> Summary:
    """Run the flow with live progress; the run's numbers at its end.

    `flow` is called once Prefect has its server: import the flow inside. `stops`: Ctrl-C and
    SIGTERM stop the run, too. `lists` are those that this process has opened already.

    Raises:
        typer.Exit: it did not end well; why was told.
        Interrupted: the user pressed Ctrl-C (or SIGTERM came), and the run was stopped.
    """
    with _server(output.log_file):
        from tasks.connection import reading_from

        _silence_prefect(output)
        with reading_from(lists) if lists else nullcontext():
            state, summary = asyncio.run(_watched(flow, key, stops=stops))
    if state.is_completed():
        return summary
    raise leave(_status(state), state.message or str(state.name))


async def _watched(flow: Flow, key: str, *, stops: bool) -> tuple["State[Any]", Summary]:
    async with open_ledger(OutboundSettings.read().ledger_url) as ledger:
        async with live_progress(ledger, key):
            state = await _interruptible(flow(), key, stops=stops)
        return state, await _summary(ledger, key, state)


async def _summary(ledger: Ledger, key: str, state: "State[Any]") -> Summary:
    """The numbers; a flow that ended before there was a run leaves only its reason."""
    if await ledger.runs.find(key) is None:
        raise leave(_status(state), state.message or str(state.name))
    return await summarize(ledger, key)


async def _interruptible(
    work: Coroutine[Any, Any, "State[Any]"], key: str, *, stops: bool
) -> "State[Any]":
    """Await the work; on SIGINT or SIGTERM end it, once the run is stopped where it `stops`."""
    running = asyncio.ensure_future(work)
    interruption = asyncio.ensure_future(_interrupted())
    await asyncio.wait({running, interruption}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        interruption.cancel()
        return running.result()
    if stops:
        await stop_if_begun(key)
    running.cancel()
    await asyncio.wait({running})
    raise Interrupted


async def _interrupted() -> None:
    """Return once SIGINT or SIGTERM has come."""
    loop, wanted = asyncio.get_running_loop(), asyncio.Event()
    while not wanted.is_set():
        # Again and again: a flow that begins takes SIGTERM for itself, and dies of it.
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, wanted.set)
        with suppress(TimeoutError):
            await asyncio.wait_for(wanted.wait(), _TAKE_BACK_EVERY)


def tell_where_to_approve() -> None:
    """Say where a person approves of the plan, which is more than a private server can offer.

    Raises:
        UserMistake: Prefect's settings name no server.
    """
    from prefect.settings import PREFECT_API_URL, PREFECT_UI_URL

    if not PREFECT_API_URL.value():
        raise UserMistake(
            "A person approves in the UI of a Prefect server: start one (`prefect server start`) "
            "and set PREFECT_API_URL to its address."
        )
    screen.progress.print(
        "Nobody is called before a person has seen the plan on the run's page in Prefect and "
        f"resumed it: {PREFECT_UI_URL.value()}/runs"
    )


@contextmanager
def _server(log_file: Path | None) -> Iterator[None]:
    """The server that Prefect's settings or profile name, or a private one."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    if PREFECT_API_URL.value():
        yield
        return
    output = _opened(log_file) if log_file else None
    server = PrivateServer(output)
    try:
        with screen.progress.status("Starting a private Prefect server…"):
            server.wait_until_ready()
        with temporary_settings({PREFECT_API_URL: server.url}):
            try:
                yield
            finally:
                _deliver_what_prefect_holds()
    finally:
        server.end()
        if output:
            output.close()


def _opened(log_file: Path) -> IO[str]:
    try:
        return log_file.open("a")
    except OSError as error:
        raise UserMistake(
            f"--log-file is {log_file}, which cannot be written: {error.strerror}."
        ) from None


def _deliver_what_prefect_holds() -> None:
    """Logs and events wait in threads; without a server they would be tried for a minute."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        worker.drain_all(timeout=_DELIVER_WITHIN)


def _silence_prefect(output: OutputGroup) -> None:
    """Take Prefect's console handlers away; its records still go to the run's page."""
    from prefect.logging.configuration import setup_logging
    from prefect.logging.handlers import PrefectConsoleHandler

    setup_logging()
    if output.verbose:
        return
    others = [name for name in logging.root.manager.loggerDict if name.startswith("prefect")]
    for logger in [logging.root, *(logging.getLogger(name) for name in others)]:
        for handler in [h for h in logger.handlers if isinstance(h, PrefectConsoleHandler)]:
            logger.removeHandler(handler)
            logger.addHandler(_quiet_handler(output.log_file))


def _quiet_handler(log_file: Path | None) -> logging.Handler:
    if log_file is None:
        return logging.NullHandler()
    handler = logging.FileHandler(log_file)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


def _status(state: "State[Any]") -> int:
    from flows.verdict import MISTAKE as MENDABLE
    from flows.verdict import WINDOW_MISSED

    return MISTAKE if state.name in {MENDABLE, WINDOW_MISSED} else NOT_DONE
