"""The command that carries on with a run that was stopped, with dates instead of `…`."""

from datetime import datetime

from outbound.delivery.hours import CallingHours
from outbound.delivery.requests import Addition
from outbound.delivery.runs import Run
from outbound.ledger import RunRecord
from outbound.planning import Between, InWords, repeated


def resume_command(record: RunRecord, now: datetime) -> str | None:
    """Like `outbound resume KEY --window "2026-11-28 09:00-12:00 Asia/Tokyo"`.

    Its window is the run's own, on the next day that fits. None where there is none: what was added
    to another client's schedule has no window of ours.

    Raises:
        UserMistake: another version stored the run's request.
    """
    request = Run.of(record).request
    if isinstance(request, Addition):
        return None
    hours = CallingHours.of(request, record)
    window = repeated(hours.window, due=hours.due, now=now, allowed=hours.allowed)
    return f"outbound resume {record.key} {_options(window)}"


def _options(window: InWords | Between) -> str:
    if isinstance(window, InWords):
        words = [f'--window "{text}"' for text in window.windows]
        return " ".join([*words, "--local"] if window.local else words)
    ends_at = f"--ends-at {_typed(window.ends_at)}"
    return (
        ends_at if window.starts_at is None else f"--starts-at {_typed(window.starts_at)} {ends_at}"
    )


def _typed(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
