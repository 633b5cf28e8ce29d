"""Rows of a list on their way into the ledger, and which of them repeat earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.tables import IS_USABLE, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedRow:
    """A row of the list, ready to be sent or with the reason why not.

    `person` is equal for rows of one person with one number; None: nobody can tell.
    """

    number: int
    external_id: str | None
    phone_number: str | None = None
    person: str | None = None
    time_zones: tuple[str, ...] = ()
    call: dict[str, object] | None = None
    field: str | None = None
    reason: str | None = None

    @property
    def is_usable(self) -> bool:
        """Whether there is a call to make."""
        return self.call is not None


@dataclass(frozen=True, slots=True)
class Repetition:
    """What a row has in common with an earlier one, so that it is not called."""

    field: str
    reason: str


_SAME_ID = Repetition("external_id", "an earlier row has the same external_id")
_SAME_PERSON = Repetition("phone_number", "an earlier row has the same number and the same person")
_SAME_NUMBER = Repetition(
    "phone_number", "an earlier row has the same number, and one call for each number is asked for"
)


@dataclass(slots=True)
class Taken:
    """Ids, numbers and people of the run's earlier rows, as far as a chunk of rows has them."""

    ids: set[str] = field(default_factory=set)
    people: dict[str, set[str | None]] = field(default_factory=dict)
    """Who was called on each number."""
    numbers_shared: int = 0
    """Rows of the chunk that share their number with an earlier row of somebody else."""

    @classmethod
    async def by_earlier_rows(
        cls, connection: AsyncConnection, run_id: int, staged: Sequence[StagedRow]
    ) -> Self:
        """What the rows that are in the ledger have taken."""
        usable = [row for row in staged if row.is_usable]
        taken = cls()
        # One question for each index: the one about ids has this very condition.
        for of_chunk in (
            rows.c.external_id.in_([row.external_id for row in usable]),
            rows.c.phone_number.in_([row.phone_number for row in usable]),
        ):
            query = select(rows.c.external_id, rows.c.phone_number, rows.c.person).where(
                rows.c.run_id == run_id, of_chunk, text(IS_USABLE)
            )
            for external_id, phone_number, person in await connection.execute(query):
                taken._take(external_id, phone_number, person)
        return taken

    def by(self, row: StagedRow, *, one_per_number: bool) -> Repetition | None:
        """What an earlier row has of this one; from then on, this one has taken its own."""
        # A rejected row takes nothing: the same person may stand below, spelled well.
        if not row.is_usable or row.external_id is None:
            return None
        if row.external_id in self.ids:
            return _SAME_ID
        # A family may share a number; the same name on the same number is one person, twice.
        others = self.people.get(row.phone_number or "", set())
        if row.person is not None and row.person in others:
            return _SAME_PERSON
        if others and one_per_number:
            return _SAME_NUMBER
        self.numbers_shared += bool(others)
        self._take(row.external_id, row.phone_number, row.person)
        return None

    def _take(self, external_id: str, phone_number: str | None, person: str | None) -> None:
        self.ids.add(external_id)
        if phone_number is not None:
            self.people.setdefault(phone_number, set()).add(person)
