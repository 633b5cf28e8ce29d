"""Runs that no process works on: their launcher has ended."""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from outbound.api import MicoSettings
from outbound.contacts import open_list
from outbound.delivery.requests import Launch, NewCampaign
from outbound.delivery.run_loop import run_to_release
from outbound.delivery.runs import Run
from outbound.delivery.schedules import named
from outbound.delivery.session import Session, open_session
from outbound.delivery.staging import open_run, stage
from outbound.planning import AllowedHours, InWords, resolve
from outbound.settings import OutboundSettings
from tests.conftest import ServedSandbox, write_list
from tests.stopping.stage import KEY

WINDOW = InWords(windows=["daily 00:00-24:00 Asia/Tokyo"], days=2)
"""Open at any time of the day at which the tests run."""


@dataclass(frozen=True)
class Records:
    """Where a run is remembered, and the API it is on."""

    sandbox: ServedSandbox
    home: Path
    database: str | None = None
    """The address of a database other than the file in the home."""

    @property
    def environment(self) -> dict[str, str]:
        """What a command needs to know of them."""
        database = {"OUTBOUND_DATABASE_URL": self.database} if self.database else {}
        return self.sandbox.settings | database | {"OUTBOUND_HOME": str(self.home)}

    @property
    def ledger(self) -> Path:
        return self.home / "ledger.db"

    def begin(self, people: int = 30) -> None:
        """A run of which Mico knows nothing."""
        asyncio.run(self._begin(people))

    def release(self, people: int = 30) -> str:
        """A run whose calls may be made; gives its schedule's uid."""
        return asyncio.run(self._release(people))

    async def _begin(self, people: int) -> None:
        async with self._session() as session:
            await _staged(session, self.home, people)

    async def _release(self, people: int) -> str:
        async with self._session() as session:
            run = await _staged(session, self.home, people)
            await run_to_release(session, run, lambda step: step.take(session, run))
            (schedule,) = await session.ledger.schedules.of_run(run.id)
            return named(schedule)

    def _session(self) -> AbstractAsyncContextManager[Session]:
        its = self.sandbox.settings
        mico = MicoSettings(
            base_url=its["MICO_BASE_URL"],
            client_id=its["MICO_CLIENT_ID"],
            client_secret=SecretStr(its["MICO_CLIENT_SECRET"]),
        )
        ours = OutboundSettings(
            home=self.home,
            database_url=SecretStr(self.database) if self.database else None,
            clock=its.get("OUTBOUND_CLOCK"),
        )
        return open_session(mico, ours)


async def _staged(session: Session, home: Path, people: int) -> Run:
    contact_list = open_list(write_list(home / "people.csv", people))
    now = session.clock.now()
    run = await open_run(
        session,
        key=KEY,
        asked=Launch(
            contacts="people.csv",
            campaign=NewCampaign(name="Reminders"),
            window=WINDOW,
            allowed=AllowedHours(hours="00:00-24:00"),
            retry_intervals=[],
        ),
        list_digest=contact_list.digest,
        window=resolve(WINDOW, due=now),
        due_at=now,
    )
    await stage(session, run, contact_list)
    return run
