"""Runs of the list that a reject file comes from: they leave out people whom they called.

A list's origins are known by their digests; a reject file has those of its list.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Update, and_, insert, or_, select, update

from outbound.ledger.database import Database
from outbound.ledger.portions import portions
from outbound.ledger.tables import RowState, rows, runs

_TAKEN = (
    RowState.SENDING,
    RowState.IN_DOUBT,
    RowState.QUARANTINED,
    RowState.CREATED,
    RowState.CLOSED,
)


@dataclass(frozen=True, slots=True)
class OriginRun:
    """A run of the list that a reject file comes from."""

    id: int
    key: str

    @property
    def reason(self) -> str:
        """Why a later run leaves out a person that this run has."""
        return f"the run {self.key}, of the list that this row comes from, has this person"


@dataclass(frozen=True, slots=True)
class TakenPerson:
    """A person that an earlier run has called, or may have called."""

    external_id: str | None
    phone_number: str | None
    person: str | None


class Origins:
    """The ledger's runs of the lists that reject files come from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def runs_of(self, digests: Sequence[str]) -> Sequence[OriginRun]:
        """The runs of the lists with these digests, the first one first."""
        query = select(runs.c.id, runs.c.key).where(runs.c.list_digest.in_(digests))
        return [OriginRun(*run) for run in await self._database.read(query.order_by(runs.c.id))]

    async def leave_out_taken(self, run_id: int, origins: Sequence[OriginRun]) -> None:
        """Make duplicates of the run's people who were taken in one of these runs.

        They have the same external id, or the same number and the same person.
        """
        async with self._database.writing() as connection:
            for origin in origins:
                if origin.id != run_id:
                    await connection.execute(_leaving_out(run_id, origin))

    async def taken(self, run_id: int) -> AsyncIterator[Sequence[TakenPerson]]:
        """The people who were taken in a run, a portion in memory at a time."""
        query = select(rows.c.number, rows.c.external_id, rows.c.phone_number, rows.c.person)
        of_run = query.where(rows.c.run_id == run_id, rows.c.state.in_(_TAKEN))
        async for portion in portions(self._database, of_run):
            yield [TakenPerson(*person) for _, *person in portion]

    async def restore(self, run_id: int, taken: Sequence[TakenPerson], *, behind: int) -> None:
        """Let a run stand for one of another ledger, in rows behind a row."""
        values = [
            {
                "run_id": run_id,
                "number": number,
                "state": RowState.CLOSED,
                "external_id": person.external_id,
                "phone_number": person.phone_number,
                "person": person.person,
            }
            for number, person in enumerate(taken, start=behind + 1)
        ]
        async with self._database.writing() as connection:
            await connection.execute(insert(rows), values)


def _leaving_out(run_id: int, origin: OriginRun) -> Update:
    earlier = rows.alias("earlier")
    was_taken = and_(earlier.c.run_id == origin.id, earlier.c.state.in_(_TAKEN))
    same_id = select(earlier.c.external_id).where(was_taken)
    same_person = select(earlier.c.number).where(
        was_taken,
        earlier.c.phone_number == rows.c.phone_number,
        earlier.c.person == rows.c.person,
    )
    return (
        update(rows)
        .where(rows.c.run_id == run_id, rows.c.state == RowState.PLANNED)
        .where(or_(rows.c.external_id.in_(same_id), same_person.exists()))
        .values(state=RowState.DUPLICATE, field="external_id", reason=origin.reason)
    )
