"""The hours in which people may be called where they are, whatever window was asked for."""

from collections.abc import Container, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, Field

from outbound.planning.hours import Hours
from outbound.planning.window import CallingWindow, joined

ENDS_BEFORE = timedelta(minutes=2)
"""How long before the allowed hours end a window does: a call that begins in its last second rings
after it."""

_SATURDAY = 5
_NONE = "none"


def _hours(text: str) -> str:
    Hours.parse(text)
    return text


def _hours_or_none(text: str) -> str:
    return text if text.strip().lower() == _NONE else _hours(text)


def _calendar(code: str) -> str:
    _holidays(code)
    return code


class AllowedHours(BaseModel, extra="forbid", frozen=True, title="Allowed hours"):
    """When people may be called, by the clock where they are."""

    hours: Annotated[str, AfterValidator(_hours)] = Field(
        default="08:00-21:00", description="Nobody is called outside them; 00:00-24:00: any hour."
    )
    weekend: Annotated[str, AfterValidator(_hours_or_none)] | None = Field(
        default=None,
        description="Other hours for Saturday and Sunday, or none. Left out: the same.",
    )
    holidays: Annotated[str, AfterValidator(_calendar)] | None = Field(
        default=None,
        description="Nobody is called on the holidays of this country, like JP, or part, like "
        "US-CA.",
    )

    def __str__(self) -> str:
        weekend = "" if self.weekend is None else f", on weekends {self.weekend}"
        holidays = "" if self.holidays is None else f", not on holidays of {self.holidays}"
        return f"{self.hours}{weekend}{holidays}"

    @property
    def are_all_day(self) -> bool:
        """Whether they leave every hour of every day."""
        # By comparison, so that a rule that is added later cannot be forgotten here.
        has_other_rules = self != AllowedHours(hours=self.hours)
        return Hours.parse(self.hours).are_all_day and not has_other_rules

    def windows(self, span: CallingWindow, zone: str) -> list[CallingWindow]:
        """The allowed hours around a span of time in a zone, without the margin at each end.

        A whole day that is followed by another has no end.
        """
        # Joined first: the margin before an end must not cut midnight out of two whole days.
        windows = (hours.on(day, zone) for day, hours in self._days(span, zone))
        whole = joined(window for window in windows if window is not None)
        safe = (CallingWindow(each.starts_at, each.ends_at - ENDS_BEFORE) for each in whole)
        return [each for each in safe if each.starts_at < each.ends_at]

    def _days(self, span: CallingWindow, zone: str) -> Iterator[tuple[date, Hours]]:
        # A day more at each end: a window that touches midnight joins the neighbouring day's.
        day = span.starts_at.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
        last = span.ends_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
        while day <= last:
            hours = self._on(day)
            if hours is not None:
                yield day, hours
            day += timedelta(days=1)

    def _on(self, day: date) -> Hours | None:
        if self.holidays is not None and day in _holidays(self.holidays):
            return None
        text = self.hours
        if self.weekend is not None and day.weekday() >= _SATURDAY:
            text = self.weekend
        return None if text.strip().lower() == _NONE else Hours.parse(text)


@lru_cache(maxsize=32)
def _holidays(code: str) -> Container[date]:
    """The calendar of a country, or of a part of it.

    Raises:
        ValueError: there is none of that code.
    """
    import holidays  # noqa: PLC0415 - it takes a while, and few ask for it

    country, _, part = code.upper().partition("-")
    try:
        # The library finds stock exchanges, and names of its own, in the same way as countries.
        if country in holidays.list_supported_countries():
            return holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        pass
    raise ValueError(
        f"there is no calendar of holidays for {code!r}; give a country like JP, or a part of one "
        "like US-CA"
    )
