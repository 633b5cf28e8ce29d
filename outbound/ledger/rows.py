"""Rows on their way to the API: staged, claimed before a request leaves, recorded after it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Update,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.advisory_locks import AdvisoryLock, lock_exclusive, lock_shared
from outbound.ledger.caps import Cap, suppress_beyond_cap
from outbound.ledger.database import Database
from outbound.ledger.repetitions import IdOf, Sameness, settle_repetitions
from outbound.ledger.segments import ZONE_SEPARATOR
from outbound.ledger.staged import (
    NOTHING_REMARKED,
    Remarks,
    Repetition,
    StagedRow,
    repetition,
    taken_ids,
)
from outbound.ledger.suppressions import suppress_rows
from outbound.ledger.tables import RowState, claims, rows, runs, schedules


@dataclass(frozen=True, slots=True)
class ClaimedRow:
    """A row that a request is about to carry.

    `at_most`: a bulk of it was turned down and looked into; since then it goes in smaller ones.
    """

    number: int
    external_id: str
    call: dict[str, object]
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The right, and the duty, to send these rows once and to record what became of them."""

    id: int
    run_id: int
    schedule_id: int
    deadline: datetime
    rows: Sequence[ClaimedRow]


@dataclass(frozen=True, slots=True)
class Created:
    """The API has a call for the row. Fields are named as the columns that take them."""

    number: int
    call_uid: str
    call_status: str | None
    call_progress: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """The API turned the row down. Fields are named as the columns that take them."""

    number: int
    field: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A row that has no call: it may be sent again, in a bulk of `at_most` rows."""

    number: int
    at_most: int | None


class Rows:
    """The ledger's rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stage(
        self, run_id: int, staged: Sequence[StagedRow], remarks: Remarks = NOTHING_REMARKED
    ) -> None:
        """Put a chunk of the list into the ledger, at once or not at all.

        A row is a duplicate if an earlier one has its external id; `settle` has the last word.
        """
        async with self._database.writing() as connection:
            ids = [row.external_id for row in staged if row.is_usable]
            taken = await taken_ids(connection, run_id, ids)
            values = [_values(run_id, row, repetition(row, taken)) for row in staged]
            await connection.execute(insert(rows), values)
            counts = {"rows_read": len(staged), **asdict(remarks)}
            progress = {name: runs.c[name] + count for name, count in counts.items()}
            await connection.execute(update(runs).where(runs.c.id == run_id).values(progress))

    async def settle(self, run_id: int, sameness: Sameness, id_of: IdOf) -> None:
        """Tell rows apart once the whole list is there, at once or not at all.

        A row is a duplicate if an earlier one has its external id, or its number and its person; it
        contradicts the first row of its id if both its number and its person are others. A rounded
        or blank id that tells nobody apart is made anew by `id_of`. Other people with the same
        number are counted.
        """
        async with self._database.writing() as connection:
            await settle_repetitions(connection, run_id, sameness, id_of)

    async def unstage(self, run_id: int) -> None:
        """Forget the rows of a list that changed while it was read; nothing of it was sent."""
        read = {"rows_read": 0, "numbers_shared": 0, **asdict(NOTHING_REMARKED)}
        unread = update(runs).where(runs.c.id == run_id, runs.c.staged_at.is_(None))
        async with self._database.writing() as connection:
            if (await connection.execute(unread.values(read))).rowcount:
                await connection.execute(delete(rows).where(rows.c.run_id == run_id))

    async def doubt_unfinished(self, run_id: int) -> None:
        """What a sender that is gone has claimed may have been carried out."""
        # A sender that died knows no answer; neither does its successor. Only a listing can tell.
        async with self._database.writing() as connection:
            unfinished = _in(run_id, RowState.SENDING)
            await connection.execute(_doubting(unfinished))
            await connection.execute(
                update(rows).where(*unfinished).values(state=RowState.IN_DOUBT)
            )

    async def claim(
        self,
        run_id: int,
        schedule_id: int,
        batch: int,
        *,
        now: datetime,
        deadline: datetime,
        cap: Cap | None = None,
    ) -> Claim | None:
        """Take the batch's unsent rows for one request that is over by `deadline`.

        After a bulk was turned down as a whole, it takes half as many.
        Rows that are not to be called any more, or would break the cap, are suppressed. Durable
        when this returns; None where nothing is left to be sent.
        """
        async with self._database.writing() as connection:
            # One claim at a time sees what the others have reserved of a cap.
            await lock_exclusive(connection, AdvisoryLock.CLAIM)
            # A number that is being put on the do-not-call list is either seen here, or its
            # listing sees these rows as claimed, and says that it came too late for them.
            await lock_shared(connection, AdvisoryLock.LISTING)
            next_ones = await _next_of(connection, run_id, batch)
            await suppress_rows(connection, run_id, next_ones)
            if cap is not None:
                await suppress_beyond_cap(connection, run_id, next_ones, cap, now=now)
            claim = {
                "run_id": run_id,
                "schedule_id": schedule_id,
                "batch": batch,
                "claimed_at": now,
                "deadline_at": deadline,
            }
            added = await connection.execute(insert(claims).values(claim).returning(claims.c.id))
            claim_id = added.scalar_one()
            sending = {"state": RowState.SENDING, "claim_id": claim_id, "schedule_id": schedule_id}
            planned = (*_in(run_id, RowState.PLANNED), rows.c.number.in_(next_ones))
            claimed = await _changed(connection, update(rows).where(*planned).values(sending))
            if not claimed:
                await connection.execute(delete(claims).where(claims.c.id == claim_id))
        return Claim(claim_id, run_id, schedule_id, deadline, claimed) if claimed else None

    async def give_back(self, claim: Claim) -> None:
        """The request never left: its rows are to be sent, as before."""
        async with self._database.writing() as connection:
            await connection.execute(_of(claim).values(PLANNED_AGAIN))

    async def refused_alone(self, schedule_id: int) -> int:
        """How many people of the schedule were turned down in a request of their own."""
        query = select(func.count()).where(*_refused_alone(schedule_id))
        return (await self._database.read(query)).scalar_one()

    async def begin_anew(self, claim: Claim) -> None:
        """The request was turned down for good: its rows are as if they were never sent.

        So are rows that were turned down one by one before, where the schedule took nobody.
        """
        neighbour = rows.alias()
        takes_calls = exists().where(
            neighbour.c.schedule_id == claim.schedule_id,
            neighbour.c.state.in_([RowState.CREATED, RowState.CLOSED]),
        )
        others = update(rows).where(*_refused_alone(claim.schedule_id), ~takes_calls)
        anew = PLANNED_AGAIN | {"at_most": None, "field": None, "reason": None}
        async with self._database.writing() as connection:
            await connection.execute(_of(claim).values(anew))
            await connection.execute(others.values(anew))

    async def record(
        self,
        claim: Claim,
        *,
        created: Sequence[Created],
        refused: Sequence[Refused],
        now: datetime,
    ) -> None:
        """What the answer said of the claim's rows; the others are in doubt."""
        async with self._database.writing() as connection:
            created_ones = _of(claim).values(state=RowState.CREATED, failures=0)
            await change_each(connection, created_ones, created)
            await change_each(connection, _of(claim).values(state=RowState.REFUSED), refused)
            # Created and refused rows have left the claim by now: the rest got no answer.
            await _doubt(connection, claim)
            await connection.execute(_over(claim, now))

    async def failed(self, claim: Claim) -> None:
        """The API has failed at the request: a doubt, too, and one row may be the reason."""
        async with self._database.writing() as connection:
            await connection.execute(_of(claim).values(failures=rows.c.failures + 1))
            await _doubt(connection, claim)

    async def doubt(self, claim: Claim) -> None:
        """The request may have been carried out, for any of its rows."""
        async with self._database.writing() as connection:
            await _doubt(connection, claim)

    async def turned_down(self, claim: Claim, *, now: datetime) -> None:
        """The whole request was turned down; the answer does not say which row is at fault."""
        async with self._database.writing() as connection:
            await _doubt(connection, claim)
            await connection.execute(_over(claim, now).values(turned_down=True))


