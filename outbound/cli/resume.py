"""`outbound resume`: carry on with a run, or give who is held another window."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outbound.api import MicoSettings
from outbound.cli import options
from outbound.cli.edge import check_access, confirm
from outbound.cli.exits import told
from outbound.cli.interruption import stop_if_begun
from outbound.cli.orchestration import Noise, orchestrate
from outbound.cli.outcome import finish
from outbound.ledger import open_ledger
from outbound.mistakes import UserMistake
from outbound.planning import Between, resolve
from outbound.settings import OutboundSettings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

NewEnd = Annotated[
    str | None,
    typer.Option(
        "--ends-at",
        metavar="TIME",
        help="Another window, for who is held or was not called before a stop: no call from then "
        "on. Left out: the run's own window.",
    ),
]


def resume(
    key: options.RunKey,
    ends_at: NewEnd = None,
    starts_at: options.StartsAt = None,
    poll_interval: options.PollInterval = 60,
    allow_overlap: options.AllowOverlap = False,
    no_wait: options.NoWait = False,
    yes: options.Yes = False,
    as_json: options.AsJson = False,
    verbose: options.Verbose = False,
    log_file: options.LogFile = None,
) -> None:
    """Carry on with a run from wherever it was when it ended.

    What was done is not done again, and nobody is called twice; your list is not read again. With
    --ends-at, whoever is held (the window ended while loading) or was not called (the run was
    stopped) is called in a new window, after the same checks. Ctrl-C stops the calls.

    Example: outbound resume contacts-1f8a6c2b30 --ends-at 2026-12-02T12:00+09:00
    """
    with told():
        mico, ours = MicoSettings.read(), OutboundSettings.read()
        window = _window(starts_at, ends_at)
        people = asyncio.run(_check(key, window, mico, ours))
        confirm(mico.base_url, people, yes=yes)

        async def flow() -> "State[Any]":
            from flows.resume_run import resume_run

            return await resume_run(
                key, window, poll_interval, not no_wait, allow_overlap, return_state=True
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


def _window(starts_at: str | None, ends_at: str | None) -> Between | None:
    if ends_at is not None:
        return options.window(starts_at, ends_at)
    if starts_at is not None:
        raise UserMistake("A new window needs its end, too: add --ends-at TIME.")
    return None


async def _check(
    key: str, window: Between | None, mico: MicoSettings, ours: OutboundSettings
) -> int:
    """How many people may still be called; the run is known, and the window is not over."""
    async with open_ledger(ours.ledger_url) as ledger:
        counts = await ledger.count((await ledger.runs.get(key)).id)
    if window is not None:
        now = ours.clock_for(mico.base_url).now()
        resolve(window, due=now).rest(now)
    await check_access(mico, ours)
    return counts.unresolved + counts.open
