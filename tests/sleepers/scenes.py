"""A run, and the machines that work on it: one falls asleep, another comes, the first wakes."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from starlette.types import Receive, Scope, Send

from outbound.api import MicoClient, MicoSettings
from outbound.delivery.lists import Lists
from outbound.delivery.requests import ExistingCampaign, Launch
from outbound.delivery.segments import form_segments
from outbound.delivery.session import Session, Sizes
from outbound.delivery.staging import open_run
from outbound.ledger import Ledger
from outbound.ledger.database import Database, open_database
from outbound.ledger.staged import StagedRow
from outbound.ledger.tables import metadata
from outbound.planning import AllowedHours, Between, CallingWindow
from outbound.sandbox import CAMPAIGN_UID, Sandbox
from outbound.sandbox.faults.plan import Fault, Faults
from outbound.sandbox.mix import Mix
from outbound.sandbox.server import serving
from tests.ledger.columns import set_run
from tests.sandbox.caller import START
from tests.sleepers.boundaries import (
    count_changes,
    hold_the_token,
    sleepy_database,
    sleepy_wire,
)
from tests.sleepers.machines import Machine
from tests.sleepers.times import PATIENCE, Hangs, Time
from tests.sleepers.works import KEY, Work

PEOPLE = 3
SIZES = Sizes(bulk=2, page=2, schedule=50, bulks_at_once=1)
DEADLINE = timedelta(seconds=12)
LEASE = timedelta(seconds=20)
WINDOW = CallingWindow(START, START + timedelta(hours=6))
_LONGEST = timedelta(hours=20)
"""Of the time of the tests, for everything that one scene tells."""

_VACUUM_EVERY = 20
"""Scenes; what they leave behind makes the database slow."""

IDS = frozenset(f"P-{number}" for number in range(1, PEOPLE + 1))

A_BULK_IS_TURNED_DOWN = Faults(entries=[Fault(on="bulk", kind="refused_after_commit", numbers=[1])])


class Door:
    """One socket for all the sandboxes of a test, one after another."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.sandbox.app(scope, receive, send)


@asynccontextmanager
async def an_open_door() -> AsyncIterator[tuple[Door, str]]:
    """A socket behind which sandboxes can be put; gives its address, too."""
    door = Door()
    server = Sandbox()
    server.app = door  # type: ignore[assignment] # an application is all that is served
    async with serving(server) as base_url:
        yield door, base_url


@dataclass
class Records:
    """A database that all scenes of a test share."""

    database: Database
    door: Door
    base_url: str
    clock: "asyncpg.Connection[Any] | None" = None
    """A connection of our own, through which the database's time is set."""
    scenes: int = 0

    @property
    def is_shared(self) -> bool:
        return self.database.is_shared

    async def is_now(self, instant: datetime) -> None:
        """Let the database's own clock show this."""
        if self.clock is not None:
            microseconds = round(instant.timestamp() * 1_000_000)
            await self.clock.execute("SELECT setval('sleepers.microseconds', $1)", microseconds)

    async def empty(self) -> None:
        if self.clock is not None:
            tables = reversed(metadata.sorted_tables)
            await self.clock.execute("; ".join(str(table.delete()) for table in tables))
            self.scenes += 1
            if self.scenes % _VACUUM_EVERY == 0:
                await self.clock.execute("VACUUM")
            return
        async with self.database.writing() as connection:
            for table in reversed(metadata.sorted_tables):
                await connection.execute(table.delete())


_ITS_CLOCK = """
CREATE SCHEMA sleepers;
CREATE SEQUENCE sleepers.microseconds;
CREATE FUNCTION sleepers.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
'SELECT to_timestamp(last_value / 1000000.0) FROM sleepers.microseconds';
"""
"""A sequence, since whoever reads it sees it as it is now, whatever transaction they are in."""

_TO_IT = """
ALTER DATABASE {name} SET search_path = public, sleepers, pg_catalog;
ALTER DATABASE {name} SET synchronous_commit = off;
"""


