"""A sandbox for each test: in this process, over a socket, or with settings of its own."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest

from outbound.sandbox import Sandbox
from outbound.sandbox.server import serving
from tests.sandbox.caller import Caller, ManualClock

# Plain http needs no certificates, and reading them takes longer than a test.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

Opened = Callable[..., Awaitable[Caller]]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(params=["in process", "over a socket"])
async def api(request: pytest.FixtureRequest, clock: ManualClock) -> AsyncIterator[Caller]:
    """A caller with a token, once each way."""
    sandbox = Sandbox(clock=clock)
    async with AsyncExitStack() as stack:
        base_url, transport = "http://sandbox", None
        if request.param == "over a socket":
            base_url = await stack.enter_async_context(serving(sandbox))
        else:
            transport = httpx.ASGITransport(sandbox.app)
        http = httpx.AsyncClient(base_url=base_url, transport=transport, verify=NO_TLS)
        caller = Caller(await stack.enter_async_context(http), sandbox, clock)
        await caller.log_in()
        yield caller
    sandbox.close()


@pytest.fixture
async def opened(clock: ManualClock) -> AsyncIterator[Opened]:
    """Open a sandbox with settings of its own, in this process."""
    async with AsyncExitStack() as stack:

        async def open_one(**settings: object) -> Caller:
            sandbox = Sandbox(clock=clock, **settings)  # type: ignore[arg-type]
            stack.callback(sandbox.close)
            http = httpx.AsyncClient(
                base_url="http://sandbox", transport=httpx.ASGITransport(sandbox.app)
            )
            caller = Caller(await stack.enter_async_context(http), sandbox, clock)
            await caller.log_in(scope=" ".join(sandbox.scopes))
            return caller

        yield open_one
