"""Counting a schedule's calls in two requests, before every release."""

from math import ceil

from outbound.delivery.delivery import Delivery
from outbound.delivery.schedules import named
from outbound.ledger import LedgerSchedule


async def count_calls(delivery: Delivery, schedule: LedgerSchedule) -> bool:
    """Whether the API shows as many calls as the ledger says were created.

    The last page of a schedule with N calls holds the remainder of N, and the next page is empty.
    A schedule that is filled and exact is ready; one that is not exact is in doubt from now on.

    Raises:
        MicoError: the API could not be asked.
    """
    is_exact = await is_count_exact(delivery, schedule)
    if not is_exact:
        await delivery.ledger.schedules.require_audit(schedule.id)
    else:
        await delivery.ledger.schedules.ready(schedule.id)
    return is_exact


async def is_count_exact(delivery: Delivery, schedule: LedgerSchedule) -> bool:
    """The same, and nothing is made of it."""
    expected = await delivery.ledger.calls.in_schedule(schedule.id)
    size = delivery.sizes.page
    last = max(1, ceil(expected / size))
    return (
        await _rows_on(delivery, schedule, last) == expected - (last - 1) * size
        and await _rows_on(delivery, schedule, last + 1) == 0
    )


async def _rows_on(delivery: Delivery, schedule: LedgerSchedule, page: int) -> int:
    size = delivery.sizes.page
    return len(await delivery.api.outbound_calls.page(named(schedule), page=page, page_size=size))