async def move_the_clock_of(url: str) -> None:
    """From now on, the time of this PostgreSQL database is moved by hand: no lease takes long."""
    await (await open_database(url)).close()
    connection = await asyncpg.connect(url)
    await connection.execute(_ITS_CLOCK)
    await connection.execute(_TO_IT.format(name=url.rpartition("/")[2]))
    await connection.close()


@asynccontextmanager
async def on_postgresql(url: str) -> AsyncIterator[Records]:
    """Records in a database whose clock was taken in hand."""
    database = await open_database(url)
    count_changes(database)
    clock = await asyncpg.connect(url)
    try:
        async with an_open_door() as (door, base_url):
            yield Records(database, door, base_url, clock)
    finally:
        await database.close()
        await clock.close()


@asynccontextmanager
async def on_sqlite() -> AsyncIterator[Records]:
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a folder of our own
    folder = Path(tempfile.mkdtemp(dir=place, prefix="outbound-"))
    url = f"sqlite:///{folder / 'ledger.db'}"
    database = await open_database(url)
    count_changes(database)
    try:
        async with an_open_door() as (door, base_url):
            yield Records(database, door, base_url)
    finally:
        await database.close()
        shutil.rmtree(folder)


@dataclass
class Scene:
    """One run of a few people, one sandbox behind a socket, and machines."""

    records: Records
    time: Time
    sandbox: Sandbox
    stack: AsyncExitStack
    machines: list[Machine] = field(default_factory=list)
    dead: list[Machine] = field(default_factory=list)
    paused: list[asyncio.Event] = field(default_factory=list)
    """Machines that wait until everybody else is at rest."""

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.records.database)

    async def session(self, machine: Machine) -> Session:
        """What this machine works with."""
        settings = MicoSettings(
            base_url=self.records.base_url,
            client_id=self.sandbox.client_id,
            client_secret=self.sandbox.client_secret,
        )
        client = MicoClient(
            settings,
            clock=machine,
            wire=sleepy_wire(machine),
            sleep=machine.sleep,
            monotonic=machine.monotonic,
        )
        hold_the_token(client, machine)
        return Session(
            api=await self.stack.enter_async_context(client),
            ledger=Ledger(sleepy_database(self.records.database, machine)),
            clock=machine,
            base_url=self.records.base_url,
            request_deadline=DEADLINE,
            lists=Lists(Path()),
            sizes=SIZES,
            lease=LEASE,
        )

    async def start(self, machine: Machine, work: Work) -> Machine:
        self.machines.append(machine)
        machine.start(work, await self.session(machine))
        return machine

    async def alone(self, name: str, work: Work) -> Machine:
        """Another machine does this, from its beginning to its end."""
        machine = await self.start(Machine(name, self.time), work)
        await self.until(machine)
        return machine

    async def until(self, *ends: Machine, asleep: Machine | None = None) -> None:
        """Let everything go on until these are over; `asleep`: or this one sleeps.

        Raises:
            Hangs: it is not over after many hours.
        """
        who = " and ".join(machine.name for machine in ends)
        while True:
            await self.time.settle(who)
            if self.paused:
                self.paused.pop().set()
                continue
            if all(end.is_over for end in ends) or (asleep is not None and asleep.is_asleep):
                return
            if not await self.time.pass_until_due():
                await self._closing(who, ends)
            if self.time.at > START + _LONGEST:
                raise Hangs(f"{who}: no end after many hours")

    async def _closing(self, who: str, ends: Sequence[Machine]) -> None:
        """A connection is being opened or closed, which nobody counts as work.

        Raises:
            Hangs: nothing comes of it.
        """
        for _ in range(PATIENCE * 100):
            await asyncio.sleep(0.01)
            if self.time.at_work or self.time.is_awaited or any(end.is_over for end in ends):
                return
        raise Hangs(f"{who}: nothing goes on any more; it waits {_places(ends)}")

    def wake(self, machine: Machine) -> None:
        """It notices how late it is."""
        machine.wake()
        self.time.wake_whoever_is_due()

    def bury(self, machine: Machine) -> None:
        """It never wakes, and nothing of it is left but what it has written and sent."""
        self.machines.remove(machine)
        self.dead.append(machine)

    async def pause_for_others(self) -> None:
        """Wait until everybody else is at rest."""
        event = asyncio.Event()
        self.paused.append(event)
        with self.time.standing_still():
            await event.wait()

    async def begin(self, opens_after: timedelta) -> None:
        """The run, with its list read."""
        window = CallingWindow(WINDOW.starts_at + opens_after, WINDOW.ends_at)
        await begin_run(await self.session(Machine("the beginning", self.time)), window)


