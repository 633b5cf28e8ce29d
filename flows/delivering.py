"""From rows in the ledger to calls that may be made: campaign, schedules, bulks, count, release."""

import asyncio
from collections.abc import Sequence

from outbound.delivery.schedules import batches_of, named, parts_of
from outbound.delivery.stopping import heed_stop
from outbound.ledger import LedgerSchedule, ScheduleState
from tasks.connection import current
from tasks.count_calls import count_calls
from tasks.create_calls import create_call, create_calls
from tasks.create_schedule import create_schedule
from tasks.enable_schedule import enable_schedule
from tasks.find_campaign import find_campaign

_TO_RELEASE = {ScheduleState.LOADING, ScheduleState.READY, ScheduleState.ENABLING}


async def deliver(key: str) -> None:
    """Load all that is still to be sent, and release it if every row's fate is known.

    What was done before stands in the ledger and is not done again.
    """
    await heed_stop(current(), key)
    await find_campaign(key)
    for uid, batches in await _make_schedules(key):
        await load(key, uid, batches)
    await _release(key)


async def deliver_one(key: str) -> None:
    """The same for a run of one person."""
    await heed_stop(current(), key)
    await find_campaign(key)
    for uid, _ in await _make_schedules(key):
        await create_call(key, uid)
    await _release(key)


async def load(key: str, schedule_uid: str, batches: Sequence[int], *, force: bool = False) -> None:
    """Send these batches, a few at a time; a failure ends it once those under way are over."""
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    last = await delivery.ledger.rows.last_batch(run.id)
    for first in range(0, len(batches), delivery.bulks_at_once):
        await heed_stop(delivery, key)
        wave = batches[first : first + delivery.bulks_at_once]
        sent = (create_calls(key, schedule_uid, batch, last, force=force) for batch in wave)
        for result in await asyncio.gather(*sent, return_exceptions=True):
            if isinstance(result, BaseException):
                raise result


async def _make_schedules(key: str) -> list[tuple[str, list[int]]]:
    """Each schedule of the run, with the batches that are still to be loaded into it."""
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    unsent = list(await delivery.ledger.rows.batches(run.id))
    parts = await parts_of(delivery, run)
    uids = {part: await create_schedule(key, part, len(parts)) for part in parts}
    return [(uid, batches_of(part, unsent)) for part, uid in uids.items()]


async def _release(key: str) -> None:
    """Enable every schedule that holds exactly what it should; none while a row is unresolved."""
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    if (await delivery.ledger.count(run.id)).unresolved:
        return
    for schedule in await delivery.ledger.schedules.of_run(run.id):
        if _is_to_be_released(schedule) and await count_calls(key, named(schedule)):
            await enable_schedule(key, named(schedule))


def _is_to_be_released(schedule: LedgerSchedule) -> bool:
    return schedule.ours and schedule.state in _TO_RELEASE
