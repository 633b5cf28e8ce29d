"""A bench for each test: a delivery on a sandbox, with a ledger of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from outbound.sandbox import Sandbox
from tests.delivery.bench import Bench, opened_bench
from tests.sandbox.caller import ManualClock

Opened = Callable[..., Awaitable[Bench]]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def opened(records: str, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Opened]:
    """Open a bench whose sandbox has settings of its own."""
    async with AsyncExitStack() as stack:

        async def open_one(**settings: object) -> Bench:
            sandbox = Sandbox(clock=clock, **settings)  # type: ignore[arg-type]
            stack.callback(sandbox.close)
            bench = opened_bench(records, tmp_path, sandbox, clock)
            return await stack.enter_async_context(bench)

        yield open_one


@pytest.fixture
async def bench(opened: Opened) -> Bench:
    return await opened()
