"""Dividing a list into parts: people who are called in the same window, a schedule for each part.

It is done whenever somebody who is to be called has no part: behind the staging of the list, after
the run was given another window, and where a part's window ended with people left.
"""

from collections import defaultdict
from collections.abc import Sequence

from outbound.delivery.delivery import Delivery
from outbound.ledger import Group, Run
from outbound.planning import CallingWindow


async def form_parts(delivery: Delivery, run: Run) -> None:
    """Give everybody without a part one, where a window of theirs leaves room for it."""
    await delivery.ledger.parts.form(
        run.id,
        await groups_without_part(delivery, run),
        batch_size=delivery.sizes.bulk,
        batches_a_part=None if run.kind == "add" else delivery.sizes.batches_a_schedule,
        now=delivery.clock.now(),
    )


async def groups_without_part(delivery: Delivery, run: Run) -> Sequence[Group]:
    """Who could have a part and has none, by the next of their windows."""
    now = delivery.clock.now()
    places = await delivery.ledger.parts.places(run.id, now)
    if run.kind == "add":  # somebody else's schedule has its own window
        return [Group(places=places)] if places else []
    together: dict[tuple[int, CallingWindow], list[str | None]] = defaultdict(list)
    for place in places:
        coming = enumerate(windows_of(run), start=1)
        next_one = next(((day, each) for day, each in coming if each.ends_at > now), None)
        if next_one is not None:
            together[next_one].append(place)
    return [
        Group(
            places=where,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            retry_intervals=run.retry_intervals,
            day=day,
        )
        for (day, window), where in together.items()
    ]


def windows_of(run: Run) -> Sequence[CallingWindow]:
    """The run's windows, in order."""
    if run.starts_at is None or run.ends_at is None:
        raise AssertionError("a run that makes schedules has a window")
    return [CallingWindow(run.starts_at, run.ends_at)]
