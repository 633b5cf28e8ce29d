"""`outbound resume`: carry on with a run, in its window or in another one."""

import asyncio
from typing import TYPE_CHECKING, Any

from outbound.api import MicoSettings
from outbound.cli import options
from outbound.cli.edge import check_access, confirm
from outbound.cli.exits import error_boundary
from outbound.cli.groups import grouped
from outbound.cli.options import OutputGroup, RunGroup
from outbound.cli.orchestration import orchestrate, tell_where_to_approve
from outbound.cli.outcome import finish
from outbound.cli.windows import WindowGroup
from outbound.delivery.runs import Run, waits_for_approval
from outbound.ledger import open_ledger
from outbound.planning import Window, resolve
from outbound.settings import OutboundSettings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State


@grouped
def resume(
    key: options.RunKey,
    window: WindowGroup,
    run: RunGroup,
    output: OutputGroup,
    poll_interval: options.PollInterval = 60,
) -> None:
    """Carry on with a run from wherever it was when it ended.

    What was done is not done again, and nobody is called twice; your list is not read again. With
    another window (--window, or --ends-at), people are called in that who are held (the window
    ended while loading) or were not called (the run was stopped), after the same checks. Ctrl-C
    stops the calls.

    Example: outbound resume contacts-1f8a6c2b30 --window "tomorrow 09:00-12:00 Asia/Tokyo"
    """
    with error_boundary():
        mico, ours = MicoSettings.read(), OutboundSettings.read()
        another = window.requested() if window.is_given else None
        people = asyncio.run(_check(key, another, mico, ours))
        confirm(mico.base_url, lambda: people, yes=run.yes)

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

        summary = orchestrate(flow, key=key, output=output, stops=True)
        finish(summary, as_json=output.as_json, waited=not run.no_wait)


async def _check(
    key: str, window: Window | None, mico: MicoSettings, ours: OutboundSettings
) -> int:
    """How many people may still be called; the run is known, and the window is not over."""
    async with open_ledger(ours.ledger_url) as ledger:
        run = await ledger.runs.get(key)
        counts = await ledger.count(run.id)
    if waits_for_approval(Run.of(run), run):
        tell_where_to_approve()
    if window is not None:
        now = ours.clock_for(mico.base_url).now()
        resolve(window, due=now).rest(now)
    await check_access(mico, ours)
    return counts.unresolved + counts.open
