"""Windows in words: `2026-11-24 09:00-12:00 Asia/Tokyo`, `weekdays 09:00-12:00`, `tomorrow`.

A phrase is a day, hours and a zone, each of which may be left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from outbound.planning.hours import ALL_DAY, Hours
from outbound.zones import known_zone

LOCAL = "local"
"""Stands for a zone: each contact's own."""

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_NAME = 3
_HOUR = re.compile(r"\d{1,2}(?!\d)(?![./-]\d{1,2}[./-]\d)")
_REPEATING = {
    "daily": frozenset(range(7)),
    "weekdays": frozenset(range(5)),
    "weekends": frozenset({5, 6}),
}
_RELATIVE = {"today": 0, "tomorrow": 1}
# Days that are looked at for a repeating phrase.
_AHEAD = 62

EXAMPLE = "weekdays 09:00-12:00 Asia/Tokyo"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A day, or days that repeat, with hours and a zone; LOCAL: each contact's own zone."""

    day: date | int | frozenset[int]
    """A date, a number of days from today on, or days of the week, Monday being 0."""
    hours: Hours
    zone: str

    @property
    def repeats(self) -> bool:
        """Whether it means more than one day."""
        return isinstance(self.day, frozenset)

    def days(self, today: date) -> Iterator[date]:
        """The days it means, in order; of repeating ones those of the coming two months."""
        if isinstance(self.day, date):
            yield self.day
        elif isinstance(self.day, int):
            yield today + timedelta(days=self.day)
        else:
            coming = (today + timedelta(days=ahead) for ahead in range(_AHEAD))
            yield from (day for day in coming if day.weekday() in self.day)


def parse_phrase(text: str, *, default_zone: str | None) -> Phrase:
    """Understand a phrase; `default_zone` is that of one that names none.

    Raises:
        ValueError: it cannot be understood; the text says which word, and what to write.
    """
    words = _words(text)
    if not words:
        raise ValueError(f"a window is empty; write it like {EXAMPLE!r}")
    day: date | int | frozenset[int] = 0
    if not _are_hours(words[0]):
        day = _day(words.pop(0), text)
    hours = Hours.parse(words.pop(0)) if words and _are_hours(words[0]) else ALL_DAY
    zone = words.pop(0) if words else default_zone
    if words:
        raise ValueError(f"{text!r} has {words[0]!r} too many; write it like {EXAMPLE!r}")
    if zone is None:
        raise ValueError(
            f"{text!r} names no time zone: add one ({text} Asia/Tokyo), or ask for each contact's "
            "own hours (--local)"
        )
    return Phrase(day, hours, zone if zone == LOCAL else known_zone(zone))


def _words(text: str) -> list[str]:
    words = text.split()
    every_day = [word.lower() for word in words[:2]] == ["every", "day"]
    return ["daily", *words[2:]] if every_day else words


def _are_hours(word: str) -> bool:
    """Whether a word is meant for hours, well written or not."""
    return ":" in word or _HOUR.match(word) is not None


def _day(word: str, text: str) -> date | int | frozenset[int]:
    name = word.lower()
    if name in _RELATIVE:
        return _RELATIVE[name]
    if name in _REPEATING:
        return _REPEATING[name]
    # A date comes before days of the week: "2026-11-24" has hyphens, as "mon-fri" has.
    try:
        named = date.fromisoformat(word)
    except ValueError:
        pass
    else:
        return _within_calendar(named, text)
    try:
        return frozenset(day for part in name.split(",") for day in _days_of_week(part))
    except ValueError:
        raise ValueError(
            f"{text!r} begins with {word!r}, which is no day: write a date like 2026-11-24, today, "
            "tomorrow, daily, weekdays, weekends, or days like mon-fri or tue,thu"
        ) from None


def _within_calendar(day: date, text: str) -> date:
    """The day, unless it is the calendar's first or last: zones may show a neighbour."""
    if day.year in {MINYEAR, MAXYEAR}:
        raise ValueError(f"{text!r} is beyond the calendar; write a date like 2026-11-24")
    return day


def _days_of_week(part: str) -> Iterator[int]:
    first, *last = (_day_of_week(name) for name in re.split("[-–]", part))  # noqa: RUF001 - an en dash
    if len(last) > 1:
        raise ValueError(part)
    until = last[0] if last else first
    yield first
    while first != until:
        first = (first + 1) % 7
        yield first


def _day_of_week(name: str) -> int:
    """A day of the week by its whole name or its beginning; nothing else is guessed."""
    if len(name) >= _SHORTEST_NAME:
        for number, day in enumerate(_WEEK):
            if day.startswith(name):
                return number
    raise ValueError(name)
