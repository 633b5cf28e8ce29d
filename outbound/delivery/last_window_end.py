"""Until when a run's calls may be made, in words: the wall clock of its window's zone."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from outbound.delivery.hours import CallingHours
from outbound.delivery.requests import Launch
from outbound.delivery.runs import Run, record_of
from outbound.delivery.session import Session
from outbound.ledger import LedgerSchedule
from outbound.ledger.database import LedgerError
from outbound.mistakes import UserMistake
from outbound.planning import Between
from outbound.planning.phrases import LOCAL


async def last_window_end(session: Session, run: Run) -> str | None:
    """The end of the last window in which calls may be made; None where all are over.

    Of windows in several zones it is the last one's end, in its own zone.

    Raises:
        LedgerError: the ledger fails.
    """
    now = session.clock.now()
    schedules = await session.ledger.schedules.of_run(run.id)
    last = max(
        (s for s in schedules if s.ours and s.ends_at is not None and s.ends_at > now),
        key=lambda schedule: schedule.ends_at or now,
        default=None,
    )
    if last is None or last.ends_at is None:
        return None
    return in_words(last.ends_at, now=now, zone=await _zone(session, run, last))


def in_words(instant: datetime, *, now: datetime, zone: str = "UTC") -> str:
    """An instant as the clocks of a zone show it: `17:00 Asia/Tokyo`, with a date if not today."""
    there = instant.astimezone(ZoneInfo(zone))
    is_today = there.date() == now.astimezone(ZoneInfo(zone)).date()
    return f"{there:%H:%M}" + ("" if is_today else f" on {there:%Y-%m-%d}") + f" {zone}"


def latest_in_words(ends: Iterable[datetime | None], *, now: datetime) -> str | None:
    """The last of these ends, in UTC; None where all have passed, or none is known."""
    last = max((end for end in ends if end is not None and end > now), default=None)
    return None if last is None else in_words(last, now=now)


async def _zone(session: Session, run: Run, schedule: LedgerSchedule) -> str:
    """The zone that was asked for, else that of the schedule's people."""
    if named := await _named_zone(session, run):
        return named
    with suppress(LedgerError):  # it may take longer than a stop may wait
        people = await session.ledger.plans.people(run.id)
        return people[schedule.ordinal].first_zone if schedule.ordinal in people else "UTC"
    return "UTC"


async def _named_zone(session: Session, run: Run) -> str | None:
    """The one zone that the window names."""
    try:
        request = run.request
        if not isinstance(request, Launch):
            return None
        window = CallingHours.of(request, await record_of(session, run)).window
    except (UserMistake, ValidationError):  # another version stored it
        return None
    if isinstance(window, Between):
        return None
    zones = {phrase.zone for phrase in window.phrases}
    return zones.pop() if len(zones) == 1 and LOCAL not in zones else None
