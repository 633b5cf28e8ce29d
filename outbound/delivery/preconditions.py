"""What the records alone say against a launch: told at once, before a list is read or sent."""

from collections.abc import Callable

from outbound.delivery.admission import refuse_same_list
from outbound.delivery.ownership import refuse_owned
from outbound.delivery.requests import Request, SingleCall
from outbound.delivery.resuming import refuse_stopped
from outbound.delivery.runs import Run
from outbound.delivery.session import Session
from outbound.delivery.staging import refuse_another_request
from outbound.delivery.stopping import is_to_be_disabled
from outbound.ledger import RunRecord


async def refuse_launch(
    session: Session, key: str, asked: Request, digest_of_list: Callable[[], str], *, again: bool
) -> RunRecord | None:
    """The run that has this key, if it may be carried on with; None where the key is new.

    Each rule is the one that the flow heeds later: where something has changed by then, its word
    counts. `digest_of_list` may cost a reading of the list, and is asked for last.

    Raises:
        UserMistake: another request has the key, or the list was launched under another one.
        RunOwnedError: somebody else works on the run.
        StoppedError: it was stopped.
    """
    record = await session.ledger.runs.find(key)
    if record is not None:
        refuse_another_request(session, record, asked, None)
        await refuse_owned(session, Run.of(record))
        # A stop that Mico has not confirmed is no end: the flow goes on disabling.
        if await _is_stopped(session, record):
            refuse_stopped(session, record)
        refuse_another_request(session, record, asked, digest_of_list())
    is_admitted = record is not None and record.admitted_at is not None
    if not (is_admitted or again or isinstance(asked, SingleCall)):
        await refuse_same_list(session, key, digest_of_list())
    return record


async def _is_stopped(session: Session, record: RunRecord) -> bool:
    if record.stop_wished_at is None:
        return False
    schedules, now = await session.ledger.schedules.of_run(record.id), session.clock.now()
    return not any(is_to_be_disabled(each, record.stop_wished_at, now) for each in schedules)
