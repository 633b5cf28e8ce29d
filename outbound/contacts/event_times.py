"""The instant of the event a call is about, which must say its offset from UTC."""

from datetime import datetime

from outbound.contacts.rejections import Unusable

_FORM = "write it like 2026-12-01T14:30:00+09:00"


def to_event_date_time(text: str) -> str:
    """An ISO 8601 instant with its offset, in its full form.

    Raises:
        Unusable: it is no ISO 8601 instant, or has no offset: nobody's midnight is guessed.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable("event_date_time", f"it is not an ISO 8601 date and time: {_FORM}") from None
    if instant.tzinfo is None:
        raise Unusable("event_date_time", f"it has no offset from UTC: {_FORM}")
    return instant.isoformat()
