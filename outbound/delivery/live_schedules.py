"""Which schedules of a run may be enabled: noted for the day on which the ledger cannot be read."""

import asyncio
import logging

from outbound.delivery.runs import Run
from outbound.delivery.schedules import named
from outbound.delivery.session import Session
from outbound.ledger import LedgerSchedule, LiveSchedule
from outbound.logs import Log

_LOG = Log(logging.getLogger(__name__))

# Real seconds: no launch waits longer for a note.
_WITHIN = 2.0


async def note_live(session: Session, run: Run, schedule: LedgerSchedule) -> None:
    """Note the schedule before its enabling is sent. A note that fails holds nothing up."""
    if session.live is None:
        return
    note = LiveSchedule(
        key=run.key, uid=named(schedule), base_url=run.base_url, ends_at=schedule.ends_at
    )
    try:
        async with asyncio.timeout(_WITHIN):
            await asyncio.to_thread(session.live.note, note, now=session.clock.now())
    except TimeoutError:
        _LOG.warning("Noting the schedule %s takes too long; the run goes on.", note.uid)


async def forget_live(session: Session, schedule: LedgerSchedule) -> None:
    """Mico has confirmed that the schedule is disabled."""
    if session.live is not None:
        await asyncio.to_thread(session.live.forget, named(schedule))
