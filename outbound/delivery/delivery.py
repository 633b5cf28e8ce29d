"""What every step of a delivery needs: the API, the ledger, the clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from outbound.api import MicoClient, MicoSettings
from outbound.clock import Clock
from outbound.ledger import Ledger, open_ledger
from outbound.settings import OutboundSettings


@dataclass(frozen=True, slots=True)
class Delivery:
    """The API, the ledger and the clock of one process."""

    api: MicoClient
    ledger: Ledger
    clock: Clock
    base_url: str
    request_deadline: timedelta
    bulks_at_once: int
    lists_folder: Path


@asynccontextmanager
async def open_delivery(mico: MicoSettings, ours: OutboundSettings) -> AsyncIterator[Delivery]:
    """Everything opened, and closed at the end.

    Raises:
        UserMistake: a setting cannot be used.
    """
    clock = ours.clock_for(mico.base_url)
    async with MicoClient(mico, clock=clock) as api, open_ledger(ours.ledger_url) as ledger:
        yield Delivery(
            api=api,
            ledger=ledger,
            clock=clock,
            base_url=mico.base_url,
            request_deadline=timedelta(seconds=mico.timeout_seconds),
            bulks_at_once=ours.bulks_at_once,
            lists_folder=ours.lists_folder,
        )
