"""Options about when calls may be made, and what they mean."""

import re
from datetime import datetime
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from outbound.delivery.requests import CallCap
from outbound.delivery.requests import Canary as CanaryRequest
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
        "'today', 'tomorrow 13:00-17:00'. May be repeated: who is not reached in one is called in "
        "the next.",
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
MaxCalls = Annotated[
    int | None,
    typer.Option(min=1, help="At most so many calls to a number across all runs, within --within."),
]
Within = Annotated[
    str | None, typer.Option(metavar="TIME", help="The time that --max-calls is about: 2d, 12h.")
]

Suppress = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LIST",
        help="A do-not-call list: a file of numbers, or a table, postgresql://…#TABLE. May be "
        "repeated.",
    ),
]
FailAbove = Annotated[
    str | None,
    typer.Option(
        metavar="SHARE", help="Call nobody if more of the rows could not be used than this: 5%."
    ),
]

Canary = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", help="Call the first N, and the others only if that goes well."
    ),
]
CanaryFailures = Annotated[
    str | None,
    typer.Option(metavar="SHARE", help="The share of the first N that may fail. By default: 20%."),
]
Approve = Annotated[
    bool,
    typer.Option("--approve", help="Wait until a person resumes the run in Prefect's UI."),
]

_TIME = re.compile(r"(\d+)\s*(h|d)")
_HOURS_A_DAY = 24

Model = TypeVar("Model", bound=BaseModel)


def window(
    starts_at: str | None,
    ends_at: str | None,
    words: list[str] | None,
    zone: str | None,
    days: int | None,
    *,
    local: bool,
) -> Window:
    """The window that the options name.

    Raises:
        UserMistake: they name none, or more than one kind, or it cannot be understood.
    """
    if words and (starts_at is not None or ends_at is not None):
        raise UserMistake("A window is either --window, or --ends-at with --starts-at; not both.")
    if words:
        return _model(InWords, windows=words, time_zone=zone, days=days, local=local)
    if local or zone is not None or days is not None:
        raise UserMistake("--local, --zone and --days are about windows in words: add --window.")
    if ends_at is None:
        raise UserMistake(
            "Say when calls may be made: --window 'weekdays 09:00-12:00 Asia/Tokyo', or --ends-at "
            "TIME (with --starts-at TIME)."
        )
    return Between(
        starts_at=None if starts_at is None else _instant("--starts-at", starts_at),
        ends_at=_instant("--ends-at", ends_at),
    )


def allowed_hours(hours: str, weekend: str | None, holidays: str | None) -> AllowedHours:
    """The hours in which people may be called where they are.

    Raises:
        UserMistake: an option is no hours, or no country.
    """
    return _model(AllowedHours, hours=hours, weekend=weekend, holidays=holidays)


def share(text: str, option: str) -> float:
    """A share: 5% is 0.05.

    Raises:
        UserMistake: it is none.
    """
    matched = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text.strip())
    if matched is None or float(matched[1]) > 100:  # noqa: PLR2004 - percent
        raise UserMistake(f"{option} is {text!r}; write a share in percent, like 5%.")
    return float(matched[1]) / 100


def trial_group(first: int | None, max_failures: str | None) -> CanaryRequest | None:
    """The trial group; None where none is asked for.

    Raises:
        UserMistake: the share is none, or it stands without a group.
    """
    if first is None and max_failures is None:
        return None
    if first is None:
        raise UserMistake("--canary-failures needs a trial group: add --canary 50.")
    if max_failures is None:
        return CanaryRequest(first=first)
    return CanaryRequest(first=first, max_failures=share(max_failures, "--canary-failures"))


def call_cap(max_calls: int | None, within: str | None) -> CallCap | None:
    """The cap on calls to one number; None where none is asked for.

    Raises:
        UserMistake: one option stands without the other, or the time is none.
    """
    if max_calls is None and within is None:
        return None
    if max_calls is None or within is None:
        raise UserMistake("A cap is two options: --max-calls 4 --within 2d.")
    matched = _TIME.fullmatch(within.strip().lower())
    if matched is None or not int(matched[1]):
        raise UserMistake(f"--within is {within!r}; write days or hours, like 2d or 12h.")
    hours = int(matched[1]) * (_HOURS_A_DAY if matched[2] == "d" else 1)
    return CallCap(max_calls=max_calls, within_hours=hours)


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
            f"{option} is {text!r}, which lacks its offset from UTC: whose clock is meant? Write "
            f"{instant.isoformat(timespec='minutes')}+09:00 for Tokyo, or …Z for UTC."
        )
    return instant