def _places(machines: Sequence[Machine]) -> str:
    """Where their work waits, from the innermost call outwards."""
    tasks = [machine.task for machine in machines if machine.task is not None]
    return "; ".join(" in ".join(_awaited(task.get_coro())) for task in tasks)


def _awaited(waiting: object) -> list[str]:
    """The calls that wait for each other, the innermost first."""
    calls: list[str] = []
    while (frame := getattr(waiting, "cr_frame", None)) is not None:
        calls.insert(0, f"{frame.f_code.co_qualname}:{frame.f_lineno}")
        waiting = getattr(waiting, "cr_await", None)
    return [repr(waiting), *calls]


async def begin_run(session: Session, window: CallingWindow) -> None:
    """A run of a few people, with its list read, and nothing sent yet."""
    asked = Launch.model_validate(
        {
            "contacts": "list.csv",
            "campaign": ExistingCampaign(campaign_uid=CAMPAIGN_UID),
            "window": Between(starts_at=window.starts_at, ends_at=window.ends_at),
            "allowed": AllowedHours(hours="00:00-24:00"),
            "retry_intervals": [],
        }
    )
    run = await open_run(session, key=KEY, asked=asked, list_digest="0" * 64, window=window)
    await session.ledger.rows.stage(run.id, [_row(n) for n in range(1, PEOPLE + 1)])
    await form_segments(session, run)
    await set_run(session.ledger, run.id, staged_at=session.clock.now())


def _row(number: int) -> StagedRow:
    external_id, phone_number = f"P-{number}", f"+8120{number:08}"
    return StagedRow(
        number=number,
        external_id=external_id,
        phone_number=phone_number,
        call={
            "external_id": external_id,
            "phone_number": phone_number,
            "first_name": "Jane",
            "last_name": f"Doe {number}",
            "phonetic_first_name": "Jane",
            "phonetic_last_name": f"Doe {number}",
        },
    )


@asynccontextmanager
async def staged(
    records: Records, faults: Faults | None = None, opens_after: timedelta = timedelta(0)
) -> AsyncIterator[Scene]:
    """A run that is to be launched; its window opens so long from now."""
    time = Time(told=records.is_now)
    await records.empty()
    await records.is_now(time.at)
    mix = Mix(endings={"answered": 1}, ring_seconds=(1, 1), talk_seconds=(1, 1))
    sandbox = Sandbox(clock=time, mix=mix, faults=faults or Faults())
    async with AsyncExitStack() as stack:
        stack.callback(sandbox.close)
        records.door.sandbox = sandbox
        scene = Scene(records, time, sandbox, stack)
        stack.push_async_callback(_end, scene)
        await scene.begin(opens_after)
        yield scene


async def _end(scene: Scene) -> None:
    """Nobody is left at work, whatever they wait for."""
    machines = [*scene.machines, *scene.dead]
    tasks = [machine.task for machine in machines if machine.task is not None]
    for task in tasks:
        task.cancel()
    for machine in machines:  # whoever is cancelled clears up after itself
        machine.wake()
    for event in scene.paused:
        event.set()
    if tasks:
        await asyncio.wait(tasks, timeout=PATIENCE)
    for task in tasks:
        if task.done() and not task.cancelled():
            task.exception()  # how it ended is told by the promises
