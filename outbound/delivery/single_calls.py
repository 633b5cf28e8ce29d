"""A run of one person: staged in the ledger first, so that a flow is given nothing but its key."""

import hashlib
import json
from datetime import datetime

from outbound.contacts import Contact
from outbound.delivery.requests import SingleCall, SingleLaunch
from outbound.delivery.runs import Run, record_of
from outbound.delivery.session import Session
from outbound.delivery.staging import open_run, stage_results
from outbound.planning import resolve


def digest_of(person: dict[str, str]) -> str:
    """The stand-in for the list's content: the same person, the same digest."""
    return hashlib.sha256(json.dumps(person, sort_keys=True).encode()).hexdigest()


async def stage_single_call(
    session: Session,
    *,
    key: str,
    asked: SingleCall,
    digest: str,
    contact: Contact,
    now: datetime,
) -> Run:
    """The run with this key, with the person as its only row.

    Raises:
        UserMistake: the window cannot be used, or the key belongs to something else.
    """
    window = None
    if isinstance(asked, SingleLaunch) and await session.ledger.runs.find(key) is None:
        window = resolve(asked.window, due=now)
        window.rest(now)
    run = await open_run(session, key=key, asked=asked, list_digest=digest, window=window)
    record = await record_of(session, run)
    if record.staged_at is None and not record.rows_read:
        await stage_results(session, run, [contact])
    return run
