"""Records of their own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from outbound.ledger import Ledger, open_ledger


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Ledger]:
    async with open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}") as opened:
        yield opened
