"""When calls may be made: two instants, or hours of the day on which the run was due."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from outbound.mistakes import UserMistake


class WindowMissedError(UserMistake):
    """The window has passed: nobody is called at another hour than was asked for."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a time zone; write it like Asia/Tokyo") from None
    return name


def _in_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError("is beyond the calendar") from None


def _without_offset(hour: time) -> time:
    if hour.tzinfo is not None:
        raise ValueError("is an hour in the time zone given beside it: leave out its offset")
    return hour


# In UTC, so that one instant is one text, whichever offset it was typed with.
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Hour = Annotated[time, AfterValidator(_without_offset)]


class Between(BaseModel):
    """From one instant to another."""

    model_config = ConfigDict(extra="forbid", title="Two instants")

    starts_at: Instant | None = Field(
        default=None, description="No call before this instant. Left out: as soon as possible."
    )
    ends_at: Instant = Field(description="No call from this instant on.")


class OnTheDay(BaseModel):
    """Hours of the day on which the run was due, in a time zone."""

    model_config = ConfigDict(extra="forbid", title="Hours of the day")

    from_time: Hour = Field(description="No call before this hour, like 09:00.")
    until_time: Hour = Field(description="No call from this hour on, like 12:00.")
    time_zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        description="The zone of both hours, like Asia/Tokyo."
    )


Window = Between | OnTheDay


@dataclass(frozen=True, slots=True)
class CallingWindow:
    """Two aware UTC instants; calls start at or after the first and before the second."""

    starts_at: datetime
    ends_at: datetime

    def rest(self, now: datetime) -> "CallingWindow":
        """What is left of it, in whole seconds (the API's instants have no fractions).

        A fraction makes it shorter, never longer: it starts a moment later or ends one earlier.

        Raises:
            WindowMissedError: nothing is left.
        """
        starts_at = _rounded_up(max(self.starts_at, now))
        ends_at = self.ends_at.replace(microsecond=0)
        if ends_at <= starts_at:
            raise WindowMissedError(
                f"The window ended at {self.ends_at:%Y-%m-%d %H:%M} UTC, and it is "
                f"{now:%Y-%m-%d %H:%M} UTC: nobody was called. Choose a later window."
            )
        return replace(self, starts_at=starts_at, ends_at=ends_at)


def _rounded_up(instant: datetime) -> datetime:
    whole = instant.replace(microsecond=0)
    return whole if whole == instant else whole + timedelta(seconds=1)


def resolve(window: Window, *, due: datetime) -> CallingWindow:
    """The instants a window means for a run that was due at `due` (aware).

    Raises:
        UserMistake: it ends before it starts.
        WindowMissedError: it had no start, and its end had passed when the run was due.
    """
    if isinstance(window, OnTheDay):
        return _checked(*_hours_of_the_day(window, due))
    if window.starts_at is None:
        return CallingWindow(due.astimezone(UTC), window.ends_at).rest(due)
    return _checked(window.starts_at, window.ends_at)


def _hours_of_the_day(window: OnTheDay, due: datetime) -> tuple[datetime, datetime]:
    zone = ZoneInfo(window.time_zone)
    day = due.astimezone(zone).date()
    return max(_meanings(day, window.from_time, zone)), min(_meanings(day, window.until_time, zone))


def _meanings(day: date, hour: time, zone: ZoneInfo) -> list[datetime]:
    """The instants that an hour may mean: two where clocks are changed around it, else one twice.

    The later start and the earlier end are within the hours, whichever was meant.
    """
    return [datetime.combine(day, hour.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)]


def _checked(starts_at: datetime, ends_at: datetime) -> CallingWindow:
    window = CallingWindow(starts_at, ends_at)
    if window.ends_at <= window.starts_at:
        raise UserMistake(
            f"The window ends ({window.ends_at:%Y-%m-%d %H:%M} UTC) before it starts "
            f"({window.starts_at:%Y-%m-%d %H:%M} UTC); put the later instant last."
        )
    return window
