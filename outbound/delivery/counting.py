"""Counting a schedule's calls in two requests, before every release."""

from math import ceil

from outbound.delivery.schedules import named
from outbound.delivery.session import Session
from outbound.ledger import LedgerSchedule


async def count_calls(session: Session, schedule: LedgerSchedule) -> bool:
    """Whether the API shows as many calls as the ledger says were created.

    The last page of a schedule with N calls holds the remainder of N, and the next page is empty.
    A schedule that is filled and exact is ready; one that is not exact is in doubt from now on.

    Raises:
        MicoError: the API could not be asked.
    """
    is_exact = await is_count_exact(session, schedule)
    if not is_exact:
        await session.ledger.schedules.require_audit(schedule.id)
    else:
        await session.ledger.schedules.ready(schedule.id)
    return is_exact


async def is_count_exact(session: Session, schedule: LedgerSchedule) -> bool:
    """The same, and nothing is made of it."""
    expected = await session.ledger.calls.in_schedule(schedule.id)
    size = session.sizes.page
    # Two requests, however many calls: the API has no count, but its last page has a length.
    last = max(1, ceil(expected / size))
    return (
        await _rows_on(session, schedule, last) == expected - (last - 1) * size
        and await _rows_on(session, schedule, last + 1) == 0
    )


async def _rows_on(session: Session, schedule: LedgerSchedule, page: int) -> int:
    size = session.sizes.page
    return len(await session.api.outbound_calls.page(named(schedule), page=page, page_size=size))
