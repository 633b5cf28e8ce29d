"""A window as people read it: by the clock where the contact is, and in UTC."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from outbound.planning.window import CallingWindow


def describe(window: CallingWindow, zone: str) -> str:
    """Like `2026-11-24 09:00-12:00 Asia/Tokyo = 00:00-03:00 UTC`; UTC's date where it differs."""
    there = _hours(window, ZoneInfo(zone), beside=None)
    day = window.starts_at.astimezone(ZoneInfo(zone)).date()
    return f"{there} {zone} = {_hours(window, UTC, beside=day)} UTC"


def _hours(window: CallingWindow, zone: tzinfo, *, beside: date | None) -> str:
    """From when to when; without its date, if that stands beside it already."""
    starts_at, ends_at = (each.astimezone(zone) for each in (window.starts_at, window.ends_at))
    day = starts_at.date()
    start = _clock(starts_at) if day == beside else f"{day} {_clock(starts_at)}"
    if ends_at.date() == day:
        return f"{start}-{_clock(ends_at)}"
    if ends_at.date() == day + timedelta(days=1) and ends_at.time() == time():
        return f"{start}-24:00"
    return f"{start} to {ends_at.date()} {_clock(ends_at)}"


def _clock(instant: datetime) -> str:
    """Hours and minutes, and seconds where there are some."""
    return f"{instant:%H:%M:%S}".removesuffix(":00")
