"""Reconciliation: which rows in doubt have a call, which have none, and which stay in doubt.

One listing proves that a call exists. Its absence needs two listings, each with a witness: a call
that the listing shows, and that was requested after the doubtful request was over. A bulk that was
turned down as a whole was answered: there, two listings are enough.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from outbound.delivery.listing import ListedCall, list_calls, list_calls_of
from outbound.delivery.schedules import named
from outbound.delivery.session import Session
from outbound.delivery.stopping import disable_for_a_while
from outbound.ledger import Because, LedgerSchedule
from outbound.ledger.doubts import DoubtfulRow, Witness
from outbound.ledger.rows import Absent, Created
from outbound.mistakes import ShownError

# Seconds between looks: a list that lags for longer than all of them is not waited for.
_PAUSES = (2, 5, 10, 20, 40)

_LOOKS_WITHOUT_WITNESS = 3


class UnsettledError(ShownError):
    """What became of some rows cannot be found out, or a schedule cannot be filled right."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One listing of a schedule: the calls that it shows, and whether it shows the witness."""

    seen: Sequence[ListedCall]
    shows_witness: bool


async def reconcile(session: Session, schedule: LedgerSchedule) -> None:
    """Settle the schedule's rows in doubt; their requests are over.

    A row that is found has a call; a row without one is to be sent again. A schedule of ours is
    abandoned where one person has two calls, or an absence cannot be proven any more.

    Raises:
        UnsettledError: the schedule is somebody else's, and not everybody's fate is clear.
        MicoError: the API could not be asked.
    """
    doubtful = await session.ledger.doubts.of_schedule(schedule.id)
    if schedule.ours and any(row.was_turned_down for row in doubtful):
        # Somebody may have enabled it: an enabled schedule takes no calls at all.
        await disable_for_a_while(session, schedule)
    calls, absent = await _look_repeatedly(session, schedule, doubtful)
    found = [_created(number, *uids.values()) for number, uids in calls.items() if len(uids) == 1]
    await session.ledger.doubts.settle(schedule.run_id, found=found, absent=absent)
    unclear = len(doubtful) - len(found) - len(absent)
    # A row that is sent again may be the others' witness; two calls of one person stay two.
    if unclear and (not absent or len(found) < len(calls)):
        await _give_up(session, schedule, unclear)


async def _look_repeatedly(
    session: Session, schedule: LedgerSchedule, doubtful: Sequence[DoubtfulRow]
) -> tuple[Mapping[int, Mapping[str, ListedCall]], list[Absent]]:
    """Each found row's calls by uid, and the rows that have none, after two looks or more."""
    witness = await session.ledger.doubts.witness(schedule.id)
    strangers = await session.ledger.schedules.strangers(schedule.id)
    calls: dict[int, dict[str, ListedCall]] = defaultdict(dict)
    matched_by_id_only: set[int] = set()
    """Rows with a call of their id that may be another client's."""
    witnessed = 0
    absent: list[DoubtfulRow] = []
    for looks, pause in enumerate((0, *_PAUSES), start=1):
        # A listing may lag behind what was created: each look comes later than the one before.
        await session.clock.sleep(pause)
        look = await _look(session, schedule, doubtful, witness)
        for row, seen in _matched(doubtful, look.seen):
            # In our own schedule an id is enough. In another client's, a call may have our id by
            # chance: it is ours only if its number fits, and if it was not there before us.
            if schedule.ours or (seen.uid not in strangers and seen.has_number(row.phone_number)):
                calls[row.number][seen.uid] = seen
            elif seen.uid not in strangers:
                matched_by_id_only.add(row.number)
        # A look without its witness is behind its time and proves nothing, nor do earlier ones.
        witnessed = witnessed + 1 if look.shows_witness else 0
        seen_rows = calls.keys() | matched_by_id_only
        missing = [row for row in doubtful if row.number not in seen_rows]
        absent = [row for row in missing if _is_absent(row, witness, looks, witnessed)]
        if len(absent) == len(missing) or (
            looks >= _LOOKS_WITHOUT_WITNESS
            and not any(_is_provable(row, witness) for row in missing)
        ):
            break
    return calls, [_sent_again(row) for row in absent]


def _is_provable(row: DoubtfulRow, witness: Witness | None) -> bool:
    """Whether a look can show that the row has no call: the witness's request left after it."""
    return row.was_turned_down or (witness is not None and witness.sent_at >= row.over_at)


def _is_absent(row: DoubtfulRow, witness: Witness | None, looks: int, witnessed: int) -> bool:
    """Whether a row that no look has shown has no call."""
    # One look may have hit a gap between two pages that shifted; two in a row are believed.
    proofs = looks if row.was_turned_down else witnessed
    return _is_provable(row, witness) and proofs > 1


def _sent_again(row: DoubtfulRow) -> Absent:
    """A row of a bulk that was turned down goes into one of half its size: one row is at fault."""
    return Absent(row.number, ceil(row.bulk_size / 2) if row.was_turned_down else None)


def _matched(
    doubtful: Sequence[DoubtfulRow], seen: Sequence[ListedCall]
) -> list[tuple[DoubtfulRow, ListedCall]]:
    """The calls that have the id of a row in doubt."""
    by_id = {row.external_id: row for row in doubtful}
    pairs = ((by_id.get(call.external_id or ""), call) for call in seen)
    return [(row, call) for row, call in pairs if row is not None]


def _created(number: int, seen: ListedCall) -> Created:
    return Created(number, seen.uid, seen.status, seen.progress)


async def _look(
    session: Session,
    schedule: LedgerSchedule,
    doubtful: Sequence[DoubtfulRow],
    witness: Witness | None,
) -> _Look:
    """One look, by whichever way costs fewer requests."""
    acknowledged_calls = await session.ledger.calls.in_schedule(schedule.id)
    pages = ceil((acknowledged_calls + len(doubtful)) / session.sizes.page) + 1
    # A filter by external id costs a request for each row, and one for the witness.
    if witness is not None and len(doubtful) + 1 < pages:
        look = await _look_at_each(session, schedule, doubtful, witness)
        if look.shows_witness:
            return look
        # Either the list lags, or the filter does not find what is there.
    seen = await list_calls(session, named(schedule), acknowledged_calls)
    acknowledged = await session.ledger.calls.of_schedule(schedule.id)
    # Compared by external id, too: if Mico changed those, a row's call would not be found either.
    shown = {(call.uid, call.external_id) for call in seen.values()}
    return _Look(list(seen.values()), shows_witness=acknowledged.items() <= shown)


async def _look_at_each(
    session: Session, schedule: LedgerSchedule, doubtful: Sequence[DoubtfulRow], witness: Witness
) -> _Look:
    of_witness = list_calls_of(session, named(schedule), [witness.external_id])
    if witness.call_uid not in [call.uid async for call in of_witness]:
        return _Look([], shows_witness=False)
    ids = [row.external_id for row in doubtful]
    seen = [call async for call in list_calls_of(session, named(schedule), ids)]
    return _Look(seen, shows_witness=True)


async def _give_up(session: Session, schedule: LedgerSchedule, unclear: int) -> None:
    if not schedule.ours:
        raise UnsettledError(
            f"What became of {unclear} calls in the schedule {schedule.uid} is not clear yet, and "
            "it is not ours to fill anew. Nothing is sent again; carry on later, and they are "
            "looked up again."
        )
    await session.ledger.schedules.abandon(schedule.id, because=Because.FAULT)
