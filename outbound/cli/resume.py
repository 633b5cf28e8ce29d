"""`outbound resume`: carry on with a run, or give who is held another window."""

import asyncio
from typing import TYPE_CHECKING, Any

from outbound.api import MicoSettings
from outbound.cli import options, windows
from outbound.cli.edge import check_access, confirm
from outbound.cli.exits import told
from outbound.cli.interruption import stop_if_begun
from outbound.cli.orchestration import Noise, orchestrate, tell_where_to_approve
from outbound.cli.outcome import finish
from outbound.delivery.runs import Run, waits_for_approval
from outbound.ledger import open_ledger
from outbound.planning import Window, resolve
from outbound.settings import OutboundSettings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State


def resume(
    key: options.RunKey,
    window: windows.InWindow = None,
    zone: windows.Zone = None,
    local: windows.Local = False,
    days: windows.Days = None,
    starts_at: windows.StartsAt = None,
    ends_at: windows.EndsAt = None,
    poll_interval: options.PollInterval = 60,
    allow_overlap: options.AllowOverlap = False,
    again: options.Again = False,
    no_wait: options.NoWait = False,
    yes: options.Yes = False,
    as_json: options.AsJson = False,
    verbose: options.Verbose = False,
    log_file: options.LogFile = None,
) -> None:
    """Carry on with a run from wherever it was when it ended.

    What was done is not done again, and nobody is called twice; your list is not read again. With
    another window (--window, or --ends-at), whoever is held (the window ended while loading) or was
    not called (the run was stopped) is called in that, after the same checks. Ctrl-C stops the
    calls.

    Example: outbound resume contacts-1f8a6c2b30 --window "tomorrow 09:00-12:00 Asia/Tokyo"
    """
    with told():
        mico, ours = MicoSettings.read(), OutboundSettings.read()
        is_another = any([window, zone, local, days, starts_at, ends_at])
        another = (
            windows.window(starts_at, ends_at, window, zone, days, local=local)
            if is_another
            else None
        )
        people = asyncio.run(_check(key, another, mico, ours))
        confirm(mico.base_url, people, yes=yes)

        async def flow() -> "State[Any]":
            from flows.resume_run import resume_run

            return await resume_run(
                key,
                another,
                poll_interval,
                not no_wait,
                allow_overlap,
                again,
                return_state=True,
            )

        async def stop() -> None:
            await stop_if_begun(key)

        summary = orchestrate(
            flow,
            key=key,
            ledger_url=ours.ledger_url,
            noise=Noise(verbose=verbose, log_file=log_file),
            on_interrupt=stop,
        )
        finish(summary, as_json=as_json, waited=not no_wait)


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
