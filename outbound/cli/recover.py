"""`outbound recover`: put right what no launcher saw to its end."""

import asyncio
from typing import Annotated

import typer

from outbound.cli import options, screen
from outbound.cli.edge import Settings
from outbound.cli.exits import NOT_DONE
from outbound.cli.screen import shown
from outbound.delivery.recovery import Recovered, recover

Once = Annotated[bool, typer.Option("--once", help="Look at every run once, and end.")]


def recover_runs(once: Once = False, poll_interval: options.PollInterval = 60) -> None:
    """Look after every run that nobody works on, until there is nothing left to do.

    After a crash: a wish to stop is carried out, calls that are being made are followed to their
    end, and a run that died before its release stays disabled (`outbound resume KEY` carries on
    with it). It launches nothing. It may run beside a launcher, and twice at once; on a server,
    the scheduled flow `recover-runs` does the same. Ctrl-C ends the watching, not the calls.

    Exit status: 0 nothing is left to do; 1 something is, and --once was given.
    """
    if not asyncio.run(_recover(once=once, poll_interval=poll_interval)):
        raise typer.Exit(NOT_DONE)


async def _recover(*, once: bool, poll_interval: int) -> bool:
    """Whether nothing is left to do."""
    said: dict[str, str] = {}
    async with Settings().session() as session:
        while True:
            recovered = await recover(session)
            _say(recovered, said)
            is_over = all(each.is_over for each in recovered)
            if is_over or once:
                return is_over
            await session.clock.sleep(poll_interval)


def _say(recovered: list[Recovered], said: dict[str, str]) -> None:
    """A line for each run, when it changes."""
    for each in recovered:
        if said.get(each.key) != each.finding:
            key, finding = shown(each.key), shown(each.finding)
            screen.progress.print(f"[bold]{key}[/]: {finding}")
        said[each.key] = each.finding
    if not recovered and not said:
        screen.progress.print("Nothing is left to do: every run is over.")
