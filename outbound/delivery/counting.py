"""Counting a schedule's calls in two requests, before every release."""

from math import ceil

from outbound.api.outbound_calls import MAX_PAGE_SIZE
from outbound.delivery.delivery import Delivery
from outbound.delivery.schedules import named
from outbound.ledger import LedgerSchedule, ScheduleState


async def count_calls(delivery: Delivery, schedule: LedgerSchedule) -> bool:
    """Whether the API shows exactly the calls that the ledger says were created.

    The last page of a schedule with N calls holds the remainder of N by 100, and the next page
    is empty.

    Raises:
        MicoError: the API could not be asked.
    """
    expected = await delivery.ledger.calls.in_schedule(schedule.id)
    last = max(1, ceil(expected / MAX_PAGE_SIZE))
    remainder = expected - (last - 1) * MAX_PAGE_SIZE
    is_exact = (
        await _rows_on(delivery, schedule, last) == remainder
        and await _rows_on(delivery, schedule, last + 1) == 0
    )
    if is_exact and schedule.state == ScheduleState.LOADING:
        await delivery.ledger.schedules.note(schedule.id, state=ScheduleState.READY)
    return is_exact


async def _rows_on(delivery: Delivery, schedule: LedgerSchedule, page: int) -> int:
    return len(await delivery.api.outbound_calls.page(named(schedule), page=page))
