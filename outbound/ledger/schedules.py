"""The schedules a run has made or was given, and what was done to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, insert, select, update

from outbound.ledger.database import Database
from outbound.ledger.parts import Part
from outbound.ledger.suppressions import hits
from outbound.ledger.tables import ScheduleState, parts, runs, schedules
from outbound.ledger.tables import strangers as stranger_calls
from outbound.ledger.turns import Turn, share_turn


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
    disabled_at: datetime | None
    doubted: bool
    set_aside: bool
    verified_at: datetime | None
    emptied_at: datetime | None

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
    def is_unverified(self) -> bool:
        """Whether it was released after doubt, and was not looked at again since."""
        return self.may_be_live and self.doubted and self.verified_at is None


def has_another_day(schedule: LedgerSchedule, parts: Sequence[Part]) -> bool:
    """Whether who is not reached from the schedule is called on another day."""
    its = next((part for part in parts if part.ordinal == schedule.ordinal), None)
    is_done_with = schedule.emptied_at is not None or schedule.state == ScheduleState.ABANDONED
    return schedule.ours and not is_done_with and its is not None and its.has_next_day


def with_another_day() -> Select[tuple[int]]:
    """The schedules of all runs for which it is so: their ids of ours."""
    its = schedules.alias()
    return (
        select(its.c.id)
        .join(parts, and_(parts.c.run_id == its.c.run_id, parts.c.ordinal == its.c.ordinal))
        .where(
            its.c.ours,
            its.c.emptied_at.is_(None),
            its.c.state != ScheduleState.ABANDONED,
            parts.c.superseded_at.is_(None),
            parts.c.day < parts.c.days,
        )
    )


class LedgerSchedules:
    """The ledger's schedules."""

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
            added = await connection.execute(insert(schedules).values(values))
            key = added.inserted_primary_key
        if key is None:
            raise AssertionError("an insert of one row has a primary key")
        return int(key[0])

    async def of_run(self, run_id: int) -> Sequence[LedgerSchedule]:
        """The run's schedules that the API has named, in order."""
        query = (
            select(schedules)
            .where(schedules.c.run_id == run_id, schedules.c.uid.is_not(None))
            .order_by(schedules.c.ordinal, schedules.c.id)
        )
        async with self._database.reading() as connection:
            found = (await connection.execute(query)).mappings()
            return [
                LedgerSchedule(**{**row, "state": ScheduleState(row["state"])}) for row in found
            ]

    async def get(self, run_id: int, uid: str) -> LedgerSchedule:
        """The run's schedule with this uid."""
        return next(known for known in await self.of_run(run_id) if known.uid == uid)

    async def intend_enabling(self, schedule: LedgerSchedule, *, now: datetime) -> bool:
        """Remember that the schedule is about to be enabled; false: it must not be.

        So it is where somebody wishes to stop, or people of it are not to be called any more.
        Either a stop (or a removal, or a do-not-call list) sees the intent, or the intent sees the
        wish: none slips past the other.
        """
        wish = select(runs.c.stop_wished_at).where(runs.c.id == schedule.run_id)
        async with self._database.writing() as connection:
            if (await connection.execute(wish.with_for_update())).scalar_one() is not None:
                return False
            await share_turn(connection, Turn.LISTING)
            if await hits(connection, schedule.id):
                return False
            intent = {"enable_asked_at": now, "enabled_at": None}
            await connection.execute(
                update(schedules)
                .where(schedules.c.id == schedule.id)
                .values(state=ScheduleState.ENABLING, **intent)
            )
        return True

    async def disabled(self, before: LedgerSchedule, *, now: datetime) -> bool:
        """The API has confirmed that it is disabled; what was not live is what it was before.

        `before` is how it stood when the API was asked. Where its enabling was asked for, or
        answered, since then, the confirmation proves nothing: false, and nothing is remembered.
        """
        its = schedules.c
        was_live = schedules.c.state.in_([ScheduleState.ENABLING, ScheduleState.ENABLED])
        state = case((was_live, str(ScheduleState.DISABLED)), else_=schedules.c.state)
        async with self._database.writing() as connection:
            query = update(schedules).where(
                its.id == before.id,
                its.enable_asked_at.is_not_distinct_from(before.enable_asked_at),
                its.enabled_at.is_not_distinct_from(before.enabled_at),
            )
            noted = await connection.execute(query.values(state=state, disabled_at=now))
            return noted.rowcount == 1

    async def count_again(self, run_id: int) -> None:
        """What another process has counted is to be counted again before its release."""
        async with self._database.writing() as connection:
            query = update(schedules).where(
                schedules.c.run_id == run_id, schedules.c.state == ScheduleState.READY
            )
            await connection.execute(query.values(state=ScheduleState.LOADING))

    async def adopt(
        self, run_id: int, *, uid: str, strangers: Sequence[str], created_at: datetime
    ) -> None:
        """Remember somebody else's schedule, and the calls that stand there before ours."""
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
        """The calls that stood in somebody else's schedule before anything of ours."""
        theirs = stranger_calls.c
        query = select(theirs.call_uid).where(theirs.schedule_id == schedule_id)
        async with self._database.reading() as connection:
            return frozenset((await connection.execute(query)).scalars())

    async def note(self, schedule_id: int, **facts: object) -> None:
        """Remember facts about the schedule: columns of `schedules`."""
        async with self._database.writing() as connection:
            query = update(schedules).where(schedules.c.id == schedule_id)
            await connection.execute(query.values(**facts))
