"""What every step of a delivery needs: the API, the ledger, the clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from outbound.api import MicoClient, MicoSettings
from outbound.api.outbound_calls import MAX_BULK, MAX_PAGE_SIZE
from outbound.clock import Clock
from outbound.delivery.lists import Lists
from outbound.ledger import ORDINARY, Ledger, LiveSchedules, Patience, open_ledger
from outbound.settings import OutboundSettings


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows go where."""

    bulk: int = MAX_BULK
    """Rows in one bulk request."""
    page: int = MAX_PAGE_SIZE
    """Calls in one page of a list."""
    schedule: int = 50_000
    """Rows in one schedule at most, so that abandoning one and filling another stays cheap."""
    bulks_at_once: int = 4
    """Bulk requests under way at the same time."""

    @property
    def batches_a_schedule(self) -> int:
        """Batches of rows that one schedule takes."""
        return max(1, self.schedule // self.bulk)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineSession:
    """The ledger and the clock, and the lists: what is needed before anything is sent."""

    ledger: Ledger
    clock: Clock
    base_url: str
    lists: Lists = field(repr=False)
    sizes: Sizes = Sizes()

    def soonest_start(self) -> datetime:
        """When a schedule that is created now begins at the earliest: the next whole second.

        The API's instants have no fractions, so nothing is left of a window that ends before.
        """
        now = self.clock.now()
        return now if not now.microsecond else now.replace(microsecond=0) + timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(OfflineSession):
    """The API, the ledger and the clock of one process.

    `request_deadline` is the total time of a request, `lease` how long a worker on a shared
    database may be silent; both in the clock's time.
    """

    api: MicoClient
    request_deadline: timedelta
    lease: timedelta = timedelta(seconds=60)
    client: str = ""
    """The client's id; empty for a ready access token."""
    do_not_call: frozenset[str] = frozenset()
    """Outcomes after which a number is never called again, in plain spelling."""
    live: LiveSchedules | None = None
    """Where the schedules are noted that may be enabled, for a stop that has no ledger."""

    def real_seconds_until(self, instant: datetime) -> float:
        """Real seconds until an instant of the clock's time; negative once it has passed."""
        return (instant - self.clock.now()).total_seconds() / self.clock.speed


def plain_outcome(name: str) -> str:
    """An outcome's name without what vendors write in different ways: Do not call, DO_NOT_CALL."""
    return "".join(character for character in name.casefold() if character.isalnum())


@asynccontextmanager
async def open_session(
    mico: MicoSettings,
    ours: OutboundSettings,
    lists: Lists | None = None,
    *,
    patience: Patience = ORDINARY,
) -> AsyncIterator[Session]:
    """Everything opened, and closed at the end; `lists` that were opened before stay open.

    Without `lists`, they are named by a form or a deployment, and not at a terminal.

    `patience` is how long the ledger is waited for.

    Raises:
        UserMistake: a setting cannot be used.
    """
    clock = ours.clock_for(mico.base_url)
    async with (
        MicoClient(mico, clock=clock) as api,
        open_ledger(ours.ledger_url, patience=patience) as ledger,
    ):
        yield Session(
            api=api,
            ledger=ledger,
            clock=clock,
            base_url=mico.base_url,
            client=mico.client,
            # A request takes real time, however fast the clock runs.
            request_deadline=timedelta(seconds=mico.timeout_seconds * clock.speed),
            lists=lists or Lists.of(ours, names_only=True),
            sizes=Sizes(bulks_at_once=ours.bulks_at_once),
            do_not_call=frozenset(map(plain_outcome, ours.do_not_call_outcomes.split(","))),
            lease=timedelta(seconds=ours.lease_seconds * clock.speed),
            live=LiveSchedules.beside(ledger.file, ours.home_folder),
        )
