"""Dividing a list into segments: people called in the same window, with a schedule each.

It is done whenever people who are to be called have no segment: behind the staging of the list,
after the run was given another window, and where a segment's window ended with people left.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
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
    # A schedule starts a moment from now at the earliest; a window that ends before is no window.
    now = session.soonest_start()
    cap = cap_of(run)
    if cap is not None:
        await session.ledger.caps.apply(run.id, cap, now=now)
    record = await record_of(session, run)
    kinds = await session.ledger.segments.unassigned(run.id, now)
    groups = groups_of(run, record, kinds, now)
    last_of_trial = await last_canary_row(session, run) if groups else None
    if last_of_trial is not None:
        # Each row joins the first group that fits it, so the trial's groups come first.
        canary = [replace(group, up_to=last_of_trial, is_trial=True) for group in groups]
        groups = [*canary, *groups]
    await session.ledger.segments.form(
        run.id,
        groups,
        batch_size=session.sizes.bulk,
        # Another client's schedule cannot be divided: an addition is one segment.
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
    together: dict[Group, list[Kind]] = defaultdict(list)
    for kind in kinds:
        group = _next_group(hours.windows(kind.zones), kind, request.retry_intervals, now)
        if group is not None:
            together[group].append(kind)
    return [replace(group, kinds=alike) for group, alike in together.items()]


def _next_group(
    windows: Sequence[CallingWindow], kind: Kind, retry_intervals: Sequence[int], now: datetime
) -> Group | None:
    """The group that a kind joins in its next window, still empty; None where none is left."""
    # A person is called again no more often than a cap leaves them.
    retries = None if kind.calls_left is None else kind.calls_left - 1
    for day, window in enumerate(windows, start=1):
        if day > kind.days_over and window.ends_at > now:
            return Group(
                starts_at=window.starts_at,
                ends_at=window.ends_at,
                last_ends_at=windows[-1].ends_at,
                retry_intervals=tuple(retry_intervals[:retries]),
                day=day,
                days=len(windows),
            )
    return None


def cap_of(run: Run) -> Cap | None:
    """How often a number may be called across runs, if the run heeds a cap."""
    cap = run.request.checks.cap
    return None if cap is None else cap.as_cap()
