"""Dividing a list into segments: people called in the same window, with a schedule each.

It is done whenever people who are to be called have no segment: behind the staging of the list,
after the run was given another window, and where a segment's window ended with people left.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from outbound.delivery.canary import last_canary_row
from outbound.delivery.hours import CallingHours
from outbound.delivery.requests import Addition
from outbound.delivery.runs import Run, record_of
from outbound.delivery.session import OfflineSession
from outbound.ledger import Cap, Group, Kind, RunRecord
from outbound.planning import CallingWindow


async def form_segments(session: OfflineSession, run: Run) -> None:
    """Give everybody without a segment one, where a window and a cap leave room for it."""
    now = session.soonest_start()
    cap = cap_of(run)
    if cap is not None:
        await session.ledger.caps.apply(run.id, cap, now=now)
    record = await record_of(session, run)
    kinds = await session.ledger.segments.unassigned(run.id, now)
    groups = groups_of(run, record, kinds, now)
    last_of_trial = await last_canary_row(session, run) if groups else None
    if last_of_trial is not None:
        # The trial's group comes first: each row joins the first group that fits it.
        groups = [*_canary_of(groups, last_of_trial), *groups]
    await session.ledger.segments.form(
        run.id,
        groups,
        batch_size=session.sizes.bulk,
        batches_a_segment=None if run.is_addition else session.sizes.batches_a_schedule,
        now=now,
    )


def groups_of(run: Run, record: RunRecord, kinds: Sequence[Kind], now: datetime) -> Sequence[Group]:
    """The kinds of people by the next of their windows; without those that have none left."""
    request = run.request
    if isinstance(request, Addition):
        # The other client's schedule has its own window.
        return [Group(kinds=kinds)] if kinds else []
    hours = CallingHours.of(request, record)
    together: dict[_Slot, list[Kind]] = defaultdict(list)
    for kind in kinds:
        slot = _next_slot(hours.windows(kind.zones), kind, len(request.retry_intervals), now)
        if slot is not None:
            together[slot].append(kind)
    return [
        Group(
            kinds=alike,
            starts_at=slot.window.starts_at,
            ends_at=slot.window.ends_at,
            last_ends_at=slot.last_ends_at,
            retry_intervals=request.retry_intervals[: slot.retries],
            day=slot.day,
            days=slot.days,
        )
        for slot, alike in together.items()
    ]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A window that people share, with all that makes their schedule the same."""

    window: CallingWindow
    day: int
    """Which of their windows it is, from 1."""
    days: int
    last_ends_at: datetime
    retries: int


def _next_slot(
    windows: Sequence[CallingWindow], kind: Kind, retries: int, now: datetime
) -> _Slot | None:
    """The next window for people of a kind; None where no window is left for them."""
    for day, window in enumerate(windows, start=1):
        if day > kind.days_over and window.ends_at > now:
            # A person is called again no more often than a cap leaves them.
            left = retries if kind.calls_left is None else min(retries, kind.calls_left - 1)
            return _Slot(window, day, len(windows), windows[-1].ends_at, left)
    return None


def _canary_of(groups: Sequence[Group], last_row: int) -> Sequence[Group]:
    return [replace(group, up_to=last_row, is_trial=True) for group in groups]


def cap_of(run: Run) -> Cap | None:
    """How often a number may be called across runs, if the run heeds a cap."""
    cap = run.request.checks.cap
    return None if cap is None else cap.as_cap()
