"""`outbound stop`: no further call of a run."""

import asyncio

from outbound.cli import options
from outbound.cli.exits import error_boundary
from outbound.cli.interruption import stop_run


def stop(key: options.RunKey) -> None:
    """Stop a run: its schedules are disabled at once. A call that is ringing goes on.

    Until Mico has answered, the screen says "Not confirmed", and it is tried again.
    """
    with error_boundary():
        asyncio.run(stop_run(key))
