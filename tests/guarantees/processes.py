"""Processes that work on one run, on one ledger: each can be put to sleep, woken, and killed."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from unittest.mock import patch

import aiosqlite.core
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.api import MicoClient
from outbound.delivery import watching
from outbound.delivery.lists import Lists
from outbound.delivery.ownership import owning
from outbound.delivery.recovery import recover
from outbound.delivery.requests import ExistingCampaign, Launch, SingleLaunch
from outbound.delivery.resuming import carry_on, give_window
from outbound.delivery.run_loop import run_to_release
from outbound.delivery.runs import Run, get_run
from outbound.delivery.segments import form_segments
from outbound.delivery.session import Session, Sizes
from outbound.delivery.staging import open_run
from outbound.delivery.stopping import stop
from outbound.delivery.tracking import sweep
from outbound.ledger import Ledger, RowState, ScheduleState
from outbound.ledger.database import Database, open_database
from outbound.ledger.staged import StagedRow
from outbound.ledger.tables import metadata, rows, schedules
from outbound.planning import AllowedHours, Between, CallingWindow, Window
from tests.guarantees.vendor import Dead, Vendor, VendorApi, VendorClock
from tests.ledger.columns import set_run

KEY = "spring"
DEADLINE = timedelta(seconds=30)
LEASE = timedelta(seconds=60)
SIZES = Sizes(bulk=3, page=3, schedule=6, bulks_at_once=2)


class TakingTurns(Database):
    """A database with one transaction at a time.

    They come in the order of asking: the same example is always the same story.
    """

    turn: asyncio.Lock

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn(), super().reading() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn(), super().writing() as connection:
            yield connection

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        async with self.turn:
            await asyncio.sleep(0)  # others ask for their turn meanwhile
            yield


class SharedLedger(Ledger):
    """A ledger that several machines share: only leases tell who works on a run."""

    @property
    def file(self) -> Path | None:
        return None


@dataclass(eq=False)
class Process:
    """One process: what it does ends when it is killed, and stands still while it is asleep."""

    name: str
    session: Session
    task: "asyncio.Task[object] | None" = None
    is_asleep: bool = False
    is_dead: bool = False
    writes_left: int | None = None
    """How many transactions it may still write before it is killed."""

    @property
    def result(self) -> object:
        """What it gave at its end, if it came to a good one."""
        task = self.task
        if task is None or not task.done() or task.cancelled() or task.exception():
            return None
        return task.result()

    @property
    def is_over(self) -> bool:
        return self.task is not None and self.task.done()

    async def fence(self, _connection: AsyncConnection) -> None:
        if self.writes_left is not None:
            self.writes_left -= 1
            self.is_dead |= self.writes_left < 0
        if self.is_dead:
            raise Dead

    def kill(self) -> None:
        self.is_dead = True
        if self.task is not None:
            self.task.cancel()


class Machines:
    """All processes, their ledger and the vendor."""

    def __init__(self, database: TakingTurns, *, is_one: bool = False) -> None:
        self.vendor = Vendor()
        self.database = database
        self._ledger = Ledger if is_one else SharedLedger
        """On one machine, a lock tells who lives."""
        self.ledger = self._ledger(database)
        self.processes: list[Process] = []

    async def begin(
        self, people: int, window: CallingWindow, *, single_call_in: Window | None = None
    ) -> Run:
        """A run with its list read; or, in a window of its own, a call to one person."""
        session = self.session("the beginning", self.database)
        ordinary: dict[str, object] = {
            "campaign": ExistingCampaign(campaign_uid="campaign"),
            "window": Between(starts_at=window.starts_at, ends_at=window.ends_at),
            "allowed": AllowedHours(hours="00:00-24:00"),
            "retry_intervals": [],
        }
        asked = Launch.model_validate(ordinary | {"contacts": "list.csv"})
        if single_call_in is not None:
            asked = SingleLaunch.model_validate(ordinary | {"window": single_call_in})
        run = await open_run(session, key=KEY, asked=asked, list_digest="0" * 64, window=window)
        rows = [
            StagedRow(
                number=number,
                external_id=f"P-{number}",
                phone_number=f"+8120{number:08}",
                call={"external_id": f"P-{number}", "phone_number": f"+8120{number:08}"},
            )
            for number in range(1, people + 1)
        ]
        await self.ledger.rows.stage(run.id, rows)
        await form_segments(session, run)
        await set_run(self.ledger, run.id, staged_at=self.vendor.now)
        return run

    def session(self, name: str, database: Database) -> Session:
        return Session(
            api=cast("MicoClient", VendorApi(self.vendor, name)),
            ledger=self._ledger(database),
            clock=VendorClock(self.vendor, name),
            base_url="https://api.micovoice.com",
            request_deadline=DEADLINE,
            lists=Lists(Path()),
            sizes=SIZES,
            lease=LEASE,
        )

    def start(self, work: Callable[[Session], Awaitable[object]]) -> Process:
        """A new process that does this."""
        name = f"process {len(self.processes) + 1}"
        process = Process(name, self.session(name, self.database))
        process.session = self.session(name, self.database.fenced(process.fence))
        process.task = asyncio.ensure_future(work(process.session))
        self.processes.append(process)
        return process

    @property
    def living(self) -> list[Process]:
        return [p for p in self.processes if not p.is_over and not p.is_dead]

    @property
    def awake(self) -> list[Process]:
        return [p for p in self.living if not p.is_asleep]

    async def settle(self) -> None:
        """Until everybody waits for an answer or for time to pass, or is at an end."""
        loop = asyncio.get_running_loop()
        is_at_rest = False
        while not is_at_rest:
            await asyncio.sleep(0)
            for process in self.processes:
                if process.is_dead and process.task is not None and not process.task.done():
                    process.task.cancel()
            is_at_rest = not loop._ready  # type: ignore[attr-defined]  # noqa: SLF001 - no thread works

    async def exported(self, run_id: int) -> list[dict[str, object]]:
        return [row async for row in self.ledger.export(run_id)]

    async def forget_a_bulk(self) -> set[str]:
        """Forget the last bulk that was answered, if its schedule is still being filled."""
        async with self.database.writing() as connection:
            newest = (
                select(rows.c.claim_id)
                .join(schedules, rows.c.schedule_id == schedules.c.id)
                .where(rows.c.state == RowState.CREATED)
                .where(schedules.c.state.in_([ScheduleState.LOADING, ScheduleState.READY]))
                .order_by(rows.c.claim_id.desc())
                .limit(1)
            )
            claim_id = (await connection.execute(newest)).scalar_one_or_none()
            forgotten = await connection.execute(
                update(rows)
                .where(rows.c.claim_id == claim_id, rows.c.state == RowState.CREATED)
                .values(state=RowState.PLANNED, claim_id=None, schedule_id=None, call_uid=None)
                .returning(rows.c.external_id)
            )
            return set(forgotten.scalars())

    def pass_time(self, until: datetime) -> None:
        self.vendor.pass_time(until, stopped=[p.name for p in self.processes if p.is_asleep])


async def _deliver(owned: Session, run: Run) -> None:
    await run_to_release(owned, run, lambda step: step.take(owned, run))


async def launch(session: Session) -> None:
    """What a launcher does once the list was read."""
    run = await get_run(session, KEY)
    async with owning(session, run) as owned:
        await _deliver(owned, run)


async def resume(session: Session) -> None:
    """What `resume` does without a window."""
    run = await get_run(session, KEY)
    async with owning(session, run) as owned:
        await carry_on(owned, run)
        await _deliver(owned, run)


def resume_in(window: CallingWindow) -> Callable[[Session], Awaitable[None]]:
    """What `resume` does with one."""

    async def work(session: Session) -> None:
        run = await get_run(session, KEY)
        async with owning(session, run) as owned:
            between = Between(starts_at=window.starts_at, ends_at=window.ends_at)
            await give_window(owned, await owned.ledger.runs.get(KEY), between)
            await _deliver(owned, run)

    return work


async def stop_it(session: Session) -> datetime | None:
    """What `stop` does; gives the wish that was confirmed."""
    run = None
    async for _ in stop(session, await get_run(session, KEY)):
        run = await session.ledger.runs.get(KEY)
    return run.stop_wished_at if run else None


async def follow_it(session: Session) -> None:
    """One look of a launcher that follows its calls."""
    run = await get_run(session, KEY)
    async with owning(session, run) as owned:
        await sweep(owned, run)
        await watching.keep_disabled(owned, run)
        await watching.enable_again(owned, run)


async def recover_it(session: Session) -> None:
    """What `recover --once` does."""
    await recover(session)


_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Where the system has it, a file there costs no disk: thousands of runs go through."""


