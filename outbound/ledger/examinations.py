"""Examinations: what `outbound doctor` has found about the API, the last one for each client."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select

from outbound.ledger.database import Database
from outbound.ledger.tables import examinations, rows, runs, schedules


class Probe(StrEnum):
    """What is asked about the API. Stored by name: a name is not changed."""

    REACHABLE = "reachable"
    CREDENTIALS = "credentials"
    SCOPES = "scopes"
    CLOCK = "clock"
    SCHEDULE_ECHO = "schedule_echo"
    CALL_ECHO = "call_echo"
    BULK_ORDER = "bulk_order"
    REFUSED_ROWS = "refused_rows"
    DELAY = "delay"
    PAGES = "pages"
    LIST_ORDER = "list_order"
    FILTERS = "filters"
    ERROR_BODIES = "error_bodies"
    ATTEMPTS = "attempts"
    OUTCOME_FILTERS = "outcome_filters"
    RETRIES = "retries"


class Verdict(StrEnum):
    """How an answer compares with what the guide promises, or a run would like best."""

    FINE = "fine"
    DIFFERS = "differs"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Finding:
    """A probe, and what it has shown. Nothing personal stands in it."""

    probe: str
    """A `Probe`, or one of another version."""
    verdict: str
    """A `Verdict`."""
    found: str
    means: str
    """What it means for a run."""


@dataclass(frozen=True, slots=True)
class Examination:
    """All findings of one examination. The instant is aware, in UTC."""

    examined_at: datetime
    findings: Sequence[Finding]

    def differs_in(self, *probes: Probe) -> bool:
        """Whether one of these probes has found the API to differ."""
        return any(f.probe in probes and f.verdict == Verdict.DIFFERS for f in self.findings)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a call of ours stands."""

    schedule_uid: str
    retries: int
    """How many retry intervals its schedule has."""


class Examinations:
    """The ledger's examinations, by the API's address and the client's id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, base_url: str, client_id: str, examination: Examination) -> None:
        """Remember it, in the place of the one before."""
        table = examinations.c
        of_this_client = (table.base_url == base_url) & (table.client_id == client_id)
        values = {
            "base_url": base_url,
            "client_id": client_id,
            "examined_at": examination.examined_at,
            "findings": [asdict(finding) for finding in examination.findings],
        }
        async with self._database.writing() as connection:
            await connection.execute(delete(examinations).where(of_this_client))
            await connection.execute(insert(examinations).values(values))

    async def last(self, base_url: str, client_id: str) -> Examination | None:
        """The last one; None where there was none."""
        table = examinations.c
        query = select(table.examined_at, table.findings).where(
            table.base_url == base_url, table.client_id == client_id
        )
        for examined_at, findings in await self._database.read(query):
            return Examination(examined_at, [Finding(**finding) for finding in findings])
        return None

    async def origin_of(self, call_uid: str) -> Origin | None:
        """Where a call stands, if a run of these records has created it."""
        query = (
            select(schedules.c.uid, runs.c.retry_intervals)
            .select_from(rows)
            .join(schedules, schedules.c.id == rows.c.schedule_id)
            .join(runs, runs.c.id == rows.c.run_id)
            .where(rows.c.call_uid == call_uid)
        )
        for uid, intervals in await self._database.read(query):
            return Origin(uid, len(intervals or ()))
        return None
