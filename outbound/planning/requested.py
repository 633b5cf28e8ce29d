"""The windows that can be asked for: two instants, hours of a day, or words."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime, time
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, model_validator

from outbound.planning.hours import Hours
from outbound.planning.phrases import LOCAL, Phrase, parse_phrase
from outbound.zones import known_zone


def _in_utc(instant: datetime) -> datetime:
    # Zones may show the day before or after it: both must exist in the calendar.
    if instant.year in {MINYEAR, MAXYEAR}:
        raise ValueError("is beyond the calendar")
    return instant.astimezone(UTC)


def _without_offset(hour: time) -> time:
    if hour.tzinfo is not None:
        raise ValueError("is an hour in the time zone given beside it: leave out its offset")
    return hour


# In UTC, so that one instant is one text, whichever offset it was typed with.
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Hour = Annotated[time, AfterValidator(_without_offset)]
Zone = Annotated[str, AfterValidator(known_zone)]


class Between(BaseModel, extra="forbid", title="Two instants"):
    """From one instant to another."""

    starts_at: Instant | None = Field(
        default=None, description="No call before this instant. Left out: as soon as possible."
    )
    ends_at: Instant = Field(description="No call from this instant on.")

    @property
    def zone(self) -> None:
        """None: an instant is the same in every zone."""


class OnTheDay(BaseModel, extra="forbid", title="Hours of the day"):
    """Hours of the day on which the run was due, in a time zone."""

    from_time: Hour = Field(description="No call before this hour, like 09:00.")
    until_time: Hour = Field(description="No call from this hour on, like 12:00.")
    time_zone: Zone = Field(description="The zone of both hours, like Asia/Tokyo.")

    @property
    def zone(self) -> str:
        """The zone of its hours."""
        return self.time_zone

    @property
    def phrases(self) -> list[Phrase]:
        """The same hours as a phrase; none where they end before they start."""
        start, end = (
            (hour.hour * 60 + hour.minute) * 60 + hour.second
            for hour in (self.from_time, self.until_time)
        )
        return [Phrase(0, Hours(start, end), self.time_zone)] if start < end else []


class InWords(BaseModel, extra="forbid", title="In words"):
    """Windows in words, for one day or several."""

    windows: list[str] = Field(
        min_length=1,
        description="Like “2026-11-24 09:00-12:00 Asia/Tokyo”, “weekdays 09:00-12:00”, “today” or "
        "“tomorrow”; people not reached in one are called in the next.",
    )
    days: int | None = Field(
        default=None,
        ge=1,
        le=31,
        description="On how many days. Left out: one where days repeat, else all that are named.",
    )
    time_zone: Zone | None = Field(
        default=None, description="The zone of windows that name none, like Asia/Tokyo."
    )
    local: bool = Field(default=False, description="In each contact's own zone.")

    @model_validator(mode="after")
    def _are_understood(self) -> Self:
        if self.local and self.time_zone is not None:
            raise ValueError(
                "windows are in one zone or in each contact's own, not both: leave --local or "
                "--zone out"
            )
        self._refuse_idle_options()
        return self

    def _refuse_idle_options(self) -> None:
        """Refuse options that the words overrule: they would be ignored in silence."""
        named = [p.zone for p in map(_without_zone, self.windows) if p.zone != LOCAL]
        if named and self.local:
            raise ValueError(
                f"a window names {named[0]}, and --local asks for each contact's own hours: leave "
                "one of them out"
            )
        if len(named) == len(self.windows) and self.time_zone is not None:
            raise ValueError(
                f"every window names its zone ({named[0]}), so that --zone {self.time_zone} would "
                "mean nothing: leave one of them out"
            )
        phrases = self.phrases
        can_repeat = any(phrase.repeats for phrase in phrases)
        if self.days is not None and not can_repeat and self.days > len(phrases):
            raise ValueError(
                f"--days {self.days} asks for more than the windows name: write days that repeat, "
                "like 'weekdays 09:00-12:00', or each day's window"
            )

    @property
    def zone(self) -> str | None:
        """The zone of all windows; None where there are several, or each contact's own."""
        zones = {phrase.zone for phrase in self.phrases}
        return zones.pop() if len(zones) == 1 and LOCAL not in zones else None

    @property
    def phrases(self) -> list[Phrase]:
        """The windows, understood.

        Raises:
            ValueError: one cannot be understood.
        """
        zone = LOCAL if self.local else self.time_zone
        return [parse_phrase(text, default_zone=zone) for text in self.windows]


def _without_zone(text: str) -> Phrase:
    """The phrase, with LOCAL in place of a zone that it does not name."""
    return parse_phrase(text, default_zone=LOCAL)


Window = Between | OnTheDay | InWords
