"""Dividing a list into parts: people who are called in the same window, a schedule for each part.

It is done whenever somebody who is to be called has no part: behind the staging of the list, after
the run was given another window, and where a part's window ended with people left.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from outbound.delivery.delivery import Desk
from outbound.delivery.hours import windows_of
from outbound.delivery.requests import Checks
from outbound.delivery.trial import last_row_of_trial
from outbound.ledger import Cap, Group, Kind, Run
from outbound.planning import CallingWindow


async def form_parts(desk: Desk, run: Run) -> None:
    """Give everybody without a part one, where a window and a cap leave room for it."""
    cap = cap_of(run)
    if cap is not None:
        await desk.ledger.caps.apply(run.id, cap, now=desk.clock.now())
    await desk.ledger.parts.form(
        run.id,
        await groups_without_part(desk, run),
        batch_size=desk.sizes.bulk,
        batches_a_part=None if run.kind == "add" else desk.sizes.batches_a_schedule,
        now=desk.clock.now(),
    )


async def groups_without_part(desk: Desk, run: Run) -> Sequence[Group]:
    """Who could have a part and has none, by the next of their windows."""
    now = desk.clock.now()
    kinds = await desk.ledger.parts.without_part(run.id, now)
    last_of_trial = await last_row_of_trial(desk, run) if kinds else None
    if run.kind == "add":  # somebody else's schedule has its own window
        return [Group(kinds=kinds)] if kinds else []
    together: dict[tuple[int, CallingWindow, datetime, int, int], list[Kind]] = defaultdict(list)
    for kind in kinds:
        windows = windows_of(run, kind.zones)
        numbered = list(enumerate(windows, start=1))[kind.days_over :]
        coming = [(day, window) for day, window in numbered if window.ends_at > now]
        if coming:
            its = (*coming[0], windows[-1].ends_at, len(windows), _retries(run, kind))
            together[its].append(kind)
    everybody = [
        Group(
            kinds=alike,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            last_ends_at=last_ends_at,
            retry_intervals=run.retry_intervals[:retries],
            day=day,
            days=days,
        )
        for (day, window, last_ends_at, days, retries), alike in together.items()
    ]
    if last_of_trial is None:
        return everybody
    # Who is in the trial has a part when the others get theirs.
    trial = [replace(group, up_to=last_of_trial, is_trial=True) for group in everybody]
    return [*trial, *everybody]


def _retries(run: Run, kind: Kind) -> int:
    """How often this kind of person is called again: no more often than a cap leaves them."""
    asked = len(run.retry_intervals)
    return asked if kind.calls_left is None else min(asked, kind.calls_left - 1)


def cap_of(run: Run) -> Cap | None:
    """How often a number may be called across runs, if the run heeds a cap."""
    cap = Checks.of(run).cap
    return None if cap is None else cap.as_cap()
