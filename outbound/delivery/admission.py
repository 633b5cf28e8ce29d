"""Admission: two runs do not call the same people; the second is turned away before it sends."""

from datetime import timedelta

from outbound.delivery.requests import SingleCall
from outbound.delivery.runs import Run, record_of
from outbound.delivery.session import OfflineSession, Session
from outbound.ledger import Clash
from outbound.ledger.admissions import Reason
from outbound.mistakes import UserMistake

SAME_LIST_WITHIN = timedelta(hours=24)
"""How long after a launch the same list is turned away under another key."""


async def admit(
    session: Session, run: Run, *, allow_overlap: bool, again: bool, anew: bool = False
) -> None:
    """Let a staged run in, once; a run that was let in stays so, unless it is looked at `anew`.

    `allow_overlap`: although people of it stand in another run that goes on. `again`: although its
    list was launched under another key within a day. A single call has no
    list; a schedule that is somebody else's has no window that could be compared.

    Raises:
        UserMistake: it clashes with another run, which the text names.
    """
    record = await record_of(session, run)
    if record.admitted_at is not None and not anew:
        return
    # The same person may be called by name twice a day on purpose.
    is_list = not isinstance(run.request, SingleCall)
    clash = await session.ledger.admissions.admit(
        record,
        now=session.clock.now(),
        same_people=allow_overlap or run.is_addition,
        same_list_within=SAME_LIST_WITHIN if is_list and not again else None,
    )
    if clash is not None:
        raise UserMistake(sentence_of(clash))


async def refuse_same_list(session: OfflineSession, key: str, list_digest: str) -> None:
    """Turn a list away that is not staged yet: `admit` would do so once all of it was read.

    Raises:
        UserMistake: it was launched under another key within a day.
    """
    clash = await session.ledger.admissions.same_list(
        key, session.base_url, list_digest, since=session.clock.now() - SAME_LIST_WITHIN
    )
    if clash is not None:
        raise UserMistake(sentence_of(clash))


def sentence_of(clash: Clash) -> str:
    """What the run clashes with, and what can be done about it."""
    if clash.reason == Reason.SAME_LIST:
        return (
            f"The same list was launched within the last 24 hours under the key {clash.key}. "
            f"Nothing was sent. `outbound status {clash.key}` shows that run; --again calls "
            "everybody once more."
        )
    return (
        f"{clash.people:,} people of this list stand in the run {clash.key}, which goes on in an "
        f"overlapping window. Nothing was sent. `outbound status {clash.key}` shows that run, and "
        f"`outbound stop {clash.key}` ends it; --allow-overlap calls them in both."
    )
