import asyncio
import os
import signal
import socket
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from outbound.clock import FastClock
from outbound.mistakes import UserMistake
from outbound.sandbox import Mix, Sandbox
from outbound.sandbox.server import serve_forever, serving
from tests.sandbox.caller import Caller, ManualClock, person
from tests.sandbox.conftest import NO_TLS


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_serves_until_a_signal_and_ends_cleanly(number: signal.Signals) -> None:
    addresses: list[str] = []

    def ready(base_url: str) -> None:
        addresses.append(base_url)
        os.kill(os.getpid(), number)

    await asyncio.wait_for(serve_forever(Sandbox(), "127.0.0.1", 0, ready), 60)
    assert addresses[0].startswith("http://127.0.0.1:")


async def test_after_a_signal_the_signals_are_their_former_owner_s_again() -> None:
    owner = signal.getsignal(signal.SIGINT)
    await serve_forever(Sandbox(), "127.0.0.1", 0, lambda _: os.kill(os.getpid(), signal.SIGINT))
    assert signal.getsignal(signal.SIGINT) is owner


async def test_a_port_in_use_is_the_user_s_mistake() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserMistake, match=f"127.0.0.1:{port}"):
            async with serving(Sandbox(), port=port):
                pass


async def test_over_a_socket_calls_are_made_though_nobody_asks(clock: ManualClock) -> None:
    sandbox = Sandbox(clock=clock, mix=Mix(endings={"answered": 1}))
    async with (
        serving(sandbox) as base_url,
        httpx.AsyncClient(base_url=base_url, verify=NO_TLS) as http,
    ):
        api = Caller(http, sandbox, clock)
        await api.log_in()
        await api.schedule(person(), enabled=True)
        clock.advance(600)
        await until_somebody_is_through(sandbox)


async def until_somebody_is_through(sandbox: Sandbox) -> None:
    """Look straight into the table: to ask would make time pass."""
    select = "SELECT 1 FROM calls WHERE status = 'completed'"
    async with asyncio.timeout(60):
        while True:
            if sandbox.db.execute(select).fetchone():
                return
            await asyncio.sleep(0.01)


async def test_fast_time_is_the_sandbox_s_time() -> None:
    clock = FastClock(3600, datetime.now(UTC))
    sandbox = Sandbox(clock=clock, mix=Mix(endings={"answered": 1}))
    async with (
        serving(sandbox) as base_url,
        httpx.AsyncClient(base_url=base_url, verify=NO_TLS) as http,
    ):
        api = Caller(http, sandbox, ManualClock())
        await api.log_in()
        ends_at = clock.now() + timedelta(days=1)
        starts_at = clock.now().isoformat()
        await api.schedule(person(), enabled=True, starts_at=starts_at, ends_at=ends_at.isoformat())
        await until_somebody_is_through(sandbox)
