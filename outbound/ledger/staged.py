"""Rows of a list on their way into the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.tables import IS_USABLE, rows


@dataclass(frozen=True, slots=True)
class Repetition:
    """What a row has in common with another one, so that it is not called."""

    field: str
    reason: str


class SharedId(Enum):
    """What it says of an id that an earlier row has it, too."""

    ORDINARY = Repetition("external_id", "an earlier row has the same external_id")
    PERHAPS_ROUNDED = Repetition(
        "external_id",
        "an earlier row has the same external_id, a rounded one, and no other person",
    )
    """Where the rows are of several people, it tells nobody apart: ids are made for them."""
    BLANK = Repetition("external_id", "an earlier row has the same external_id, a blank one")
    """It tells nobody apart: ids are made for all its rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedRow:
    """A row of the list, ready to be sent or with the reason why not.

    `person` is equal for rows of one person with one number; None: nobody can tell.
    """

    number: int
    external_id: str | None
    if_shared: SharedId = SharedId.ORDINARY
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """Of how many rows a plan says something. Fields are named as the columns of the run."""

    phonetics_copied: int = 0
    kanji_without_kana: int = 0
    ids_made_anew: int = 0
    placeholder_names: int = 0


NOTHING_REMARKED = Remarks()


async def taken_ids(
    connection: AsyncConnection, run_id: int, ids: Sequence[str | None]
) -> set[str | None]:
    """Which of the ids a usable row of the run has."""
    # With this very condition the question uses the index.
    query = select(rows.c.external_id).where(
        rows.c.run_id == run_id, rows.c.external_id.in_(ids), text(IS_USABLE)
    )
    return set((await connection.execute(query)).scalars())


def repetition(row: StagedRow, taken: set[str | None]) -> Repetition | None:
    """What an earlier row has of this one; from then on, this one has taken its own id.

    It is the last word only once the whole list stands in the ledger (`repetitions.py`).
    """
    # A rejected row takes nothing: the same person may stand below, spelled well.
    if not row.is_usable or row.external_id is None:
        return None
    if row.external_id in taken:
        return row.if_shared.value
    taken.add(row.external_id)
    return None
