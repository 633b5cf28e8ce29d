"""The windows in which a person is called: the requested ones, within the allowed hours there."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from outbound.mistakes import UserMistake
from outbound.planning.allowed_hours import AllowedHours
from outbound.planning.phrases import LOCAL, Phrase
from outbound.planning.requested import Between, InWords, OnTheDay, Window
from outbound.planning.window import CallingWindow, WindowMissedError, common, joined

# Where a day begins last and first on Earth.
_FIRST_AND_LAST_ZONES = ("Etc/GMT+12", "Pacific/Kiritimati")


class _Asked(NamedTuple):
    """A window, the day it is of if it was asked for by day, and whether such days repeat."""

    window: CallingWindow
    day: date | None = None
    repeats: bool = False


class UnknownZoneError(Exception):
    """The contact's zone is not known, and it decides when they may be called."""


def calling_windows(
    window: Window, *, due: datetime, zones: Sequence[str], allowed: AllowedHours
) -> tuple[CallingWindow, ...]:
    """When somebody who may be in any of these zones is called: in order, none overlapping.

    Each lies in what was asked for and in the allowed hours of every one of the zones, and has
    whole seconds. What is over when the run is due is left out; days are as many as were asked for,
    else all that are named and the first of those that repeat.

    Raises:
        UnknownZoneError: there are no zones, and hours depend on them.
    """
    if not zones and _needs_zone(window, allowed):
        raise UnknownZoneError
    decent = [
        asked._replace(window=each)
        for asked in _asked(window, due, zones)
        if asked.window.ends_at > due
        for each in _allowed_in(asked.window, zones, allowed)
        if each.ends_at > due
    ]
    # The API's instants have no fractions; a window of less than a second disappears here.
    whole = (each.in_whole_seconds() for each in joined(_first_days(decent, _days(window))))
    return tuple(each for each in whole if each.starts_at < each.ends_at)


def resolve(window: Window, *, due: datetime) -> CallingWindow:
    """The span of time that a window means anywhere on Earth, for a run that is due at `due`.

    Raises:
        UserMistake: it ends before it starts.
        WindowMissedError: it is words, or has no start, and nothing of it is left.
    """
    match window:
        case Between(starts_at=None):
            return CallingWindow(due.astimezone(UTC), window.ends_at).rest(due)
        case Between():
            return _checked(window.starts_at or due, window.ends_at)
        case OnTheDay():
            (asked,) = _asked(window, due, ()) or [_Asked(_nothing_of(window, due))]
            return asked.window
    # Local words have no instants of their own: their span reaches from the first zone to the last.
    places = [(zone,) for zone in _FIRST_AND_LAST_ZONES] if _is_local(window) else [()]
    spans = [asked.window for zones in places for asked in _asked(window, due, zones)]
    left = [each for each in spans if each.ends_at > due]
    if not left:
        raise _missed(window, due)
    return CallingWindow(min(left).starts_at, max(each.ends_at for each in left))


def day_of(window: Window, due: datetime) -> date | None:
    """The day from which a window counts; None for one that means the same on every day."""
    if isinstance(window, Between):
        return None
    first = next((phrase for phrase in window.phrases if not isinstance(phrase.day, date)), None)
    if first is None:
        return None
    return due.astimezone(UTC if first.zone == LOCAL else ZoneInfo(first.zone)).date()


def why_never(window: Window, *, due: datetime, zones: Sequence[str], allowed: AllowedHours) -> str:
    """Why `calling_windows` gives a person no window, in words for a row of a list."""
    if not zones and _needs_zone(window, allowed):
        return "its number does not tell the time zone: give it in a column time_zone"
    asked = _asked(window, due, zones)
    if any(each.window.ends_at > due for each in asked):
        return f"the window is outside the allowed hours ({allowed}) where the person is"
    if asked or isinstance(window, Between):
        return "the window was over where the person is"
    if _is_local(window) and len(zones) > 1:
        return (
            "its number may be in several time zones, which share no hour of the window: give its "
            "zone in a column time_zone"
        )
    return "the clocks skip the hours of the window where the person is"