class _NoThread:
    """A queue to the thread of a connection: what is put into it is done at once."""

    def put_nowait(
        self, asked: "tuple[asyncio.Future[object] | None, Callable[[], object]]"
    ) -> None:
        future, function = asked
        try:
            result = function()
        except Exception as error:  # noqa: BLE001 - the future raises it
            if future is not None:
                future.set_exception(error)
        else:
            if future is not None:
                future.set_result(result)

    def get(self) -> tuple[None, Callable[[], object]]:
        """The thread has nothing to do, and ends."""
        return None, lambda: aiosqlite.core._STOP_RUNNING_SENTINEL  # noqa: SLF001 - its own word


async def _in_no_thread(function: Callable[..., object], *args: object, **named: object) -> object:
    return function(*args, **named)


@contextmanager
def _without_threads() -> Iterator[None]:
    """What otherwise goes to a thread and back is done at once.

    Transactions take turns anyway: the way to a thread only costs time, a third of an example's.
    """
    with (
        patch.object(aiosqlite.core, "SimpleQueue", _NoThread),
        patch.object(asyncio, "to_thread", _in_no_thread),
    ):
        yield


@asynccontextmanager
async def a_database() -> AsyncIterator[TakingTurns]:
    """A SQLite file for the examples of a process."""
    with _without_threads():
        async with _a_database() as database:
            yield database


@asynccontextmanager
async def _a_database() -> AsyncIterator[TakingTurns]:
    place = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(dir=place, prefix="outbound-"))
    opened = await open_database(f"sqlite:///{folder / 'ledger.db'}")
    database = TakingTurns.__new__(TakingTurns)
    database.__dict__.update(copy(opened).__dict__)
    database.turn = asyncio.Lock()
    try:
        yield database
    finally:
        await database.close()
        shutil.rmtree(folder)


async def empty(database: Database) -> None:
    """Forget everything."""
    async with database.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(table.delete())
