"""Stopping schedules by their uids, whether or not the records know them."""

import asyncio
from collections.abc import Sequence

from outbound.api import Fatal, MicoClient, MicoError, MicoSettings
from outbound.cli import screen
from outbound.cli.interruption import unless_interrupted
from outbound.cli.screen import shown
from outbound.cli.stop_progress import StopProgress
from outbound.delivery.emergency_stop import disabled_by_uid
from outbound.delivery.stopping import AGAIN_AFTER, Stopped
from outbound.ledger import LiveSchedules
from outbound.ledger.read_only import file_of
from outbound.settings import OutboundSettings


async def stop_schedules(uids: Sequence[str]) -> None:
    """Disable these schedules; try until Mico has confirmed it.

    Raises:
        MicoError: Mico said no, and will say no again.
        Interrupted: the user did not wait for the confirmation.
    """
    mico, ours = MicoSettings.read(), OutboundSettings.read()
    _tell_their_runs(uids, ours)
    clock = ours.clock_for(mico.base_url)
    progress = StopProgress(None, clock)
    async with MicoClient(mico, clock=clock) as api:
        await unless_interrupted(
            _disabled(api, list(dict.fromkeys(uids)), progress), progress.leave
        )


def _tell_their_runs(uids: Sequence[str], ours: OutboundSettings) -> None:
    for schedule in LiveSchedules.beside(file_of(ours.ledger_url), ours.home_folder).known():
        if schedule.uid in uids:
            screen.progress.print(
                f"{shown(schedule.uid)} is of the run [bold]{schedule.key}[/], which may enable "
                f"it again: `outbound stop {schedule.key}` stops the run."
            )


async def _disabled(api: MicoClient, remaining: list[str], progress: StopProgress) -> None:
    while remaining:
        answers = await asyncio.gather(*(_problem_with(api, uid) for uid in remaining))
        problems = {uid: p for uid, p in zip(remaining, answers, strict=True) if p is not None}
        for uid in (uid for uid in remaining if uid not in problems):
            at = f"{progress.now():%H:%M:%S}"
            screen.progress.print(f"Stopped {at} UTC, confirmed by Mico: {shown(uid)}")
        remaining = list(problems)
        if not problems:
            return
        progress.tell(Stopped(0, "; ".join(map(str, problems.values()))))
        refusals = [problem for problem in problems.values() if isinstance(problem, Fatal)]
        if len(refusals) == len(problems):
            raise refusals[0]
        await asyncio.sleep(AGAIN_AFTER)


async def _problem_with(api: MicoClient, uid: str) -> MicoError | str | None:
    try:
        return await disabled_by_uid(api, uid)
    except MicoError as error:
        return error
