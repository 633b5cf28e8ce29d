"""`outbound resume`: carry on with a run, in its window or in another one."""

import asyncio
from typing import TYPE_CHECKING, Any

from outbound.cli import options
from outbound.cli.edge import Settings, check_access, confirm
from outbound.cli.groups import grouped
from outbound.cli.options import OutputGroup, RunGroup
from outbound.cli.orchestration import orchestrate, tell_where_to_approve
from outbound.cli.outcome import end_if_finished, finish
from outbound.cli.windows import WindowGroup
from outbound.delivery.resuming import refuse_resume
from outbound.delivery.runs import Run, waits_for_approval
from outbound.planning import Window

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State


@grouped
def resume(
    key: options.RunKey,
    window: WindowGroup,
    run: RunGroup,
    output: OutputGroup,
    settings: Settings,
    poll_interval: options.PollInterval = 60,
) -> None:
    """Carry on with a run from wherever it was when it ended.

    What was done is not done again, and nobody is called twice; your list is not read again. With
    another window (--window, or --ends-at), people are called in that who are held (the window
    ended while loading) or were not called (the run was stopped), after the same checks. Ctrl-C
    stops the calls.

    Example: outbound resume contacts-1f8a6c2b30 --window "tomorrow 09:00-12:00 Asia/Tokyo"
    """
    another = window.requested() if window.is_given else None
    asyncio.run(_check(key, another, run, output, settings))

    async def flow() -> "State[Any]":
        from flows.resume_run import resume_run

        return await resume_run(
            key,
            another,
            poll_interval,
            not run.no_wait,
            run.allow_overlap,
            run.again,
            return_state=True,
        )

    summary = orchestrate(flow, key=key, output=output, settings=settings, stops=True)
    finish(summary, as_json=output.as_json, waited=not run.no_wait)


async def _check(
    key: str, window: Window | None, run: RunGroup, output: OutputGroup, settings: Settings
) -> None:
    """Ask the records, the API and the person at the terminal, in this order."""
    async with settings.session() as session:
        record = await session.ledger.runs.get(key)
        await refuse_resume(session, record, window)
        await end_if_finished(session.ledger, record, as_json=output.as_json)
        if waits_for_approval(Run.of(record), record):
            tell_where_to_approve()
        await check_access(session)
        counts = await session.ledger.count(record.id)
    confirm(settings.mico.base_url, lambda: counts.unresolved + counts.open, yes=run.yes)
