"""Records that machines share, or that stand on one machine, under a clock that tests move."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.ledger.databases import NO_SERVER, own_postgresql
from tests.sleepers.scenes import Records, move_the_clock_of, on_postgresql, on_sqlite


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with own_postgresql() as url:
        if url is None:
            pytest.skip(NO_SERVER)
        asyncio.run(move_the_clock_of(url))
        yield url


@pytest.fixture
async def shared(postgresql: str) -> AsyncIterator[Records]:
    """Records on PostgreSQL, which several machines share."""
    async with on_postgresql(postgresql) as records:
        yield records


@pytest.fixture
async def on_one_machine() -> AsyncIterator[Records]:
    async with on_sqlite() as records:
        yield records
