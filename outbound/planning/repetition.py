"""The window of a run once more: the same hours, on the next day that fits."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from outbound.planning.allowed_hours import AllowedHours
from outbound.planning.calling_windows import calling_windows
from outbound.planning.phrases import LOCAL, Phrase
from outbound.planning.requested import Between, InWords, Window
from outbound.planning.window import CallingWindow

# Days that are looked at.
_AHEAD = 62
# Where each contact's own hours are meant, a day is looked at where it ends first on Earth.
_FIRST_TO_END = "Pacific/Kiritimati"


def repeated(
    window: Window, *, due: datetime, now: datetime, allowed: AllowedHours
) -> InWords | Between:
    """The window with dates: each of its hours on the first day on which something is left of them.

    `due` is the instant that its days were counted from. Two instants keep what is left of them;
    where that is nothing, they move by whole days.
    """
    if isinstance(window, Between):
        return _moved(window, now)
    phrases = window.phrases
    dated = sorted({(_next_day(phrase, due, now, allowed), _rest(phrase)) for phrase in phrases})
    return InWords(
        windows=[f"{day} {rest}" for day, rest in dated],
        local=all(phrase.zone == LOCAL for phrase in phrases),
    )


def _moved(window: Between, now: datetime) -> Between:
    days = timedelta()
    if window.ends_at <= now:
        days = timedelta(days=(now - window.ends_at) // timedelta(days=1) + 1)
    starts_at = None if window.starts_at is None else window.starts_at + days
    is_to_come = starts_at is not None and starts_at > now
    return Between(starts_at=starts_at if is_to_come else None, ends_at=window.ends_at + days)


def _rest(phrase: Phrase) -> str:
    return str(phrase.hours) if phrase.zone == LOCAL else f"{phrase.hours} {phrase.zone}"


def _next_day(phrase: Phrase, due: datetime, now: datetime, allowed: AllowedHours) -> date:
    """The first of its days that fits, else the first of all days; else tomorrow."""
    zone = ZoneInfo(_FIRST_TO_END if phrase.zone == LOCAL else phrase.zone)
    today = now.astimezone(zone).date()
    for day in _days(phrase, due.astimezone(zone).date(), today):
        window = phrase.hours.on(day, zone.key)
        if window is not None and _is_anything_left(window, now, zone.key, allowed):
            return day
    return today + timedelta(days=1)


def _days(phrase: Phrase, due_on: date, today: date) -> Iterator[date]:
    if phrase.repeats:
        yield from phrase.days(today)
    else:
        yield from (day for day in phrase.days(due_on) if day >= today)
    yield from (today + timedelta(days=ahead) for ahead in range(_AHEAD))


def _is_anything_left(
    window: CallingWindow, now: datetime, zone: str, allowed: AllowedHours
) -> bool:
    asked = Between(starts_at=window.starts_at, ends_at=window.ends_at)
    return bool(calling_windows(asked, due=now, zones=(zone,), allowed=allowed))
