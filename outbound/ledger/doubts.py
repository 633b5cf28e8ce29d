"""Rows in doubt: which rows they are, and what a listing has shown of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.database import Database
from outbound.ledger.rows import PLANNED_AGAIN, Absent, Created, change_each
from outbound.ledger.tables import RowState, claims, rows


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """A row without a readable answer to its request.

    `over_at` is when the request is over at the latest; `was_turned_down` says that it was
    answered: the whole bulk, of `bulk_size` rows, was turned down.
    """

    number: int
    external_id: str
    phone_number: str | None
    over_at: datetime
    was_turned_down: bool
    bulk_size: int


@dataclass(frozen=True, slots=True)
class Witness:
    """A call that was acknowledged; its request left at `sent_at`."""

    external_id: str
    call_uid: str
    sent_at: datetime


# An answered request is over; one without an answer may arrive until its deadline.
_OVER_AT = func.coalesce(claims.c.answered_at, claims.c.deadline_at)


class Doubts:
    """The ledger's rows in doubt."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_schedule(self, schedule_id: int) -> Sequence[DoubtfulRow]:
        """The schedule's rows in doubt, in the list's order."""
        in_doubt = (rows.c.schedule_id == schedule_id, rows.c.state == RowState.IN_DOUBT)
        sizes = (
            select(rows.c.claim_id, func.count().label("size"))
            .where(*in_doubt)
            .group_by(rows.c.claim_id)
            .subquery()
        )
        query = (
            select(
                rows.c.number,
                rows.c.external_id,
                rows.c.phone_number,
                _OVER_AT,
                claims.c.turned_down,
                sizes.c.size,
            )
            .join(claims, rows.c.claim_id == claims.c.id)
            .join(sizes, rows.c.claim_id == sizes.c.claim_id)
            .where(*in_doubt)
            .order_by(rows.c.number)
        )
        return [DoubtfulRow(*row) for row in await self._database.read(query)]

    async def witness(self, schedule_id: int) -> Witness | None:
        """The acknowledged call of the schedule that was requested last."""
        query = (
            select(rows.c.external_id, rows.c.call_uid, claims.c.claimed_at)
            .join(claims, rows.c.claim_id == claims.c.id)
            .where(
                rows.c.schedule_id == schedule_id,
                rows.c.state.in_([RowState.CREATED, RowState.CLOSED]),
                claims.c.answered_at.is_not(None),
            )
            .order_by(claims.c.claimed_at.desc(), rows.c.number)
            .limit(1)
        )
        row = (await self._database.read(query)).one_or_none()
        return Witness(*row) if row else None

    async def settle(
        self, run_id: int, *, found: Sequence[Created], absent: Sequence[Absent]
    ) -> None:
        """Rows that were found have a call; rows known to have none are to be sent again."""
        # Only rows still in doubt change: a late answer may have settled some meanwhile.
        doubtful = update(rows).where(rows.c.run_id == run_id, rows.c.state == RowState.IN_DOUBT)
        async with self._database.writing() as connection:
            await change_each(
                connection, doubtful.values(state=RowState.CREATED, failures=0), found
            )
            await change_each(connection, doubtful.values(PLANNED_AGAIN), absent)


async def doubts_of(connection: AsyncConnection, run_id: int) -> Mapping[int, datetime]:
    """Of each schedule with rows in doubt: when the last of their requests is over."""
    query = (
        select(rows.c.schedule_id, func.max(_OVER_AT))
        .join(claims, rows.c.claim_id == claims.c.id)
        .where(rows.c.run_id == run_id, rows.c.state == RowState.IN_DOUBT)
        .group_by(rows.c.schedule_id)
    )
    return dict((await connection.execute(query)).tuples().all())
