"""Auditing a schedule: every call it shows against every call the ledger knows."""

from enum import Enum

from outbound.delivery.counting import is_count_exact
from outbound.delivery.listing import list_calls
from outbound.delivery.schedules import named
from outbound.delivery.session import Session
from outbound.ledger import Because, LedgerSchedule, ScheduleState

# Seconds between looks. A list may lag by minutes, and a call that is missing may only be late.
_PAUSES = (2, 5, 10, 20, 40, 60)


class Finding(Enum):
    """What a schedule holds, compared with what it should."""

    EXACT = "exact"
    """Every call that was created, and nothing else."""
    MISSING = "missing"
    """Not every call is shown: the list may lag."""
    STRANGE = "strange"
    """A call that nobody knows: a second one of somebody, or somebody else's."""


async def audit_calls(session: Session, schedule: LedgerSchedule) -> None:
    """Prove a filled schedule right, or abandon it: what is wrong in it cannot be deleted.

    Raises:
        MicoError: the API could not be asked.
    """
    if await _audit_until_shown(session, schedule) == Finding.EXACT:
        await session.ledger.schedules.ready(schedule.id)
    else:
        await session.ledger.schedules.abandon(schedule.id, because=Because.FAULT)


async def verify_release(session: Session, schedule: LedgerSchedule) -> None:
    """Look once more at a schedule that was released after doubt: now nothing can slip in.

    Before its window it is read whole; once calls are being made it is counted, at once, and read
    only if the count is off. One that holds a call too many is abandoned, which disables it.

    Raises:
        MicoError: the API could not be asked.
    """
    has_begun = schedule.window.has_begun(session.clock.now())
    # Once calls are made, every second counts: two requests instead of all pages.
    is_exact = has_begun and await is_count_exact(session, schedule)
    if not is_exact and await _audit_until_shown(session, schedule) == Finding.STRANGE:
        await session.ledger.schedules.abandon(schedule.id, because=Because.FAULT)
    elif schedule.state == ScheduleState.ENABLED:  # else something may still slip in
        await session.ledger.schedules.verified(schedule.id, at=session.clock.now())


async def _audit_until_shown(session: Session, schedule: LedgerSchedule) -> Finding:
    """Audit again while a call is missing, which may be late; a strange call stays strange."""
    finding = await _audit(session, schedule)
    for pause in _PAUSES:
        if finding != Finding.MISSING:
            break
        await session.clock.sleep(pause)
        finding = await _audit(session, schedule)
    return finding


async def _audit(session: Session, schedule: LedgerSchedule) -> Finding:
    ours = await session.ledger.calls.of_schedule(schedule.id)
    seen = await list_calls(session, named(schedule), len(ours))
    # A strange call is worse than a missing one: it may ring somebody twice.
    if not seen.keys() <= ours.keys():
        return Finding.STRANGE
    return Finding.EXACT if seen.keys() == ours.keys() else Finding.MISSING
