"""Runs: one launch of a list each, named by its key."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, and_, case, exists, insert, or_, select, update

from outbound.ledger.database import ConflictError, Database
from outbound.ledger.schedules import with_another_day
from outbound.ledger.tables import LOOSE, SENT, attempts, flow_runs, rows, runs, schedules
from outbound.mistakes import UserMistake


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """What is known of a run before anything of it has happened. Instants are aware, in UTC."""

    key: str
    kind: str
    request: dict[str, object]
    list_digest: str
    base_url: str
    starts_at: datetime | None
    ends_at: datetime | None
    retry_intervals: list[int]
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(NewRun):
    """A run as the ledger remembers it."""

    id: int
    campaign_uid: str | None
    new_window: dict[str, object] | None
    rows_read: int
    phonetics_copied: int
    kanji_without_kana: int
    numbers_shared: int
    staged_at: datetime | None
    admitted_at: datetime | None
    approved_at: datetime | None
    trial_passed_at: datetime | None
    trial_failed_at: datetime | None
    resumed_at: datetime | None
    stop_wished_at: datetime | None
    given_up_at: datetime | None

    @property
    def waits_for_approval(self) -> bool:
        """Whether a person is still to approve of its plan, as was asked for; once is enough."""
        checks = self.request.get("checks")
        return isinstance(checks, dict) and bool(checks.get("approve")) and self.approved_at is None

    @property
    def holds_others_back(self) -> bool:
        """Whether its trial group failed, and nobody has said since that the others be called."""
        return self.trial_failed_at is not None and self.trial_passed_at is None


class Runs:
    """The ledger's runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, new: NewRun) -> Run:
        """Remember the run; if its key is there already, the run that has it."""
        values = {name: getattr(new, name) for name in NewRun.__dataclass_fields__}
        # Where another process was first with this key, its run is the run.
        with suppress(ConflictError):
            async with self._database.writing() as connection:
                await connection.execute(insert(runs).values(values))
        return await self.get(new.key)

    async def find(self, key: str) -> Run | None:
        """The run with this key, if there is one."""
        async with self._database.reading() as connection:
            found = (await connection.execute(select(runs).where(runs.c.key == key))).mappings()
            row = found.one_or_none()
        return _run(row) if row else None

    async def by_id(self, run_id: int) -> Run:
        """The run with this id of ours."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(runs).where(runs.c.id == run_id))
            return _run(found.mappings().one())

    async def get(self, key: str) -> Run:
        """The run with this key.

        Raises:
            UserMistake: the ledger knows no such run.
        """
        run = await self.find(key)
        if run is None:
            raise UserMistake(
                f"Your records know no run with the key {key!r}; `outbound status` lists them."
            )
        return run

    async def unfinished(self, base_url: str, now: datetime) -> Sequence[Run]:
        """The runs on this API that were begun, with rows whose call, or last day, is not over."""
        loose = exists().where(
            rows.c.run_id == runs.c.id,
            rows.c.state.in_([str(state) for state in LOOSE]),
        )
        has_another_day = exists().where(
            schedules.c.run_id == runs.c.id, schedules.c.id.in_(with_another_day())
        )
        query = select(runs).where(
            runs.c.base_url == base_url,
            runs.c.campaign_uid.is_not(None),
            or_(loose, and_(has_another_day, runs.c.ends_at > now)),
        )
        async with self._database.reading() as connection:
            found = await connection.execute(query.order_by(runs.c.id))
            return [_run(row) for row in found.mappings()]

    async def belongs_to(self, run_id: int, flow_run_id: str) -> None:
        """Remember that the orchestrator's run of this id works on the run."""
        with suppress(ConflictError):  # it is remembered already
            async with self._database.writing() as connection:
                await connection.execute(insert(flow_runs).values(id=flow_run_id, run_id=run_id))

    async def of_flow_run(self, flow_run_id: str) -> Run | None:
        """The run that the orchestrator's run of this id works on."""
        query = (
            select(runs)
            .join(flow_runs, flow_runs.c.run_id == runs.c.id)
            .where(flow_runs.c.id == flow_run_id)
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return _run(row) if row else None

    async def flow_runs_of(self, run_id: int) -> Sequence[str]:
        """The ids of the orchestrator's runs that have worked on the run."""
        query = select(flow_runs.c.id).where(flow_runs.c.run_id == run_id)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalars().all()

    async def was_reopened_by(self, flow_run_id: str) -> bool:
        """Whether the orchestrator's run of this id has given its run another window."""
        query = select(flow_runs.c.reopened_at).where(flow_runs.c.id == flow_run_id)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar_one_or_none() is not None

    async def newest(self, limit: int = 50) -> Sequence[Run]:
        """The latest runs, newest first."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(runs).order_by(runs.c.id.desc()).limit(limit))
            return [_run(row) for row in found.mappings()]

    async def give_up(self, run_id: int, *, now: datetime) -> None:
        """Nobody works on it any more, and not all of its rows are accounted for.

        If nobody was sent or called yet, it gives its place back: it is let in anew when it is
        carried on, and keeps nobody out until then.
        """
        was_sent = exists().where(
            rows.c.run_id == run_id, rows.c.state.in_([str(state) for state in SENT])
        )
        # Who was called on one day, and not reached, is not sent for another one yet.
        was_called = exists().where(attempts.c.run_id == run_id)
        its_place = case((or_(was_sent, was_called), runs.c.admitted_at), else_=None)
        given_up = update(runs).where(runs.c.id == run_id)
        async with self._database.writing() as connection:
            await connection.execute(given_up.values(given_up_at=now, admitted_at=its_place))

    async def note(self, run_id: int, **facts: object) -> None:
        """Remember facts about the run: columns of `runs`."""
        async with self._database.writing() as connection:
            await connection.execute(update(runs).where(runs.c.id == run_id).values(**facts))


def _run(row: RowMapping) -> Run:
    return Run(**row)
