"""Options about when calls may be made, and what they mean."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from outbound.mistakes import UserMistake
from outbound.planning import AllowedHours, Between, InWords, Window

StartsAt = Annotated[
    str | None,
    typer.Option(
        metavar="TIME",
        help="With --ends-at: no call before, 2026-12-01T09:00+09:00. By default: as soon as it is "
        "loaded.",
    ),
]
EndsAt = Annotated[
    str | None,
    typer.Option(
        metavar="TIME", help="Instead of --window: no call from then on, 2026-12-01T12:00+09:00."
    ),
]
InWindow = Annotated[
    list[str] | None,
    typer.Option(
        "--window",
        metavar="WORDS",
        help="When calls may be made: '2026-12-01 09:00-12:00 Asia/Tokyo', 'weekdays 09:00-12:00', "
        "'today', 'tomorrow 13:00-17:00'. May be repeated: people not reached in one are called "
        "in the next.",
    ),
]
Zone = Annotated[
    str | None,
    typer.Option(metavar="ZONE", help="The zone of windows that name none, like Asia/Tokyo."),
]
Local = Annotated[
    bool, typer.Option("--local", help="Windows are hours of each contact's own time zone.")
]
Days = Annotated[
    int | None,
    typer.Option(min=1, max=31, help="On how many days, where a window repeats. By default: 1."),
]
Allowed = Annotated[
    str,
    typer.Option(
        metavar="HOURS",
        help="Nobody is called outside these hours of their own time zone, whatever the window. "
        "00:00-24:00 allows any.",
    ),
]
Weekend = Annotated[
    str | None,
    typer.Option(metavar="HOURS", help="Other allowed hours on Saturdays and Sundays, or none."),
]
Holidays = Annotated[
    str | None,
    typer.Option(
        metavar="CC", help="Call nobody on the holidays of this country (JP) or part (US-CA)."
    ),
]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class WindowGroup:
    """When calls may be made."""

    window: InWindow = None
    local: Local = False
    zone: Zone = None
    days: Days = None
    starts_at: StartsAt = None
    ends_at: EndsAt = None

    @property
    def is_given(self) -> bool:
        """Whether any of it was said."""
        said = (getattr(self, field.name) for field in fields(self))
        return any(value not in (None, False, []) for value in said)

    def requested(self) -> Window:
        """The window that the options name.

        Raises:
            UserMistake: they name none, or more than one kind, or it cannot be understood.
        """
        if self.window and (self.starts_at is not None or self.ends_at is not None):
            raise UserMistake(
                "A window is either --window, or --ends-at with --starts-at; not both."
            )
        if self.window:
            return _model(
                InWords,
                windows=self.window,
                time_zone=self.zone,
                days=self.days,
                local=self.local,
            )
        if self.local or self.zone is not None or self.days is not None:
            raise UserMistake(
                "--local, --zone and --days are about windows in words: add --window."
            )
        if self.ends_at is None:
            raise UserMistake(
                "Say when calls may be made: --window 'weekdays 09:00-12:00 Asia/Tokyo', or "
                "--ends-at TIME (with --starts-at TIME)."
            )
        return Between(
            starts_at=None if self.starts_at is None else _instant("--starts-at", self.starts_at),
            ends_at=_instant("--ends-at", self.ends_at),
        )


@dataclass(frozen=True, kw_only=True)
class HoursGroup:
    """The hours in which people may be called where they are."""

    allowed: Allowed = "08:00-21:00"
    weekend: Weekend = None
    holidays: Holidays = None

    def requested(self) -> AllowedHours:
        """The allowed hours.

        Raises:
            UserMistake: an option is no hours, or no country.
        """
        return _model(
            AllowedHours, hours=self.allowed, weekend=self.weekend, holidays=self.holidays
        )


def _model(kind: type[Model], **values: Any) -> Model:  # noqa: ANN401 - whatever its fields are
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        complaint = error.errors(include_url=False)[0]
        reason = complaint["msg"].removeprefix("Value error, ")
        raise UserMistake(f"{reason[:1].upper()}{reason[1:]}.") from None


def _instant(option: str, text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UserMistake(
            f"{option} is {text!r}; write a date and time with its offset, like "
            "2026-12-01T09:00+09:00."
        ) from None
    if instant.tzinfo is None:
        raise UserMistake(
            f"{option} is {text!r}, which lacks its offset from UTC: which clock is meant? Write "
            f"{instant.isoformat(timespec='minutes')}+09:00 for Tokyo, or …Z for UTC."
        )
    return instant
