"""A delivery on the sandbox, in this process and on a clock that is moved by hand."""

import csv
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from outbound.api import MicoClient, MicoSettings
from outbound.contacts import open_list
from outbound.delivery.campaigns import campaign_of
from outbound.delivery.counting import count_calls
from outbound.delivery.decision import decide
from outbound.delivery.facts import read_facts
from outbound.delivery.lists import Lists
from outbound.delivery.loading import load_batch
from outbound.delivery.release import release
from outbound.delivery.requests import ExistingCampaign, Launch
from outbound.delivery.run_loop import run_to_release
from outbound.delivery.runs import Run, get_run
from outbound.delivery.schedules import schedule_of
from outbound.delivery.session import Session, Sizes
from outbound.delivery.staging import open_run, stage
from outbound.delivery.steps import Step
from outbound.delivery.tracking import Sweep, sweep
from outbound.ledger import Counts, Ledger, LedgerSchedule, RunRecord, open_ledger
from outbound.planning import AllowedHours, Between, CallingWindow
from outbound.sandbox import CAMPAIGN_UID, Sandbox
from tests.delivery.wire import Wire
from tests.ledger.columns import set_run
from tests.sandbox.caller import START, ManualClock

BASE_URL = "http://localhost"
END = START + timedelta(hours=3)
HEADER = ("external_id", "phone_number", "first_name", "last_name")

Json = dict[str, Any]


def launch(**changes: object) -> Launch:
    """An ordinary request."""
    ordinary = {
        "contacts": "list.csv",
        "campaign": ExistingCampaign(campaign_uid=CAMPAIGN_UID),
        "window": Between(starts_at=START, ends_at=END),
        "allowed": AllowedHours(hours="00:00-24:00"),
        "retry_intervals": [300, 300],
    }
    return Launch.model_validate({**ordinary, **changes})


def write_list(path: Path, rows: Iterable[Iterable[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def rows_of(count: int) -> list[list[str]]:
    """So many people who can be called."""
    return [[f"P-{n}", f"+8120{n:08}", "Jane", f"Doe {n}"] for n in range(1, count + 1)]


@dataclass
class Bench:
    """A delivery, and what stands around it."""

    session: Session
    sandbox: Sandbox
    wire: Wire
    clock: ManualClock
    folder: Path

    @property
    def ledger(self) -> Ledger:
        return self.session.ledger

    def use(self, sizes: Sizes) -> None:
        """Let bulks, pages and schedules be of other sizes."""
        self.session = replace(self.session, sizes=sizes)

    async def begun(self, key: str = "spring", **changes: object) -> Run:
        """A run that is in the ledger, and nothing of its list yet."""
        window = CallingWindow(START, END)
        return await open_run(
            self.session, key=key, asked=launch(**changes), list_digest="0" * 64, window=window
        )

    async def staged(self, count: int, key: str = "spring", **changes: object) -> Run:
        """A run of so many people, with its campaign."""
        run = await self.begun(key, **changes)
        path = write_list(self.folder / f"{key}.csv", rows_of(count))
        await campaign_of(self.session, await self.read(run, path))
        return await self.run(key)

    async def read(self, run: Run, path: Path) -> Run:
        """The run's list is the one at this path, and was read."""
        contact_list = open_list(path)
        await set_run(self.ledger, run.id, list_digest=contact_list.digest)
        await stage(self.session, await self.run(run.key), contact_list)
        return await self.run(run.key)

    async def loaded(self, count: int, **changes: object) -> LedgerSchedule:
        """A schedule that holds so many people."""
        run = await self.staged(count, "spring", **changes)
        schedule = await schedule_of(self.session, run, 1)
        for batch in await self.unsent(run):
            await load_batch(self.session, schedule, batch or 0)
        return await self.schedule()

    async def ready(self, count: int, **changes: object) -> LedgerSchedule:
        """A schedule that was filled with so many people, and counted."""
        assert await count_calls(self.session, await self.loaded(count, **changes))
        return await self.schedule()

    async def released(self, count: int, **changes: object) -> LedgerSchedule:
        """A schedule of so many people whose calls may be made."""
        schedule = await self.ready(count, **changes)
        await release(self.session, await self.run(), schedule)
        return await self.schedule()

    async def run(self, key: str = "spring") -> Run:
        return await get_run(self.session, key)

    async def record(self, key: str = "spring") -> RunRecord:
        """The run as the ledger has it now."""
        return await self.ledger.runs.get(key)

    async def schedule(self, key: str = "spring") -> LedgerSchedule:
        (schedule,) = await self.ledger.schedules.of_run((await self.run(key)).id)
        return schedule

    async def unsent(self, run: Run) -> Mapping[int | None, int]:
        """How many rows of each batch are still to be sent."""
        return (await self.ledger.snapshot(run.id, now=self.session.clock.now())).unsent

    async def count(self, key: str = "spring") -> Counts:
        return await self.ledger.count((await self.run(key)).id)

    async def exported(self, key: str = "spring") -> list[Json]:
        run = await self.run(key)
        return [cast("Json", row) async for row in self.ledger.export(run.id)]

    async def sweep(self) -> Sweep:
        return await sweep(self.session, await self.run())

    async def follow(self, every: timedelta = timedelta(minutes=2)) -> None:
        """Sweep until nothing is open."""
        while not (await self.sweep()).is_last:
            self.clock.at += every

    def at(self, instant: datetime) -> None:
        """Let it be this time."""
        self.clock.at = instant

    def calls(self) -> list[Json]:
        """The truth of each call."""
        return cast("list[Json]", self.sandbox.state()["calls"])

    def schedules(self) -> list[Json]:
        """The truth of each schedule."""
        return cast("list[Json]", self.sandbox.state()["schedules"])

    def campaigns(self) -> list[Json]:
        """The truth of each campaign; the call flow's is the first."""
        return cast("list[Json]", self.sandbox.state()["campaigns"])

    def called(self) -> dict[str, str]:
        """Each person's result in truth, as a closed call counts."""
        return {call["external_id"]: _result(call) for call in self.calls()}


def _result(call: Mapping[str, Any]) -> str:
    if not call["attempts"]:
        return "not_reached"
    last = call["attempts"][-1]
    return str(last["outcome"] or last["status"])


async def deliver_all(session: Session, key: str = "spring") -> None:
    """Take every step of the run's way, until its calls may be made."""
    run = await get_run(session, key)
    await run_to_release(session, run, lambda step: step.take(session, run))


async def next_steps(bench: Bench) -> Sequence[Step]:
    """What is to be done next."""
    return decide(await read_facts(bench.session, await bench.run()))


@asynccontextmanager
async def opened_bench(
    url: str, folder: Path, sandbox: Sandbox, clock: ManualClock
) -> AsyncIterator[Bench]:
    settings = MicoSettings(
        base_url=BASE_URL, client_id=sandbox.client_id, client_secret=sandbox.client_secret
    )
    wire = Wire(sandbox.app)
    client = MicoClient(settings, clock=clock, wire=wire, sleep=_no_wait)
    async with client as api, open_ledger(url) as ledger:
        session = Session(
            api=api,
            ledger=ledger,
            clock=clock,
            base_url=BASE_URL,
            request_deadline=timedelta(seconds=30),
            lists=Lists(folder),
        )
        yield Bench(session, sandbox, wire, clock, folder)


async def _no_wait(_seconds: float) -> None:
    pass
