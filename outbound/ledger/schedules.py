"""The schedules a run has made or was given, and what was done to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Update, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.advisory_locks import AdvisoryLock, lock_shared
from outbound.ledger.database import Database
from outbound.ledger.segments import Segment
from outbound.ledger.suppressions import suppressed_in
from outbound.ledger.tables import ScheduleState, runs, schedules, segments
from outbound.ledger.tables import strangers as stranger_calls
from outbound.ledger.transitions import (
    ABANDONED,
    COUNT_AGAIN,
    ENABLE_REFUSED,
    ENABLE_SENT,
    NAMED,
    PROVEN,
    RELEASED,
    STOPPED,
    Because,
    along,
)
from outbound.ledger.windows import CallWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSchedule:
    """A schedule as the ledger remembers it. Instants are aware, in UTC."""

    id: int
    run_id: int
    ordinal: int
    uid: str | None
    ours: bool
    state: ScheduleState
    starts_at: datetime | None
    ends_at: datetime | None
    created_at: datetime
    enable_asked_at: datetime | None
    enabled_at: datetime | None
    enable_doubted: bool
    disable_asked_at: datetime | None
    disable_doubted: bool
    disabled_at: datetime | None
    doubted: bool
    set_aside: bool
    verified_at: datetime | None
    emptied_at: datetime | None

    @property
    def window(self) -> CallWindow:
        """When its calls may begin; another client's schedule has its own window."""
        return CallWindow(self.starts_at, self.ends_at)

    @property
    def may_be_live(self) -> bool:
        """Whether calls may be made from it: an unanswered enable counts as enabled."""
        return self.state in {ScheduleState.ENABLING, ScheduleState.ENABLED}

    @property
    def was_handed_over(self) -> bool:
        """Whether calls may have been made from it: an unanswered enable counts as enabled."""
        return self.enable_asked_at is not None or not self.ours or self.emptied_at is not None

    @property
    def has_unanswered_enable(self) -> bool:
        """Whether its enabling was asked for, and nobody knows whether it was carried out."""
        return self.enable_asked_at is not None and self.enabled_at is None

    @property
    def must_stay_disabled(self) -> bool:
        """Whether it was given up or stopped after an enable was sent, which may land again."""
        is_off = self.state in {ScheduleState.ABANDONED, ScheduleState.DISABLED}
        return self.ours and is_off and self.enable_asked_at is not None

    @property
    def may_be_enabled_late(self) -> bool:
        """Whether one of its enables was never answered: it may land at any time."""
        return self.has_unanswered_enable or self.enable_doubted

    @property
    def has_unanswered_disable(self) -> bool:
        """Whether it was disabled for a while, and nobody knows whether that was carried out."""
        if self.disable_asked_at is None:
            return False
        return self.disabled_at is None or self.disabled_at < self.disable_asked_at

    @property
    def is_unverified(self) -> bool:
        """Whether it was released after doubt, and was not looked at again since."""
        return self.may_be_live and self.doubted and self.verified_at is None


def has_another_day(schedule: LedgerSchedule, segments: Sequence[Segment]) -> bool:
    """Whether unreached people have a later window."""
    segment = next((segment for segment in segments if segment.ordinal == schedule.ordinal), None)
    is_done_with = schedule.emptied_at is not None or schedule.state == ScheduleState.ABANDONED
    return schedule.ours and not is_done_with and segment is not None and segment.has_next_day


def abandoned_for_a_fault(
    known: Sequence[LedgerSchedule], ordinal: int, since: datetime | None = None
) -> int:
    """How many schedules of this segment of the list were abandoned for a fault since then."""
    return sum(
        schedule.ordinal == ordinal
        and schedule.state == ScheduleState.ABANDONED
        and not schedule.set_aside
        and (since is None or schedule.created_at >= since)
        for schedule in known
    )


def with_another_day() -> Select[tuple[int]]:
    """The ids of the schedules, of all runs, for which `has_another_day` is true."""
    other = schedules.alias()
    return (
        select(other.c.id)
        .join(
            segments,
            and_(segments.c.run_id == other.c.run_id, segments.c.ordinal == other.c.ordinal),
        )
        .where(
            other.c.ours,
            other.c.emptied_at.is_(None),
            other.c.state != ScheduleState.ABANDONED,
            segments.c.superseded_at.is_(None),
            segments.c.day < segments.c.days,
        )
    )


