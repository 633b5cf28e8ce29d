"""Running one of our flows from the command line: its server, its noise, its interruption."""

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from outbound.cli import screen
from outbound.cli.edge import Settings
from outbound.cli.failures import Failure, Kind, failure_of
from outbound.cli.interruption import stop_if_begun
from outbound.cli.live_progress import live_progress
from outbound.cli.options import OutputGroup
from outbound.cli.outcome import next_step
from outbound.cli.private_server import PrivateServer
from outbound.logs import LineFormatter
from outbound.mistakes import UserMistake
from outbound.reports import Summary, summarize
from outbound.unforeseen import is_ours

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

_DELIVER_WITHIN = 10.0  # seconds
_TAKE_BACK_EVERY = 0.05  # seconds; a flow has sent nothing so soon after it began

Flow = Callable[[], Coroutine[Any, Any, "State[Any]"]]


def orchestrate(
    flow: Flow,
    *,
    key: str,
    output: OutputGroup,
    settings: Settings,
    stops: bool = False,
    promise: str | None = None,
) -> Summary:
    """Run the flow with live progress; the run's numbers at its end.

    `flow` is called once Prefect has its server: import the flow inside. `stops`: Ctrl-C and
    SIGTERM stop the run, too. `promise` is said once the records have the run.

    Raises:
        Failure: it did not end well, or the user pressed Ctrl-C (or SIGTERM came), and the run
            was stopped.
    """
    with _server(output.log_file):
        from tasks.connection import reading_from

        _silence_prefect(output)
        with reading_from(settings.lists):
            watched = _watched(flow, key, settings, stops=stops, promise=promise)
            return asyncio.run(watched)


async def _watched(
    flow: Flow, key: str, settings: Settings, *, stops: bool, promise: str | None
) -> Summary:
    async with settings.ledger() as ledger:
        running = asyncio.create_task(flow())
        async with live_progress(ledger, key, promise=promise):
            is_interrupted = await _is_interrupted(running)
        if is_interrupted:
            if stops:
                await stop_if_begun(key)
            remedy = await next_step(ledger, key, settings) if stops else ""
            running.cancel()
            await asyncio.wait({running})
            raise Failure(Kind.INTERRUPTED, "Interrupted.", remedy=remedy)
        state = _end_of(running)
        if state.is_completed():
            return await summarize(ledger, key)
        failure = await _failure(state)
        failure.remedy = await next_step(ledger, key, settings)
        raise failure


def _end_of(running: "asyncio.Task[State[Any]]") -> "State[Any]":
    """How the flow ended.

    Raises:
        Failure: its flow run was deleted meanwhile, and has no end in Prefect.
    """
    from prefect.exceptions import Abort, ObjectNotFound

    try:
        return running.result()
    except Abort as reason:
        raise Failure(Kind.NOT_DONE, str(reason)) from None
    except ObjectNotFound:
        raise Failure(
            Kind.NOT_DONE,
            "The flow run was deleted in Prefect as it ended. `outbound status` tells how far the "
            "run came, and `outbound resume` carries on.",
        ) from None
    except Exception as error:
        if is_ours(error) or not _is_of_prefects_server(error):
            raise
        raise _prefect_is_gone() from None


def _is_of_prefects_server(error: Exception) -> bool:
    """Whether Prefect's server did not answer as one: our own clients raise errors of our own."""
    import httpx

    # The sentence is Prefect's, where it first asks its server.
    has_not_begun = isinstance(error, RuntimeError) and str(error).startswith("Failed to reach API")
    return has_not_begun or isinstance(error, httpx.HTTPError)


def _prefect_is_gone() -> Failure:
    from prefect.settings import PREFECT_API_URL

    address = urlsplit(PREFECT_API_URL.value() or "")
    return Failure(
        Kind.UNREACHABLE,
        f"The Prefect server at {address.hostname}:{address.port or address.scheme}, which "
        "PREFECT_API_URL or Prefect's profile names, gives no answer of a Prefect server.",
        remedy="Start it (`prefect server start`) or mend PREFECT_API_URL, and give the same "
        "command again: it goes on where it was. Without that setting, a command starts a private "
        "server.",
    )


async def _is_interrupted(running: asyncio.Task[Any]) -> bool:
    """Await the work; whether SIGINT or SIGTERM came before its end."""
    interruption = asyncio.ensure_future(_interrupted())
    await asyncio.wait({running, interruption}, return_when=asyncio.FIRST_COMPLETED)
    interruption.cancel()
    return not running.done()


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
    logging.getLogger("prefect.flow_runs.notices").addHandler(_OnScreen())
    others = [name for name in logging.root.manager.loggerDict if name.startswith("prefect")]
    for logger in [logging.root, *(logging.getLogger(name) for name in others)]:
        for handler in [h for h in logger.handlers if isinstance(h, PrefectConsoleHandler)]:
            logger.removeHandler(handler)
            logger.addHandler(_quiet_handler(output.log_file))


class _OnScreen(logging.Handler):
    """Shows what a flow has to say to a person (`tasks.shown.notice`)."""

    def emit(self, record: logging.LogRecord) -> None:
        screen.warn(record.getMessage())


def _quiet_handler(log_file: Path | None) -> logging.Handler:
    if log_file is None:
        return logging.NullHandler()
    handler = logging.FileHandler(log_file)
    handler.setFormatter(LineFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


async def _failure(state: "State[Any]") -> Failure:
    """What to say of a flow that did not end well: its verdict, or the error that it raised."""
    from flows import verdict

    kinds = {
        verdict.MISTAKE: Kind.MISTAKE,
        verdict.WINDOW_MISSED: Kind.WINDOW_MISSED,
        verdict.REFUSED: Kind.REFUSED,
        verdict.STOPPED: Kind.STOPPED,
        verdict.TRIAL_FAILED: Kind.TRIAL_FAILED,
        verdict.HELD: Kind.OWNED,
    }
    error = await state.aresult(raise_on_failure=False)
    if isinstance(error, Exception) and is_ours(error):
        return failure_of(error)
    kind = kinds.get(str(state.name), Kind.NOT_DONE)
    return Failure(kind, state.message or str(state.name))
