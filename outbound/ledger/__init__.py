"""The ledger: the database that remembers every row of every run. On the screen: your records."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from outbound.ledger.admissions import Admissions, Clash
from outbound.ledger.calls import Calls
from outbound.ledger.caps import Cap, Caps
from outbound.ledger.counts import Counts, count
from outbound.ledger.database import Database, open_database
from outbound.ledger.doubts import Doubts
from outbound.ledger.engines import ORDINARY, URGENT, Patience
from outbound.ledger.examinations import Examination, Examinations, Finding, Probe, Verdict
from outbound.ledger.exports import (
    EXPORTED_COLUMNS,
    STATUS_COLUMNS,
    ExportedRow,
    export,
    fates,
    rows_not_accounted_for,
)
from outbound.ledger.leases import Lease, LeasedElsewhere, LeaseLostError, Leases, fence_of
from outbound.ledger.live_schedules import LiveSchedule, LiveSchedules
from outbound.ledger.origins import Origins
from outbound.ledger.plans import NotCalled, Plans, Rates
from outbound.ledger.quarantine import Quarantine
from outbound.ledger.read_only import opened_to_read
from outbound.ledger.replacements import Replacements
from outbound.ledger.rows import Rows
from outbound.ledger.runs import NewRun, RunRecord, Runs
from outbound.ledger.schedules import (
    LedgerSchedule,
    LedgerSchedules,
    abandoned_for_a_fault,
    has_another_day,
)
from outbound.ledger.segments import Group, Kind, Segment, Segments
from outbound.ledger.snapshots import Snapshot, take_snapshot
from outbound.ledger.suppressions import Suppressions, Withdrawn
from outbound.ledger.tables import UNRELEASED, RowState, ScheduleState
from outbound.ledger.transitions import Because
from outbound.ledger.windows import GRACE, CallWindow

__all__ = [
    "EXPORTED_COLUMNS",
    "GRACE",
    "ORDINARY",
    "STATUS_COLUMNS",
    "UNRELEASED",
    "URGENT",
    "Because",
    "CallWindow",
    "Cap",
    "Clash",
    "Counts",
    "Examination",
    "ExportedRow",
    "Finding",
    "Group",
    "Kind",
    "Lease",
    "LeaseLostError",
    "LeasedElsewhere",
    "Ledger",
    "LedgerSchedule",
    "LiveSchedule",
    "LiveSchedules",
    "NewRun",
    "NotCalled",
    "Patience",
    "Probe",
    "Rates",
    "RowState",
    "RunRecord",
    "ScheduleState",
    "Segment",
    "Snapshot",
    "Verdict",
    "Withdrawn",
    "abandoned_for_a_fault",
    "has_another_day",
    "open_ledger",
    "open_ledger_to_read",
]


class Ledger:
    """What is remembered, by what it is about."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.runs = Runs(database)
        self.schedules = LedgerSchedules(database)
        self.segments = Segments(database)
        self.caps = Caps(database)
        self.plans = Plans(database)
        self.rows = Rows(database)
        self.calls = Calls(database)
        self.doubts = Doubts(database)
        self.quarantine = Quarantine(database)
        self.replacements = Replacements(database)
        self.suppressions = Suppressions(database)
        self.leases = Leases(database)
        self.admissions = Admissions(database)
        self.origins = Origins(database)
        self.examinations = Examinations(database)

    @property
    def file(self) -> Path | None:
        """Where it is, if it is a file on this machine; None if several machines may share it."""
        return self._database.file

    def fenced_by(self, lease: Lease) -> Self:
        """The same ledger, to be written to only while the lease is ours.

        Its writing raises `LeaseLostError` once somebody else has taken the run over.
        """
        return type(self)(self._database.fenced(fence_of(lease)))

    async def snapshot(self, run_id: int, *, now: datetime) -> Snapshot:
        """The facts that the decision about the run's next steps is made from."""
        return await take_snapshot(self._database, run_id, now=now)

    async def count(self, run_id: int) -> Counts:
        """The run's sums, all of one moment."""
        return await count(self._database, run_id)

    async def rows_not_accounted_for(self, run_id: int, limit: int = 10) -> list[int]:
        """The numbers of the first rows that are unresolved, or have a call that is held."""
        return await rows_not_accounted_for(self._database, run_id, limit)

    def fates(self, run_id: int) -> AsyncIterator[ExportedRow]:
        """What a plan makes of every row; personal data included."""
        return fates(self._database, run_id)

    def export(self, run_id: int) -> AsyncIterator[ExportedRow]:
        """Every row of the run with what became of it; personal data included."""
        return export(self._database, run_id)


@asynccontextmanager
async def open_ledger(
    url: str, *, is_lasting: bool = True, patience: Patience = ORDINARY
) -> AsyncIterator[Ledger]:
    """The ledger at this database address, with the tables of this version.

    One that is not lasting need not survive the machine's power.

    Raises:
        UserMistake: the address is of no database we know.
    """
    database = await open_database(url, is_lasting=is_lasting, patience=patience)
    try:
        yield Ledger(database)
    finally:
        await database.close()


@asynccontextmanager
async def open_ledger_to_read(url: str, *, patience: Patience = ORDINARY) -> AsyncIterator[Ledger]:
    """The same for who only reads: it works on a disk that is full or read-only, too.

    Raises:
        UserMistake: the address is of no database we know.
        LedgerError: it cannot be reached, or read in any way.
    """
    async with opened_to_read(url, patience=patience) as database:
        yield Ledger(database)
