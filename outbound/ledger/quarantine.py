"""Rows that the API stumbles over: suspects, and those that are passed over until somebody resumes.

A suspect was in two requests, one behind the other, that were answered 5xx.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.database import Database
from outbound.ledger.segments import in_segment
from outbound.ledger.suppressions import suppress_rows
from outbound.ledger.tables import RowState, rows, segments

ENOUGH_FAILURES = 2
"""Requests in a row that were answered 5xx: more than a hiccup of the API."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A row to be sent that may be the reason for a 5xx."""

    number: int
    call: dict[str, object]


class Quarantine:
    """The ledger's rows that the API stumbles over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def suspects(self, run_id: int, ordinal: int) -> Sequence[Suspect]:
        """The suspects of a segment, in the list's order, who may still be called."""
        query = (
            select(rows.c.number, rows.c.call)
            .join(segments, in_segment(rows, segments))
            .where(*_suspect(run_id), segments.c.ordinal == ordinal)
            .order_by(rows.c.number)
        )
        async with self._database.writing() as connection:
            await suppress_rows(connection, run_id)
            return [Suspect(*row) for row in await connection.execute(query)]

    async def cleared(self, run_id: int, numbers: Sequence[int]) -> None:
        """The API has taken these rows: they are not at fault, and are to be sent as others are."""
        innocent = update(rows).where(*_one_of(run_id)).values(failures=0)
        async with self._database.writing() as connection:
            await connection.execute(innocent, [{"row_number": number} for number in numbers])

    async def pass_over(self, run_id: int, number: int, reason: str) -> None:
        """The API stumbles over this row: the run passes it over."""
        passed = update(rows).where(*_one_of(run_id))
        values = {"state": RowState.QUARANTINED, "reason": reason}
        async with self._database.writing() as connection:
            await connection.execute(passed.values(values), {"row_number": number})

    async def try_again(self, run_id: int) -> None:
        """Somebody resumes the run: nobody is a suspect any more, nor passed over."""
        quarantined = update(rows).where(
            rows.c.run_id == run_id, rows.c.state == RowState.QUARANTINED
        )
        # Without a batch: the schedule that takes the others of its batch may be released by now.
        planned = {"state": RowState.PLANNED, "batch": None, "at_most": None, "reason": None}
        async with self._database.writing() as connection:
            await connection.execute(quarantined.values(planned))
            await connection.execute(update(rows).where(*_suspect(run_id)).values(failures=0))


async def suspect_batches(connection: AsyncConnection, run_id: int) -> Sequence[int | None]:
    """The batches with suspects, in order."""
    query = select(rows.c.batch).where(*_suspect(run_id)).distinct().order_by(rows.c.batch)
    return list((await connection.execute(query)).scalars())


def _suspect(run_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        rows.c.run_id == run_id,
        rows.c.state == RowState.PLANNED,
        rows.c.failures >= ENOUGH_FAILURES,
    )


def _one_of(run_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        rows.c.run_id == run_id,
        rows.c.state == RowState.PLANNED,
        rows.c.number == bindparam("row_number"),
    )