async def unsent_batches(connection: AsyncConnection, run_id: int) -> Mapping[int | None, int]:
    """Of each batch with rows still to be sent: how many; None: of those without one."""
    query = (
        select(rows.c.batch, func.count().label("unsent"))
        .where(*_in(run_id, RowState.PLANNED))
        .group_by(rows.c.batch)
        .order_by(rows.c.batch)
    )
    return {row.batch: row.unsent for row in await connection.execute(query)}


def _in(run_id: int, state: RowState) -> tuple[ColumnElement[bool], ...]:
    return rows.c.run_id == run_id, rows.c.state == state


async def _doubt(connection: AsyncConnection, claim: Claim) -> None:
    """What the claim still holds is in doubt, and its schedule is to be looked at closely."""
    held = (*_in(claim.run_id, RowState.SENDING), rows.c.claim_id == claim.id)
    await connection.execute(_doubting(held))
    await connection.execute(update(rows).where(*held).values(state=RowState.IN_DOUBT))


def _doubting(doubtful: tuple[ColumnElement[bool], ...]) -> Update:
    in_it = select(rows.c.schedule_id).where(*doubtful)
    return update(schedules).where(schedules.c.id.in_(in_it)).values(doubted=True)


def _over(claim: Claim, now: datetime) -> Update:
    return update(claims).where(claims.c.id == claim.id).values(answered_at=now)