async def schedules_of(connection: AsyncConnection, run_id: int) -> Sequence[LedgerSchedule]:
    """The run's schedules that the API has named, in order."""
    query = (
        select(schedules)
        .where(schedules.c.run_id == run_id, schedules.c.uid.is_not(None))
        .order_by(schedules.c.ordinal, schedules.c.id)
    )
    found = (await connection.execute(query)).mappings()
    return [LedgerSchedule(**{**row, "state": ScheduleState(row["state"])}) for row in found]


class LedgerSchedules:
    """The ledger's schedules. Their states change along `transitions` and in no other way.

    A method that returns a bool says whether the schedule moved. False: another process was
    faster, and the facts must be read again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        run_id: int,
        *,
        ordinal: int,
        ours: bool,
        state: ScheduleState,
        created_at: datetime,
        uid: str | None = None,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
    ) -> int:
        """Remember a schedule before the API hears of it; returns our id of it."""
        values = {
            "run_id": run_id,
            "ordinal": ordinal,
            "ours": ours,
            "state": state,
            "created_at": created_at,
            "uid": uid,
            "starts_at": starts_at,
            "ends_at": ends_at,
        }
        async with self._database.writing() as connection:
            added = await connection.execute(
                insert(schedules).values(values).returning(schedules.c.id)
            )
            return int(added.scalar_one())

    async def add_abandoned(
        self,
        run_id: int,
        *,
        ordinal: int,
        uid: str,
        starts_at: datetime,
        ends_at: datetime,
        created_at: datetime,
    ) -> None:
        """Remember a schedule that is abandoned from birth: nobody is ever called from it."""
        values = {
            "run_id": run_id,
            "ordinal": ordinal,
            "ours": True,
            "state": ScheduleState.ABANDONED,
            "uid": uid,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "created_at": created_at,
            "set_aside": True,  # no fault of its segment's schedules
            "emptied_at": created_at,  # nobody of the list ever stands in it
        }
        async with self._database.writing() as connection:
            await connection.execute(insert(schedules).values(values))

    async def of_run(self, run_id: int) -> Sequence[LedgerSchedule]:
        """The run's schedules that the API has named, in order."""
        async with self._database.reading() as connection:
            return await schedules_of(connection, run_id)

    async def get(self, run_id: int, uid: str) -> LedgerSchedule:
        """The run's schedule with this uid."""
        return next(known for known in await self.of_run(run_id) if known.uid == uid)

    async def named(self, schedule_id: int, uid: str) -> bool:
        """The API has created it, disabled, under this uid: it can be filled."""
        return await self._move(along(NAMED).values(uid=uid), schedule_id)

    async def ready(self, schedule_id: int) -> bool:
        """It holds exactly what was created in it."""
        return await self._move(along(PROVEN), schedule_id)

    async def count_again(self, run_id: int) -> None:
        """What a former owner has counted is counted again before its release."""
        async with self._database.writing() as connection:
            await connection.execute(along(COUNT_AGAIN).where(schedules.c.run_id == run_id))

    async def require_audit(self, schedule_id: int) -> None:
        """A count is not enough any more: every call is compared before its release."""
        await self._move(update(schedules).values(doubted=True), schedule_id)

    async def intend_enabling(self, schedule: LedgerSchedule, *, now: datetime) -> bool:
        """Remember that the schedule is about to be enabled; false: it must not be.

        So it is where somebody wishes to stop, or people of it are not to be called any more.
        Either a stop (or a removal, or a do-not-call list) sees the intent, or the intent sees the
        wish: none slips past the other.
        """
        wish = select(runs.c.stop_wished_at).where(runs.c.id == schedule.run_id)
        sent = along(ENABLE_SENT).where(schedules.c.id == schedule.id)
        async with self._database.writing() as connection:
            # The lock on the run's row makes a stop wait until the intent is written.
            if (await connection.execute(wish.with_for_update())).scalar_one() is not None:
                return False
            await lock_shared(connection, AdvisoryLock.LISTING)
            if await suppressed_in(connection, schedule.id):
                return False
            is_unanswered = and_(
                schedules.c.enable_asked_at.is_not(None), schedules.c.enabled_at.is_(None)
            )
            intended = sent.values(
                enable_doubted=or_(schedules.c.enable_doubted, is_unanswered),
                enable_asked_at=now,
                enabled_at=None,
            )
            return (await connection.execute(intended)).rowcount == 1

    async def not_enabled(self, before: LedgerSchedule) -> bool:
        """The enabling was not carried out: it is as live as it was `before` its intent."""
        back = along(ENABLE_REFUSED).values(
            # An earlier enabling may still be without an answer.
            state=before.state,
            enable_asked_at=before.enable_asked_at,
            enabled_at=before.enabled_at,
        )
        return await self._move(back, before.id)

    async def intend_disabling(self, schedule_id: int, *, now: datetime) -> None:
        """Remember that it is about to be disabled for a while: that request may land late."""
        asked, confirmed = schedules.c.disable_asked_at, schedules.c.disabled_at
        is_unanswered = and_(asked.is_not(None), or_(confirmed.is_(None), confirmed < asked))
        intended = update(schedules).values(
            disable_doubted=or_(schedules.c.disable_doubted, is_unanswered), disable_asked_at=now
        )
        await self._move(intended, schedule_id)

    async def released(self, schedule_id: int, *, at: datetime) -> bool:
        """The API has confirmed that it is enabled: calls may be made."""
        return await self._move(along(RELEASED).values(enabled_at=at), schedule_id)

    async def verified(self, schedule_id: int, *, at: datetime) -> None:
        """It was found right after its release, too."""
        await self._move(update(schedules).values(verified_at=at), schedule_id)

    async def disabled(self, before: LedgerSchedule, *, now: datetime) -> bool:
        """The API has confirmed that it is disabled; a schedule that was not live keeps its state.

        `before` is how it stood when the API was asked. Where its enabling was asked for, or
        answered, since then, the confirmation proves nothing: false, and nothing is remembered.
        """
        is_as_before = and_(
            schedules.c.id == before.id,
            schedules.c.enable_asked_at.is_not_distinct_from(before.enable_asked_at),
            schedules.c.enabled_at.is_not_distinct_from(before.enabled_at),
        )
        async with self._database.writing() as connection:
            # Two statements: only a live schedule changes its state, and any one is confirmed.
            await connection.execute(along(STOPPED).where(is_as_before))
            confirmed = update(schedules).where(is_as_before).values(disabled_at=now)
            return (await connection.execute(confirmed)).rowcount == 1

    async def abandon(self, schedule_id: int, *, because: Because) -> bool:
        """Never enable it again; its people move to another schedule."""
        abandoned = along(ABANDONED)
        if because is Because.SUPPRESSION:  # no fault of the schedule's: it may be replaced at will
            abandoned = abandoned.values(set_aside=True)
        return await self._move(abandoned, schedule_id)

    async def adopt(
        self, run_id: int, *, uid: str, strangers: Sequence[str], created_at: datetime
    ) -> None:
        """Remember another client's schedule, and the calls that stand there before ours."""
        values = {"run_id": run_id, "ordinal": 1, "ours": False, "uid": uid}
        async with self._database.writing() as connection:
            added = await connection.execute(
                insert(schedules)
                .values(**values, state=ScheduleState.LOADING, created_at=created_at)
                .returning(schedules.c.id)
            )
            schedule_id = added.scalar_one()
            there = [{"schedule_id": schedule_id, "call_uid": uid} for uid in strangers]
            if there:
                await connection.execute(insert(stranger_calls), there)

    async def strangers(self, schedule_id: int) -> frozenset[str]:
        """The calls that stood in another client's schedule before anything of ours."""
        query = select(stranger_calls.c.call_uid).where(stranger_calls.c.schedule_id == schedule_id)
        async with self._database.reading() as connection:
            return frozenset((await connection.execute(query)).scalars())

    async def _move(self, statement: Update, schedule_id: int) -> bool:
        async with self._database.writing() as connection:
            moved = await connection.execute(statement.where(schedules.c.id == schedule_id))
            return moved.rowcount == 1
