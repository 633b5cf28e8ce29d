"""Runs: one launch of a list each, named by its key."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    and_,
    case,
    exists,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.database import ConflictError, Database
from outbound.ledger.schedules import with_another_day
from outbound.ledger.tables import (
    LOOSE,
    SENT,
    ScheduleState,
    attempts,
    flow_runs,
    rows,
    runs,
    schedules,
)
from outbound.ledger.windows import CallWindow
from outbound.mistakes import UserMistake

_AN_INSTANT_LATER = timedelta(microseconds=1)


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
class RunRecord(NewRun):
    """A run as the ledger remembers it at one moment; others may change it at any time."""

    id: int
    campaign_uid: str | None
    new_window: dict[str, object] | None
    rows_read: int
    phonetics_copied: int
    kanji_without_kana: int
    numbers_shared: int
    ids_made_anew: int
    placeholder_names: int
    staged_at: datetime | None
    admitted_at: datetime | None
    approved_at: datetime | None
    trial_passed_at: datetime | None
    trial_failed_at: datetime | None
    resumed_at: datetime | None
    stop_wished_at: datetime | None
    given_up_at: datetime | None

    @property
    def window(self) -> CallWindow:
        """When its calls may begin: from its first window's start to its last one's end."""
        return CallWindow(self.starts_at, self.ends_at)

    @property
    def holds_others_back(self) -> bool:
        """Whether its trial group failed, and nobody has said since that the others be called."""
        return self.trial_failed_at is not None and self.trial_passed_at is None


class Runs:
    """The ledger's runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, new: NewRun) -> RunRecord:
        """Remember the run; if its key is there already, the run that has it."""
        values = {name: getattr(new, name) for name in NewRun.__dataclass_fields__}
        # Where another process was first with this key, its run is the run.
        with suppress(ConflictError):
            async with self._database.writing() as connection:
                await connection.execute(insert(runs).values(values))
        return await self.get(new.key)

    async def find(self, key: str) -> RunRecord | None:
        """The run with this key, if there is one."""
        return await self._one(select(runs).where(runs.c.key == key))

    async def by_id(self, run_id: int) -> RunRecord:
        """The run with this id of ours."""
        async with self._database.reading() as connection:
            return await run_record(connection, run_id)

    async def get(self, key: str) -> RunRecord:
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

    async def unfinished(self, base_url: str, now: datetime) -> Sequence[RunRecord]:
        """The runs on this API with calls that are not over, a day to come, or a late enable."""
        loose = exists().where(
            rows.c.run_id == runs.c.id,
            rows.c.state.in_(LOOSE),
        )
        has_another_day = exists().where(
            schedules.c.run_id == runs.c.id, schedules.c.id.in_(with_another_day())
        )
        # What was given up after an enable was sent is disabled again until its window is over.
        is_watched = exists().where(
            schedules.c.run_id == runs.c.id,
            schedules.c.enable_asked_at.is_not(None),
            schedules.c.state.in_([ScheduleState.ABANDONED, ScheduleState.DISABLED]),
            schedules.c.ends_at > now,
        )
        query = select(runs).where(
            runs.c.base_url == base_url,
            runs.c.campaign_uid.is_not(None),
            or_(loose, and_(has_another_day, runs.c.ends_at > now), is_watched),
        )
        return await self._all(query.order_by(runs.c.id))

    async def belongs_to(self, run_id: int, flow_run_id: str) -> None:
        """Remember that the orchestrator's run of this id works on the run."""
        with suppress(ConflictError):  # it is remembered already
            async with self._database.writing() as connection:
                await connection.execute(insert(flow_runs).values(id=flow_run_id, run_id=run_id))

    async def of_flow_run(self, flow_run_id: str) -> RunRecord | None:
        """The run that the orchestrator's run of this id works on."""
        query = (
            select(runs)
            .join(flow_runs, flow_runs.c.run_id == runs.c.id)
            .where(flow_runs.c.id == flow_run_id)
        )
        return await self._one(query)

    async def flow_runs_of(self, run_id: int) -> Sequence[str]:
        """The ids of the orchestrator's runs that have worked on the run."""
        query = select(flow_runs.c.id).where(flow_runs.c.run_id == run_id)
        return (await self._database.read(query)).scalars().all()

    async def was_reopened_by(self, flow_run_id: str) -> bool:
        """Whether the orchestrator's run of this id has given its run another window."""
        query = select(flow_runs.c.reopened_at).where(flow_runs.c.id == flow_run_id)
        return (await self._database.read(query)).scalar_one_or_none() is not None

    async def newest(self, limit: int = 50) -> Sequence[RunRecord]:
        """The latest runs, newest first."""
        return await self._all(select(runs).order_by(runs.c.id.desc()).limit(limit))

    async def give_up(self, run_id: int, *, now: datetime) -> None:
        """Nobody works on it any more, and not all of its rows are accounted for.

        If nobody was sent or called yet, it gives its place back: it is let in anew when it is
        carried on, and keeps nobody out until then.
        """
        was_sent = exists().where(rows.c.run_id == run_id, rows.c.state.in_(SENT))
        # People who were called on one day, and not reached, are not sent for the next one yet.
        was_called = exists().where(attempts.c.run_id == run_id)
        admitted_at = case((or_(was_sent, was_called), runs.c.admitted_at), else_=None)
        given_up = update(runs).where(runs.c.id == run_id)
        async with self._database.writing() as connection:
            await connection.execute(given_up.values(given_up_at=now, admitted_at=admitted_at))

    async def taken_up(self, run_id: int) -> None:
        """Somebody works on it again."""
        await self._change(update(runs).values(given_up_at=None), run_id)

    async def has_campaign(self, run_id: int, uid: str) -> None:
        """Its campaign is the one with this uid."""
        await self._change(update(runs).values(campaign_uid=uid), run_id)

    async def staged(self, run_id: int, *, at: datetime) -> None:
        """The whole list stands in the ledger."""
        await self._change(update(runs).values(staged_at=at), run_id)

    async def approved(self, run_id: int, *, at: datetime) -> None:
        """A person approved of its plan."""
        await self._change(update(runs).values(approved_at=at), run_id)

    async def canary_passed(self, run_id: int, *, at: datetime) -> None:
        """Its trial group went well: the others may be called."""
        await self._change(update(runs).values(trial_passed_at=at), run_id)

    async def canary_failed(self, run_id: int, *, at: datetime) -> None:
        """Its trial group did not go well: the launcher ends, and the others are held."""
        await self._change(update(runs).values(trial_failed_at=at, given_up_at=at), run_id)

    async def resumed(self, run_id: int, *, at: datetime) -> None:
        """Somebody asks to carry on with it; a failed trial is waived."""
        resumed = update(runs).values(resumed_at=at, trial_passed_at=canary_waived(at))
        await self._change(resumed, run_id)

    async def stop_requested(self, run_id: int, *, at: datetime) -> None:
        """Somebody wishes to stop it. Of several wishes, the first one's instant stays.

        A later wish moves it by a microsecond: somebody who resumes the run after the first one
        must not take the later one for it. And whatever was confirmed as disabled is to be
        confirmed anew, for it may have been enabled since.
        """
        first = select(runs.c.stop_wished_at).where(runs.c.id == run_id).with_for_update()
        confirmed = update(schedules).where(
            schedules.c.run_id == run_id,
            or_(schedules.c.ends_at.is_(None), schedules.c.ends_at > at),
        )
        async with self._database.writing() as connection:
            before = (await connection.execute(first)).scalar_one()
            if before is not None:
                await connection.execute(confirmed.values(disabled_at=None))
            instant = at if before is None else before + _AN_INSTANT_LATER
            requested = update(runs).where(runs.c.id == run_id).values(stop_wished_at=instant)
            await connection.execute(requested)

    async def _one(self, query: Select[tuple[object, ...]]) -> RunRecord | None:
        row = (await self._database.read(query)).mappings().one_or_none()
        return RunRecord(**row) if row else None

    async def _all(self, query: Select[tuple[object, ...]]) -> Sequence[RunRecord]:
        return [RunRecord(**row) for row in (await self._database.read(query)).mappings()]

    async def _change(self, change: Update, run_id: int) -> None:
        async with self._database.writing() as connection:
            await connection.execute(change.where(runs.c.id == run_id))


def canary_waived(at: datetime) -> ColumnElement[datetime]:
    """When the trial passed: a person who resumes after a failed one has seen it."""
    return case((runs.c.trial_failed_at.is_not(None), at), else_=runs.c.trial_passed_at)


async def run_record(connection: AsyncConnection, run_id: int) -> RunRecord:
    """The run with this id of ours."""
    found = await connection.execute(select(runs).where(runs.c.id == run_id))
    return RunRecord(**found.mappings().one())