def _asked(window: Window, due: datetime, zones: Sequence[str]) -> list[_Asked]:
    """The requested windows, before allowed hours cut them."""
    if isinstance(window, Between):
        starts_at = due.astimezone(UTC) if window.starts_at is None else window.starts_at
        is_any = starts_at < window.ends_at
        return [_Asked(CallingWindow(starts_at, window.ends_at))] if is_any else []
    found = [asked for phrase in window.phrases for asked in _of_phrase(phrase, due, zones)]
    return sorted(found)


def _of_phrase(phrase: Phrase, due: datetime, contact_zones: Sequence[str]) -> list[_Asked]:
    """The phrase's days and hours; for a contact's own zones only what all of the zones share.

    Where one of the zones has another date, "today" means no day at all.
    """
    zones = contact_zones if phrase.zone == LOCAL else (phrase.zone,)
    # A number may belong to several zones: a day counts only where it is that day in all of them.
    days = [set(phrase.days(due.astimezone(ZoneInfo(zone)).date())) for zone in zones]
    return [
        _Asked(window, day, phrase.repeats)
        for day in sorted(set.intersection(*days))
        for window in _in_all(phrase, day, zones)
    ]


def _in_all(phrase: Phrase, day: date, zones: Sequence[str]) -> list[CallingWindow]:
    first, *others = zones
    windows = _in(phrase, day, first)
    for zone in others:
        windows = common(windows, _in(phrase, day, zone))
    return windows


def _in(phrase: Phrase, day: date, zone: str) -> list[CallingWindow]:
    window = phrase.hours.on(day, zone)
    return [] if window is None else [window]


def _allowed_in(
    window: CallingWindow, zones: Sequence[str], allowed: AllowedHours
) -> list[CallingWindow]:
    """What of the window is allowed in all of the zones."""
    left = [window]
    if not allowed.are_all_day:
        for zone in zones:
            left = common(left, allowed.windows(window, zone))
    return left


def _days(window: Window) -> int | None:
    return window.days if isinstance(window, InWords) else None


def _first_days(found: Sequence[_Asked], days: int | None) -> list[CallingWindow]:
    """The windows of the first `days` days; None: all named days and the first repeating one."""
    counted = {each.day for each in found if each.day and (days or each.repeats)}
    chosen = sorted(counted)[: days or 1]
    return [each.window for each in found if each.day in chosen or not (days or each.repeats)]


def _needs_zone(window: Window, allowed: AllowedHours) -> bool:
    return _is_local(window) or not allowed.are_all_day


def _is_local(window: Window) -> bool:
    return not isinstance(window, Between) and any(p.zone == LOCAL for p in window.phrases)


def _missed(window: InWords, due: datetime) -> WindowMissedError:
    return WindowMissedError(
        f"Nothing is left of {' and '.join(window.windows)!r}, and it is {due:%Y-%m-%d %H:%M} UTC: "
        "nobody was called. Choose a later window."
    )


def _nothing_of(window: OnTheDay, due: datetime) -> CallingWindow:
    """Raises: UserMistake: hours that end before they start, or that the day does not have."""
    on = due.astimezone(ZoneInfo(window.time_zone)).date()
    raise UserMistake(
        f"The window, {window.from_time:%H:%M} to {window.until_time:%H:%M} {window.time_zone} on "
        f"{on}, ends before it starts; put the later hour last."
    )


def _checked(starts_at: datetime, ends_at: datetime) -> CallingWindow:
    if ends_at <= starts_at:
        raise UserMistake(
            f"The window ends ({ends_at:%Y-%m-%d %H:%M} UTC) before it starts "
            f"({starts_at:%Y-%m-%d %H:%M} UTC); put the later instant last."
        )
    return CallingWindow(starts_at, ends_at)
