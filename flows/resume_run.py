"""Resume a run: carry on in its window, or give the people who are held another one."""

from prefect import flow

from flows.approval import approved
from flows.due import due_at
from flows.hooks import disable_what_was_not_released, stop_its_calls
from flows.launching import (
    admit,
    owned_run,
    refuse_dirty,
    refuse_empty,
    see_through,
    show_plan_of,
)
from flows.memory import this_flow_run
from flows.parameters import Credentials, ExistingKey, PollInterval, Switch
from flows.verdict import Verdict, verdict
from outbound.delivery.resuming import carry_on, give_window, refuse_another_api
from outbound.delivery.runs import Run, record_of, waits_for_approval
from outbound.delivery.session import Session
from outbound.ledger import RunRecord
from outbound.planning import Window
from outbound.reports import Summary
from outbound.unforeseen import guarded
from tasks.connection import connected, current
from tasks.shown import flow_title
from tasks.stage_contacts import stage_contacts


@flow(
    name="resume-run",
    flow_run_name=flow_title("resume {key}"),
    retries=2,
    retry_delay_seconds=20,
    on_cancellation=[stop_its_calls],
    on_crashed=[disable_what_was_not_released],
    on_failure=[disable_what_was_not_released],
)
@guarded
async def resume_run(
    key: ExistingKey,
    window: Window | None = None,
    poll_interval_seconds: PollInterval = 60,
    wait: Switch = True,
    allow_overlap: Switch = False,
    again: Switch = False,
    credentials: Credentials = None,
) -> Verdict:
    """Carry on with a run from wherever it was when it ended.

    What was done is not done again, and nobody is called twice. With another window, people are
    called in that window who are held (the window ended while loading) or were not called (a
    stop), after the same checks.

    Args:
        key: The run's key.
        window: Another window. Left out: the one that the run has.
        poll_interval_seconds: Seconds between two readings of the outcomes.
        wait: Follow the calls until they are over; otherwise end once they may be made.
        allow_overlap: Although people of the run stand in another one that goes on, with an
            overlapping window.
        again: Although the same list was launched under another key within 24 hours; asked of a
            run that has sent nothing yet.
        credentials: A Mico credentials block. Left out: the worker's MICO_* settings.
    """

    async def steps() -> Summary:
        async with connected(credentials) as session:
            before = await session.ledger.runs.get(key)
            run = Run.of(before)
            refuse_another_api(session, run)
            async with owned_run(run):
                await _reopen(current(), before, window)
                record = await record_of(
                    session, run
                )  # its owner before may have given it up since
                if record.staged_at is None:
                    await stage_contacts(run, run.request.contacts)
                await refuse_empty(run)
                was_admitted = record.admitted_at is not None
                if not was_admitted:
                    await refuse_dirty(run)
                is_on_purpose = again or was_admitted
                await admit(run, allow_overlap=allow_overlap, again=is_on_purpose, anew=True)
                if waits_for_approval(run, record):
                    await show_plan_of(run)
                    await approved(run)
                return await see_through(run, poll_interval_seconds, wait=wait)

    return await verdict(steps())


async def _reopen(session: Session, before: RunRecord, window: Window | None) -> None:
    """In its own window, or in another one: once, however often Prefect repeats this flow run."""
    flow_run_id = this_flow_run()
    if window is None or await _was_reopened(session, flow_run_id):
        await carry_on(session, Run.of(before))
        return
    due = due_at(session.clock)
    await give_window(session, before, window, due=due, flow_run_id=flow_run_id)


async def _was_reopened(session: Session, flow_run_id: str | None) -> bool:
    return flow_run_id is not None and await session.ledger.runs.was_reopened_by(flow_run_id)
