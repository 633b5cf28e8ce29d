"""A process of its own that works on a run, and stops itself at a boundary with SIGSTOP.

It is told its work, and (a side, what, for which time) where it sleeps; then it says `asleep` on
standard output. At its end it says how it ended.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from outbound.api import MicoClient, MicoSettings
from outbound.delivery.session import Session, open_session
from outbound.ledger import Ledger
from outbound.settings import OutboundSettings
from tests.sleepers.boundaries import count_changes, hold_the_token, sleepy_database, sleepy_wire
from tests.sleepers.machines import Boundary, FallingAsleep, Machine, Place, Side
from tests.sleepers.scenes import SIZES
from tests.sleepers.times import Time
from tests.sleepers.works import WORKS

ASLEEP = "asleep"


@dataclass(eq=False)
class ThisProcess(Machine):
    """A machine that really stops: the operating system wakes it."""

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        yield

    async def stand_still(self, falling_asleep: FallingAsleep | None = None) -> None:
        pass

    async def passes(
        self,
        side: Side,
        what: str,
        falling_asleep: FallingAsleep | None = None,  # noqa: ARG002 - it stops as it stands
    ) -> None:
        boundary = Boundary(side, what)
        self.passed.append(boundary)
        if Place(boundary, self.passed.count(boundary)) == self.sleeps_at:
            say(ASLEEP)
            os.kill(os.getpid(), signal.SIGSTOP)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@asynccontextmanager
async def _session(machine: Machine) -> AsyncIterator[Session]:
    mico = MicoSettings()
    async with open_session(mico, OutboundSettings()) as opened:
        client = MicoClient(mico, clock=opened.clock, wire=sleepy_wire(machine))
        hold_the_token(client, machine)
        database = opened.ledger._database  # noqa: SLF001 - it is hooked into
        count_changes(database)
        async with client as api:
            ledger = Ledger(sleepy_database(database, machine))
            yield replace(opened, api=api, ledger=ledger, sizes=SIZES)


async def _work(name: str, sleeps_at: Place | None) -> None:
    machine = ThisProcess("this process", Time(), sleeps_at=sleeps_at)
    async with _session(machine) as session:
        await WORKS[name](session)


def main(name: str, *place: str) -> None:
    sleeps_at = None
    if place:
        side, what, time = place
        sleeps_at = Place(Boundary(Side(side), what), int(time))
    try:
        asyncio.run(_work(name, sleeps_at))
    except Exception as error:  # noqa: BLE001 - how it ended is what is asked
        say(f"{type(error).__name__}: {error}")
    else:
        say("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
