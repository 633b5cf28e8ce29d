"""When calls may be made: two instants, or hours of the day on which the run was due."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from outbound.mistakes import UserMistake


class WindowMissedError(UserMistake):
    """The window has passed: nobody is called at another hour than was asked for."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, IsADirectoryError):
        raise ValueError(f"{name!r} is not a time zone; write it like Asia/Tokyo") from None
    return name


class Between(BaseModel):
    """From one instant to another."""

    model_config = ConfigDict(extra="forbid", title="Two instants")

    starts_at: AwareDatetime | None = Field(
        default=None, description="No call before this instant. Left out: as soon as possible."
    )
    ends_at: AwareDatetime = Field(description="No call from this instant on.")


class OnTheDay(BaseModel):
    """Hours of the day on which the run was due, in a time zone."""

    model_config = ConfigDict(extra="forbid", title="Hours of the day")

    from_time: time = Field(description="No call before this hour, like 09:00.")
    until_time: time = Field(description="No call from this hour on, like 12:00.")
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

        Raises:
            WindowMissedError: nothing is left.
        """
        if self.ends_at <= now:
            raise WindowMissedError(
                f"The window ended at {self.ends_at:%Y-%m-%d %H:%M} UTC, and it is "
                f"{now:%Y-%m-%d %H:%M} UTC: nobody was called. Choose a later window."
            )
        return replace(self, starts_at=max(self.starts_at, now).replace(microsecond=0))


def resolve(window: Window, *, due: datetime) -> CallingWindow:
    """The instants a window means for a run that was due at `due` (aware).

    Raises:
        UserMistake: it ends before it starts.
        WindowMissedError: it had no start, and its end had passed when the run was due.
    """
    if isinstance(window, OnTheDay):
        return _checked(*_hours_of_the_day(window, due))
    if window.starts_at is None:
        return CallingWindow(due, window.ends_at.astimezone(UTC)).rest(due)
    return _checked(window.starts_at, window.ends_at)


def _hours_of_the_day(window: OnTheDay, due: datetime) -> tuple[datetime, datetime]:
    zone = ZoneInfo(window.time_zone)
    day = due.astimezone(zone).date()
    return (
        datetime.combine(day, window.from_time, zone),
        datetime.combine(day, window.until_time, zone),
    )


def _checked(starts_at: datetime, ends_at: datetime) -> CallingWindow:
    window = CallingWindow(starts_at.astimezone(UTC), ends_at.astimezone(UTC))
    if window.ends_at <= window.starts_at:
        raise UserMistake(
            f"The window ends ({window.ends_at:%Y-%m-%d %H:%M} UTC) before it starts "
            f"({window.starts_at:%Y-%m-%d %H:%M} UTC); put the later instant last."
        )
    return window
