"""When a flow run was due, and the key that a scheduled one has."""

from datetime import UTC, datetime

from prefect.context import FlowRunContext
from prefect.runtime import deployment

from outbound.clock import Clock
from outbound.delivery.keys import key_of_day
from outbound.delivery.requests import Launch
from outbound.planning import day_of


def due_at(clock: Clock) -> datetime:
    """The instant (UTC) a schedule named for this run; for any other run, the present one."""
    scheduled = _scheduled_at()
    return scheduled if scheduled is not None else clock.now()


def key_of_scheduled_run(asked: Launch) -> str | None:
    """The key of the date it was scheduled for: a late or repeated tick is the same run.

    None where no schedule started the run.
    """
    scheduled = _scheduled_at()
    if scheduled is None:
        return None
    day = day_of(asked.window, scheduled) or scheduled.date()
    return key_of_day(deployment.name, asked, day)


def _scheduled_at() -> datetime | None:
    context = FlowRunContext.get()
    flow_run = context.flow_run if context else None
    if flow_run is None or not flow_run.auto_scheduled:
        return None
    expected = flow_run.expected_start_time
    return expected.astimezone(UTC) if expected else None
