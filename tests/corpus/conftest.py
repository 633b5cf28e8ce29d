"""Records of their own for each test."""

from collections.abc import AsyncIterator

import pytest

from outbound.ledger import Ledger, open_ledger


@pytest.fixture
async def ledger(records: str) -> AsyncIterator[Ledger]:
    async with open_ledger(records) as opened:
        yield opened
