"""What the last examination of the API (`outbound doctor`) means for a launch."""

from datetime import timedelta

from outbound.delivery.session import Session
from outbound.ledger import Examination, Probe

_FOR_COUNTING = (Probe.DELAY, Probe.PAGES, Probe.FILTERS)
_FRESH_FOR = timedelta(days=30)


async def is_count_reliable(session: Session) -> bool:
    """Whether a count proves a schedule right.

    It does not where lists lag, or pages or filters are not exact: then every call is compared.
    """
    last = await _last(session)
    return last is None or not last.differs_in(*_FOR_COUNTING)


async def examination_warning(session: Session) -> str | None:
    """What to tell the user of an examination that is old; None where it is not, or there is none.

    An API may change, and what was found then may be so no more.
    """
    last = await _last(session)
    if last is None or session.clock.now() - last.examined_at <= _FRESH_FOR:
        return None
    days = (session.clock.now() - last.examined_at).days
    return (
        f"`outbound doctor` examined this API {days} days ago: it may have changed. Run it again "
        "with your own number."
    )


async def _last(session: Session) -> Examination | None:
    return await session.ledger.examinations.last(session.base_url, session.client)
