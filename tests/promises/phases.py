"""How far a run is, read from the records in a SQLite file without touching them."""

import sqlite3
from contextlib import closing
from enum import IntEnum
from pathlib import Path

from outbound.ledger.tables import RowState, ScheduleState


class Phase(IntEnum):
    """What is done next with a run, in the order in which a run goes through it."""

    STARTING = 0
    """It is not in the records yet."""
    STAGING = 1
    REFILLING = 2
    """A schedule was abandoned, and its people are still to leave it."""
    PREPARING = 3
    """Its campaign or its schedule is still to be made."""
    LOADING = 4
    LOOKING_UP = 5
    """All that is left to load is in doubt."""
    COUNTING = 6
    RELEASING = 7
    VERIFYING = 8
    """Released after doubt, it is to be looked at once more."""
    TRACKING = 9
    OVER = 10

    @property
    def words(self) -> str:
        return self.name.lower().replace("_", " ")


def phase_of(records: Path, key: str) -> Phase:
    """The run's phase, all of one moment."""
    try:
        with closing(_open(records)) as db:
            db.execute("BEGIN")
            return _phase(db, key)
    except sqlite3.OperationalError:  # no file, or no tables yet
        return Phase.STARTING


def is_held_by(records: Path, key: str, pid: int) -> bool:
    """Whether this process works on the run."""
    query = "SELECT holder FROM holds JOIN runs ON runs.id = run_id WHERE key = ?"
    try:
        with closing(_open(records)) as db:
            found = db.execute(query, (key,)).fetchone()
    except sqlite3.OperationalError:
        return False
    return found is not None and str(found["holder"]).startswith(f"process {pid} ")


def _open(records: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"file:{records}?mode=ro", uri=True, timeout=5, isolation_level=None)
    db.row_factory = sqlite3.Row
    return db


def _phase(db: sqlite3.Connection, key: str) -> Phase:
    run = db.execute("SELECT * FROM runs WHERE key = ?", (key,)).fetchone()
    if run is None:
        return Phase.STARTING
    if run["staged_at"] is None:
        return Phase.STAGING
    count = "SELECT state, count(*) FROM rows WHERE run_id = ? GROUP BY state"
    rows = dict(map(tuple, db.execute(count, (run["id"],))))
    named = "SELECT * FROM schedules WHERE run_id = ? AND uid IS NOT NULL"
    return _phase_of(rows, db.execute(named, (run["id"],)).fetchall())


def _phase_of(rows: dict[str, int], known: list[sqlite3.Row]) -> Phase:  # noqa: PLR0911 - one line a phase
    if any(s["state"] == ScheduleState.ABANDONED and s["emptied_at"] is None for s in known):
        return Phase.REFILLING
    states = {s["state"] for s in known} - {ScheduleState.ABANDONED}
    if rows.keys() & {RowState.PLANNED, RowState.SENDING}:
        return Phase.LOADING if states else Phase.PREPARING
    if RowState.IN_DOUBT in rows:
        return Phase.LOOKING_UP
    if states & {ScheduleState.LOADING, ScheduleState.READY}:
        return Phase.COUNTING
    if ScheduleState.ENABLING in states:
        return Phase.RELEASING
    if any(s["state"] == ScheduleState.ENABLED and _is_unverified(s) for s in known):
        return Phase.VERIFYING
    return Phase.TRACKING if RowState.CREATED in rows else Phase.OVER


def _is_unverified(schedule: sqlite3.Row) -> bool:
    return bool(schedule["doubted"]) and schedule["verified_at"] is None
