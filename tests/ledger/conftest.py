"""A ledger for each test, once on SQLite and once on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from outbound.ledger import Ledger, open_ledger
from outbound.ledger.database import Database, open_database
from tests.ledger.databases import NO_SERVER, emptied, own_postgresql
from tests.ledger.runs import A_RUN, Story


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with own_postgresql() as url:
        if url is None:
            pytest.skip(NO_SERVER)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    return str(request.getfixturevalue("postgresql"))


@pytest.fixture
async def url(address: str, request: pytest.FixtureRequest) -> str:
    """The address of an empty ledger's database."""
    if address.startswith("sqlite"):
        return str(request.getfixturevalue("records"))
    return await emptied(address)


@pytest.fixture
async def ledger(url: str) -> AsyncIterator[Ledger]:
    async with open_ledger(url) as opened:
        yield opened


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = await open_database(url)
    yield opened
    await opened.close()


@pytest.fixture
async def story(ledger: Ledger) -> Story:
    """A run with a schedule, to tell the rows' story with."""
    return await Story.begun(ledger, A_RUN)
