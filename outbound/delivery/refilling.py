"""Emptying a schedule that is given up: who was not called from it moves to the next one.

It is disabled first, and the API has confirmed it: what comes into it later is never called.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence

from outbound.api import NotFound
from outbound.delivery.delivery import Delivery
from outbound.delivery.finality import is_untouched
from outbound.delivery.schedules import named
from outbound.delivery.sight import Seen, look_at_all
from outbound.delivery.stopping import disable
from outbound.ledger import Because, LedgerSchedule
from outbound.ledger.refills import Resident
from outbound.ledger.rows import Created

_SETTLING = 5
"""Seconds before each reading: an attempt may have begun just before the disabling."""

_LOOKS = 2
"""Times that the list is read: a page may lag."""

_AT_ONCE = 10
"""Calls that are read in detail at the same time."""


async def refill(delivery: Delivery, schedule: LedgerSchedule) -> None:
    """Give the schedule up, and plan everybody of it anew who cannot have been called from it.

    Raises:
        MicoError: the API has not confirmed that it is disabled, or could not be asked.
    """
    await delivery.ledger.schedules.abandon(schedule.id, because=Because.DAY_OVER)
    await disable(delivery, schedule)
    residents = await delivery.ledger.refills.residents(schedule.run_id, schedule.id)
    staying = await _called(delivery, schedule, residents)
    stay = {row.number for row in staying}
    await delivery.ledger.refills.empty(
        schedule.run_id,
        schedule.id,
        leaving=[resident.number for resident in residents if resident.number not in stay],
        staying=staying,
        now=delivery.clock.now(),
    )


async def _called(
    delivery: Delivery, schedule: LedgerSchedule, residents: Sequence[Resident]
) -> Sequence[Created]:
    """Who has been called, or may have been, and by which call."""
    by_id: dict[str, dict[str, Seen]] = defaultdict(dict)
    for _ in range(_LOOKS):
        await delivery.clock.sleep(_SETTLING)
        for call in (await look_at_all(delivery, named(schedule), len(residents))).values():
            by_id[call.external_id or ""][call.uid] = call
    ask_each = _has_begun(delivery, schedule)
    staying: list[Created] = []
    for first in range(0, len(residents), _AT_ONCE):
        some = residents[first : first + _AT_ONCE]
        answers = (_call_made(delivery, r, by_id[r.external_id], ask=ask_each) for r in some)
        staying += [made for made in await asyncio.gather(*answers) if made is not None]
    return staying


def _has_begun(delivery: Delivery, schedule: LedgerSchedule) -> bool:
    """Whether calls may have been made by our own doing: then a list is not enough."""
    has_begun = schedule.window.has_begun(delivery.clock.now())
    return schedule.enable_asked_at is not None and has_begun


async def _call_made(
    delivery: Delivery, resident: Resident, seen: Mapping[str, Seen], *, ask: bool
) -> Created | None:
    """The person's call from which they were called, or may have been; None where there is none."""
    known = set(seen) | ({resident.call_uid} if resident.call_uid is not None else set())
    for uid in sorted(known):
        is_open = ask or _looks_touched(resident, seen.get(uid))
        if is_open and await _may_have_been_called(delivery, resident, uid, if_unknown=ask):
            return Created(resident.number, uid, None, None)
    return None


def _looks_touched(resident: Resident, seen: Seen | None) -> bool:
    """Whether the list leaves room for an attempt; it need not show attempts at all."""
    if seen is None:
        return True
    as_created = (resident.call_status, resident.call_progress) == (seen.status, seen.progress)
    return bool(seen.has_attempts) or not as_created


async def _may_have_been_called(
    delivery: Delivery, resident: Resident, uid: str, *, if_unknown: bool
) -> bool:
    """`if_unknown`: what to think of a call that was created, and of which nobody can tell now.

    An attempt need not be shown before it is over: a call that is not as it was created counts.
    """
    try:
        call = await delivery.api.outbound_calls.get(uid)
    except NotFound:
        return if_unknown
    as_created = uid != resident.call_uid or (
        (call.status, call.progress) == (resident.call_status, resident.call_progress)
    )
    return not (is_untouched(call) and as_created)
