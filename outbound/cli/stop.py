"""`outbound stop`: no further call of a run."""

import asyncio
from typing import Annotated

import typer

from outbound.cli.exits import NOT_DONE
from outbound.cli.interruption import stop_run
from outbound.cli.stop_schedules import stop_schedules
from outbound.mistakes import UserMistake

MaybeKey = Annotated[str | None, typer.Argument(metavar="[KEY]", help="The run's key.")]
Schedules = Annotated[
    list[str] | None,
    typer.Option(
        "--schedule",
        metavar="UID",
        help="A schedule that your records do not know, instead of a run; may be repeated.",
    ),
]


def stop(key: MaybeKey = None, schedules: Schedules = None) -> None:
    """Stop a run: its schedules are disabled at once. A call that is ringing goes on.

    Until Mico has answered, the screen says "Not confirmed", and it is tried again; Ctrl-C leaves.
    Where your records cannot be read or written, the schedules are disabled all the same.

    Exit status: 0 Mico has confirmed it; 1 your records do not know of the stop, or the schedules
    are not known; 2 you can mend it; 130 you left before Mico had confirmed it.
    """
    if (key is None) == (not schedules):
        raise UserMistake("Say what to stop: a run's KEY, or --schedule UID.")
    if schedules:
        asyncio.run(stop_schedules(schedules))
    elif key is not None and not asyncio.run(stop_run(key)):
        raise typer.Exit(NOT_DONE)
