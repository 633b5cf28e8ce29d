"""Step 5: a schedule's calls, filtered and by pages, in the order of their creation."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_OF_ATTEMPTS = "ordinal IN (SELECT call FROM attempts WHERE {} = ?)"
# A call is listed under an attempt's status or outcome if any of its attempts has it.
_FILTERS = {
    "outcome": _OF_ATTEMPTS.format("outcome"),
    "attempt_status": _OF_ATTEMPTS.format("status"),
    "external_id": "external_id = ?",
    "first_name": "info ->> 'first_name' = ?",
    "last_name": "info ->> 'last_name' = ?",
    "phonetic_first_name": "info ->> 'phonetic_first_name' = ?",
    "phone_number": "info ->> 'phone_number' = ?",
    "email": "info ->> 'email' = ?",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is asked for: `size` calls after the first `skip`, at a second of the clock."""

    read: Callable[[int, int], list[sqlite3.Row]]
    """Reads so many calls (the second number) after so many."""
    skip: int
    size: int
    second: int

    def rows(self) -> list[sqlite3.Row]:
        """The calls that really stand there."""
        return self.read(self.skip, self.size)


Lens = Callable[[Page], list[sqlite3.Row]]
"""How a reader sees a page."""


def plainly(page: Page) -> list[sqlite3.Row]:
    """The page as it is."""
    return page.rows()


def page(
    db: sqlite3.Connection, schedule: int, query: Mapping[str, str], skip: int, size: int
) -> list[sqlite3.Row]:
    """So many calls that every filter in the query lets through, after the first `skip`."""
    chosen = [name for name in _FILTERS if name in query]
    if not chosen:
        return _positions(db, schedule, skip, size)
    conditions = ["schedule = ?", *(_FILTERS[name] for name in chosen)]
    select = ["SELECT * FROM calls WHERE", " AND ".join(conditions)]
    values = [schedule, *(query[name] for name in chosen), size, skip]
    return db.execute(" ".join([*select, "ORDER BY position LIMIT ? OFFSET ?"]), values).fetchall()


def _positions(db: sqlite3.Connection, schedule: int, first: int, size: int) -> list[sqlite3.Row]:
    select = "SELECT * FROM calls WHERE schedule = ? AND position BETWEEN ? AND ? ORDER BY position"
    return db.execute(select, (schedule, first, first + size - 1)).fetchall()
