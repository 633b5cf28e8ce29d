"""Running one of our flows from the command line: its server, its noise, its interruption."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outbound.cli import screen
from outbound.cli.exits import MISTAKE, NOT_DONE, Interrupted, leave
from outbound.cli.live_progress import live_progress
from outbound.cli.private_server import PrivateServer
from outbound.ledger import Ledger, open_ledger
from outbound.mistakes import UserMistake
from outbound.reports import Summary, summarize

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

_DELIVER_WITHIN = 10.0  # seconds
_TAKE_BACK_EVERY = 0.05  # seconds; a flow has sent nothing so soon after it began

Flow = Callable[[], Coroutine[Any, Any, "State[Any]"]]
OnInterrupt = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Noise:
    """Where Prefect's own words go: a file, the terminal, or nowhere."""

    verbose: bool = False
    log_file: Path | None = None


async def _nothing() -> None:
    """Ending a command that only watches stops nothing."""


def orchestrate(
    flow: Flow,
    *,
    key: str,
    ledger_url: str,
    noise: Noise,
    on_interrupt: OnInterrupt = _nothing,
) -> Summary:
    """Run the flow with live progress; the run's numbers at its end.

    `flow` is called once Prefect has its server: import the flow inside.

    Raises:
        typer.Exit: it did not end well; why was told.
        Interrupted: the user pressed Ctrl-C (or SIGTERM came), and `on_interrupt` is done.
    """
    with _server(noise):
        _silence_prefect(noise)
        state, summary = asyncio.run(_watched(flow, key, ledger_url, on_interrupt))
    if state.is_completed():
        return summary
    raise leave(_status(state), state.message or str(state.name))


async def _watched(
    flow: Flow, key: str, ledger_url: str, on_interrupt: OnInterrupt
) -> tuple["State[Any]", Summary]:
    async with open_ledger(ledger_url) as ledger:
        async with live_progress(ledger, key):
            state = await _interruptible(flow(), on_interrupt)
        return state, await _summary(ledger, key, state)


async def _summary(ledger: Ledger, key: str, state: "State[Any]") -> Summary:
    """The numbers; a flow that ended before there was a run leaves only its reason."""
    if await ledger.runs.find(key) is None:
        raise leave(_status(state), state.message or str(state.name))
    return await summarize(ledger, key)


async def _interruptible(
    work: Coroutine[Any, Any, "State[Any]"], on_interrupt: OnInterrupt
) -> "State[Any]":
    """Await the work; on SIGINT or SIGTERM first do what must be done, then end the work."""
    running = asyncio.ensure_future(work)
    interruption = asyncio.ensure_future(_interrupted())
    await asyncio.wait({running, interruption}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        interruption.cancel()
        return running.result()
    await on_interrupt()
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
def _server(noise: Noise) -> Iterator[None]:
    """The server that Prefect's settings or profile name, or a private one."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    if PREFECT_API_URL.value():
        yield
        return
    output = noise.log_file.open("a") if noise.log_file else None
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


def _deliver_what_prefect_holds() -> None:
    """Logs and events wait in threads; without a server they would be tried for a minute."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        worker.drain_all(timeout=_DELIVER_WITHIN)


def _silence_prefect(noise: Noise) -> None:
    """Take Prefect's console handlers away; its records still go to the run's page."""
    from prefect.logging.configuration import setup_logging
    from prefect.logging.handlers import PrefectConsoleHandler

    setup_logging()
    if noise.verbose:
        return
    others = [name for name in logging.root.manager.loggerDict if name.startswith("prefect")]
    for logger in [logging.root, *(logging.getLogger(name) for name in others)]:
        for handler in [h for h in logger.handlers if isinstance(h, PrefectConsoleHandler)]:
            logger.removeHandler(handler)
            logger.addHandler(_quiet_handler(noise.log_file))


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
