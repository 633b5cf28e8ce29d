"""A sandbox in which things go wrong, over a socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest

from outbound.sandbox import Fault, Faults, Sandbox
from outbound.sandbox.server import serving
from tests.sandbox.caller import Caller, ManualClock
from tests.sandbox.conftest import NO_TLS

Served = Callable[..., Awaitable[Caller]]

NOT_A_BYTE = "Server disconnected without sending a response"
"""What httpx says of a connection that closes so."""


@pytest.fixture
async def served(clock: ManualClock) -> AsyncIterator[Served]:
    """Serve a sandbox with these faults, and come in."""
    async with AsyncExitStack() as stack:

        async def serve(*entries: Fault, **settings: object) -> Caller:
            faults = Faults(entries=list(entries))
            sandbox = Sandbox(clock=clock, faults=faults, **settings)  # type: ignore[arg-type]
            stack.callback(sandbox.close)
            base_url = await stack.enter_async_context(serving(sandbox))
            http = httpx.AsyncClient(base_url=base_url, verify=NO_TLS, timeout=3600)
            caller = Caller(await stack.enter_async_context(http), sandbox, clock)
            await caller.log_in()
            return caller

        yield serve


def created(api: Caller) -> list[str]:
    """The external ids of all calls there are in truth, in order; nothing is asked for it."""
    select = "SELECT external_id FROM calls ORDER BY ordinal"
    return [row["external_id"] for row in api.sandbox.db.execute(select)]


async def until(condition: Callable[[], bool]) -> None:
    """Wait for it."""
    async with asyncio.timeout(60):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)
