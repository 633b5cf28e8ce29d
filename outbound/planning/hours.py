"""Hours of a day by the clock on the wall, like 09:00-12:00, and the instants they mean."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from outbound.planning.window import CallingWindow

_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")  # noqa: RUF001 - an en dash
_MIDNIGHT = 24 * 3600


@dataclass(frozen=True, slots=True)
class Hours:
    """From one second of a day to another; they count from midnight, to 86,400 at most."""

    start: int
    end: int

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """The hours of a text like 09:00-12:00; 24:00 is the day's end.

        Raises:
            ValueError: it is none, or ends before it starts; the text says what to write.
        """
        matched = _HOURS.fullmatch(text.strip())
        if matched is None:
            raise ValueError(f"{text!r} is not hours of a day; write them like 09:00-12:00")
        from_hour, from_minute, until_hour, until_minute = map(int, matched.groups())
        start = (from_hour * 60 + from_minute) * 60
        end = (until_hour * 60 + until_minute) * 60
        if from_minute >= 60 or until_minute >= 60 or max(start, end) > _MIDNIGHT:  # noqa: PLR2004 - minutes
            raise ValueError(f"{text!r} names an hour that no day has; write it like 09:00-12:00")
        if end <= start:
            raise ValueError(
                f"{text!r} ends before it starts; hours over midnight are two windows, one until "
                "24:00 and one from 00:00 on"
            )
        return cls(start, end)

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"

    @property
    def are_all_day(self) -> bool:
        """Whether they are the whole day."""
        return (self.start, self.end) == (0, _MIDNIGHT)

    def on(self, day: date, zone: str) -> CallingWindow | None:
        """The instants they mean on a day in a zone; None where they do not exist there.

        An hour that is missed out when clocks go forward does not exist. One that comes twice when
        they go back counts once: a start in it is the later one, an end the earlier one; where both
        lie in it, its second coming is meant.
        """
        starts, ends = _meanings(day, self.start, zone), _meanings(day, self.end, zone)
        # The later start and the earlier end: nobody is called in an hour that may not be meant.
        window = CallingWindow(max(starts), min(ends))
        if len(starts) == len(ends) == 2 and window.ends_at <= window.starts_at:  # noqa: PLR2004 - twice
            window = CallingWindow(max(starts), max(ends))
        return window if window.starts_at < window.ends_at else None


ALL_DAY = Hours(0, _MIDNIGHT)


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"


@lru_cache(maxsize=4096)
def _meanings(day: date, second: int, zone: str) -> tuple[datetime, ...]:
    """The instants at which a wall clock shows the time: one, two, or the one where it is skipped.

    86,400 is the midnight at the day's end.
    """
    wall = datetime.combine(day, time()) + timedelta(seconds=second)
    # Of an hour that does not exist, neither fold shows the time again when it is read back.
    folds = [wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)]
    shown = [instant for instant in folds if _shows(instant, wall, zone)]
    if shown:
        return tuple(dict.fromkeys(shown))
    before, after = sorted(folds)
    return (_change_between(before, after, zone),)


def _shows(instant: datetime, wall: datetime, zone: str) -> bool:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == wall


def _change_between(before: datetime, after: datetime, zone: str) -> datetime:
    """The instant at which the zone's clocks are changed, between two that lie around it."""
    offset = before.astimezone(ZoneInfo(zone)).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(ZoneInfo(zone)).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
