"""Emptying a schedule that is given up: who was not called from it moves to the next one.

It is disabled first, and the API has confirmed it: what comes into it later is never called.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence

from outbound.api import NotFound
from outbound.delivery.finality import is_untouched
from outbound.delivery.listing import ListedCall, list_calls
from outbound.delivery.schedules import named
from outbound.delivery.session import Session
from outbound.delivery.stopping import disable
from outbound.ledger import Because, LedgerSchedule
from outbound.ledger.replacements import RowInSchedule
from outbound.ledger.rows import Created

# Seconds before each reading: an attempt may have begun just before the disabling.
_SETTLING = 5

# Times that the list is read: a page may lag.
_LOOKS = 2

# Calls that are read in detail at the same time.
_AT_ONCE = 10


async def replace_schedule(session: Session, schedule: LedgerSchedule) -> None:
    """Give the schedule up, and plan everybody of it anew who cannot have been called from it.

    Raises:
        MicoError: the API has not confirmed that it is disabled, or could not be asked.
    """
    await session.ledger.schedules.abandon(schedule.id, because=Because.DAY_OVER)
    # Disabled before it is read: a bulk that comes later is never called.
    await disable(session, schedule)
    rows_in = await session.ledger.replacements.rows_in(schedule.run_id, schedule.id)
    staying = await _called(session, schedule, rows_in)
    stay = {row.number for row in staying}
    await session.ledger.replacements.empty(
        schedule.run_id,
        schedule.id,
        leaving=[resident.number for resident in rows_in if resident.number not in stay],
        staying=staying,
        now=session.clock.now(),
    )


async def _called(
    session: Session, schedule: LedgerSchedule, rows_in: Sequence[RowInSchedule]
) -> Sequence[Created]:
    """Who has been called, or may have been, and by which call."""
    # A call is found by its person's id, too: a bulk whose answer was lost left calls of which the
    # ledger knows no uid, and a person may have two.
    by_id: dict[str, dict[str, ListedCall]] = defaultdict(dict)
    for _ in range(_LOOKS):
        await session.clock.sleep(_SETTLING)
        for call in (await list_calls(session, named(schedule), len(rows_in))).values():
            by_id[call.external_id or ""][call.uid] = call
    # Before the window nobody can have been called by our doing: the list is enough, unless it
    # shows a trace. Behind its beginning, each call is asked for by itself.
    ask_each = _has_begun(session, schedule)
    staying: list[Created] = []
    for first in range(0, len(rows_in), _AT_ONCE):
        some = rows_in[first : first + _AT_ONCE]
        answers = (_call_made(session, r, by_id[r.external_id], ask=ask_each) for r in some)
        staying += [made for made in await asyncio.gather(*answers) if made is not None]
    return staying


def _has_begun(session: Session, schedule: LedgerSchedule) -> bool:
    """Whether calls may have been made by our own doing: then a list is not enough."""
    has_begun = schedule.window.has_begun(session.clock.now())
    return schedule.enable_asked_at is not None and has_begun


async def _call_made(
    session: Session, resident: RowInSchedule, seen: Mapping[str, ListedCall], *, ask: bool
) -> Created | None:
    """The person's call from which they were called, or may have been; None where there is none."""
    known = set(seen) | ({resident.call_uid} if resident.call_uid is not None else set())
    for uid in sorted(known):
        is_open = ask or _looks_touched(resident, seen.get(uid))
        if is_open and await _may_have_been_called(session, resident, uid, if_unknown=ask):
            return Created(resident.number, uid, None, None)
    return None


def _looks_touched(resident: RowInSchedule, seen: ListedCall | None) -> bool:
    """Whether the list leaves room for an attempt; it need not show attempts at all."""
    if seen is None:
        return True
    as_created = (resident.call_status, resident.call_progress) == (seen.status, seen.progress)
    return bool(seen.has_attempts) or not as_created


async def _may_have_been_called(
    session: Session, resident: RowInSchedule, uid: str, *, if_unknown: bool
) -> bool:
    """`if_unknown`: what to think of a call that was created, and of which nobody can tell now.

    An attempt need not be shown before it is over: a call that is not as it was created counts.
    """
    try:
        call = await session.api.outbound_calls.get(uid)
    except NotFound:
        return if_unknown
    as_created = uid != resident.call_uid or (
        (call.status, call.progress) == (resident.call_status, resident.call_progress)
    )
    return not (is_untouched(call) and as_created)
