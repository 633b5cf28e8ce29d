"""What is said of a run once its stop is confirmed: only what is known."""

import asyncio
from datetime import datetime

from outbound.api import MicoError, MicoSettings
from outbound.delivery.runs import Run, get_run, record_of
from outbound.delivery.session import Session, open_session
from outbound.delivery.tracking import sweep
from outbound.ledger import URGENT
from outbound.ledger.database import LedgerError
from outbound.settings import OutboundSettings

_LAST_LOOK = 10.0  # seconds; the calls are read once more, if they can be


async def conclusion(key: str, mico: MicoSettings, ours: OutboundSettings, *, at: datetime) -> str:
    """What is known once Mico has confirmed the stop, and the wish is written."""
    stopped = f"Stopped {at:%H:%M:%S} UTC"
    unknown = (
        f"{stopped}, confirmed by Mico. Who was called is not known yet; `outbound track {key}` "
        "reads it."
    )
    try:
        async with open_session(mico, ours, patience=URGENT) as session:
            run = await get_run(session, key)
            if run.is_addition:
                return (
                    f"{stopped}: nothing more is added. The schedule is somebody else's, and what "
                    "was added to it may be called."
                )
            if not await session.ledger.schedules.of_run(run.id):
                return f"{stopped}: {await _what_never_reached(session, run)}"
            if not await _looked_once_more(session, run):
                return unknown
            called = await session.ledger.calls.called(run.id)
            others = await _others(session, run, called)
            return f"{stopped}, confirmed by Mico: {called:,} called, {others:,} not"
    except LedgerError:
        return unknown


async def _what_never_reached(session: Session, run: Run) -> str:
    nothing = (await record_of(session, run)).campaign_uid is None
    what = "nothing" if nothing else "no call"
    others = await _others(session, run, 0)
    return f"{what} of this run ever reached Mico: 0 called, {others:,} not"


async def _others(session: Session, run: Run, called: int) -> int:
    counts = await session.ledger.count(run.id)
    return counts.usable - counts.refused - called


async def _looked_once_more(session: Session, run: Run) -> bool:
    """Read the calls once more; whether that succeeded."""
    try:
        async with asyncio.timeout(_LAST_LOOK):
            await sweep(session, run)
    except (MicoError, TimeoutError):
        return False
    return True
