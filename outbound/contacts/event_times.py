"""The instant of the event a call is about."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from outbound.contacts.rejections import Unusable

# Others stand for a missing date (0001, 1900, 1970, 2099, 9999), or are of another calendar.
_YEARS = range(2000, 2099)
_BUDDHIST = 543

_FORM = "write it like 2026-12-01T14:30:00+09:00"
# The parser takes any character for the separator, and so an offset behind a date for the hour.
_ISO = re.compile(r"(\d{4}-?(?:\d\d-?\d\d|W\d\d-?\d))(?:([Tt ]\d.*)|[+-]\d.*|Z|)")
# 2026/12/1 14:30, 2026年12月1日 14時30分.
_YEAR_FIRST = re.compile(
    r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*(?:日|(?=[T\s])|\Z)[T\s]*"
    r"(?:(\d{1,2})\s*[:時]\s*(\d{2})\s*分?(?::(\d{2}))?)?"
)


def to_event_date_time(text: str, zone: str | None) -> str:
    """An ISO 8601 instant with its offset, in its full form; `zone` is that of one without.

    Raises:
        Unusable: it is no date and time, or nobody knows its offset: no midnight is guessed.
    """
    written = _parsed(text)
    if written.tzinfo is not None:
        return written.isoformat()
    if zone is None:
        raise _unusable(f"it has no offset from UTC: {_FORM}, or say its zone with --event-zone")
    return _in_zone(written, zone).isoformat()


def _parsed(text: str) -> datetime:
    year_first, iso = _YEAR_FIRST.fullmatch(text), _ISO.fullmatch(text)
    # A date alone parses as midnight, which nobody wrote.
    if (year_first and not year_first[4]) or (not year_first and iso and not iso[2]):
        raise _unusable(f"it is a date without a time: {_FORM}")
    try:
        if year_first:
            written = datetime(*(int(number or 0) for number in year_first.groups()))  # type: ignore[arg-type] # noqa: DTZ001 - its zone comes next
        else:
            written = datetime.fromisoformat(text if iso else "")
    except ValueError:
        raise _unusable(f"it is not an ISO 8601 date and time: {_FORM}") from None
    _refuse_year(written.year)
    return written


def _refuse_year(year: int) -> None:
    if year in _YEARS:
        return
    if year - _BUDDHIST in _YEARS:
        raise _unusable(f"its year is of the Buddhist calendar: write it {_BUDDHIST} less")
    raise _unusable(
        f"nobody means its year: write one from {_YEARS[0]} to {_YEARS[-1]}, or leave the cell "
        "empty where there is no date"
    )


def _in_zone(written: datetime, zone: str) -> datetime:
    # The two folds differ where the clocks are changed: an hour that comes twice, or never.
    earlier, later = (written.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if earlier.utcoffset() == later.utcoffset():
        return earlier
    shown = earlier.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    if shown == written.replace(fold=0):
        raise _unusable("the clocks are put back, and this hour comes twice: write its offset")
    raise _unusable("the clocks are put forward, and this hour does not exist on that day")


def _unusable(reason: str) -> Unusable:
    return Unusable("event_date_time", reason)