async def _next_of(connection: AsyncConnection, run_id: int, batch: int) -> Sequence[int]:
    """The batch's first unsent rows, as many as its next bulk may carry."""
    query = (
        select(rows.c.number, rows.c.at_most)
        .where(*_in(run_id, RowState.PLANNED), rows.c.batch == batch)
        .order_by(rows.c.number)
    )
    # After a bulk was turned down, its rows go in smaller ones: the first row says how small.
    unsent = (await connection.execute(query)).all()
    return [row.number for row in unsent[: unsent[0].at_most]] if unsent else []


async def _changed(connection: AsyncConnection, change: Update) -> Sequence[ClaimedRow]:
    """Carry a change of rows out; returns the rows that it changed, in the list's order."""
    columns = (rows.c.number, rows.c.external_id, rows.c.call, rows.c.at_most)
    found = await connection.execute(change.returning(*columns))
    return sorted((ClaimedRow(*row) for row in found), key=lambda row: row.number)


def _refused_alone(schedule_id: int) -> tuple[ColumnElement[bool], ...]:
    state = rows.c.state == RowState.REFUSED
    return rows.c.schedule_id == schedule_id, state, rows.c.at_most == 1


PLANNED_AGAIN: dict[str, object] = {
    "state": RowState.PLANNED,
    "claim_id": None,
    "schedule_id": None,
    "call_uid": None,
    "call_status": None,
    "call_progress": None,
    "result": None,
    "seen": None,
    "closed_at": None,
}
"""A row that is to be sent once more: nothing of an earlier request or call is left in it."""


def _of(claim: Claim) -> Update:
    """The rows that the claim still holds."""
    return update(rows).where(
        rows.c.run_id == claim.run_id,
        rows.c.claim_id == claim.id,
        rows.c.state == RowState.SENDING,
    )


async def change_each(
    connection: AsyncConnection, change: Update, found: Sequence[Created | Refused | Absent]
) -> None:
    """Carry a change out for each row, by its number, and write the row's other fields, too."""
    if not found:
        return
    names = [field.name for field in fields(found[0]) if field.name != "number"]
    # The parameters have names of their own: a column's name stands for its new value already.
    each = change.where(rows.c.number == bindparam("new_number"))
    each = each.values({name: bindparam(f"new_{name}") for name in names})
    values = [{f"new_{name}": value for name, value in asdict(row).items()} for row in found]
    await connection.execute(each, values)


def _values(run_id: int, row: StagedRow, repeats: Repetition | None) -> dict[str, object]:
    state = RowState.PLANNED if row.is_usable else RowState.REJECTED
    return {
        "run_id": run_id,
        "number": row.number,
        "state": state if repeats is None else RowState.DUPLICATE,
        "external_id": row.external_id,
        "phone_number": row.phone_number,
        "person": row.person,
        "call": row.call,
        "field": row.field if repeats is None else repeats.field,
        "reason": row.reason if repeats is None else repeats.reason,
        "time_zones": ZONE_SEPARATOR.join(row.time_zones) or None,
    }
