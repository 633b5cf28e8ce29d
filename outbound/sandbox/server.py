"""The sandbox over a socket."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn

from outbound.mistakes import UserMistake
from outbound.sandbox.app import Sandbox
from outbound.sandbox.faults.connection import BreakableConnection

# Real seconds between two looks of the dialer when nobody asks anything.
_TICK = 0.05
# Real seconds that answers under way have to finish when the server stops.
_GRACE = 1


class _Server(uvicorn.Server):
    """Leaves the signals to its caller, and ends as soon as it is told to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.enough = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        await self.enough.wait()


@asynccontextmanager
async def serving(sandbox: Sandbox, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve for as long as the block lasts; gives the base address. Port 0 is any free one.

    Raises:
        UserMistake: nothing can listen there.
    """
    listener = _listener(host, port)
    server = _Server(_config(sandbox))
    served = asyncio.create_task(server.serve([listener]))
    ticking = asyncio.create_task(_tick(sandbox))
    try:
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        server.enough.set()
        ticking.cancel()
        # Before the server ends, since it waits for requests that wait for late work; and once more
        # behind it, for those that came in between.
        sandbox.late.give_up()
        await served
        sandbox.late.give_up()
        with suppress(asyncio.CancelledError):
            await ticking


async def serve_forever(
    sandbox: Sandbox, host: str, port: int, on_ready: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM; `on_ready` is told the base address."""
    stop = asyncio.Event()
    with _on_signal(stop.set):
        async with serving(sandbox, host, port) as base_url:
            on_ready(base_url)
            await stop.wait()


@contextmanager
def _on_signal(stop: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    owners = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in owners:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number, owner in owners.items():
            loop.remove_signal_handler(number)
            signal.signal(number, owner or signal.SIG_DFL)


def _listener(host: str, port: int) -> socket.socket:
    try:
        listener = socket.create_server((host, port), backlog=2048)
    except OSError as error:
        raise UserMistake(
            f"The sandbox cannot listen on {host}:{port} ({error.strerror}). "
            "Choose another port, or 0 for any free one."
        ) from None
    # Else head and body of an answer may come 40 ms apart.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _config(sandbox: Sandbox) -> uvicorn.Config:
    return uvicorn.Config(
        sandbox.app,
        http=BreakableConnection if sandbox.faults.entries else "auto",
        lifespan="off",
        log_config=None,
        access_log=False,
        # `Date` is the sandbox's own: it follows the injected clock.
        date_header=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )


async def _tick(sandbox: Sandbox) -> None:
    while True:
        sandbox.advance()
        await asyncio.sleep(_TICK)
