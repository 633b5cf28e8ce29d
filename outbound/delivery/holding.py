"""One holder: whoever works on a run is the only one who does.

On one machine an operating-system lock tells whether a holder still lives. On a database that
several machines share, a lease in the database's time does; a holder that let it expire may only
be asleep, so what it may still send goes into schedules that are never enabled.
"""

import asyncio
import fcntl
import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO

from outbound.delivery.alongside import alongside
from outbound.delivery.delivery import Delivery
from outbound.delivery.runs import Run
from outbound.ledger import Held, Hold
from outbound.ledger.database import LedgerError
from outbound.ledger.locks import lock_file

_RENEWALS_A_LEASE = 4
_LOOKS_FOR_A_NAME = 50
_BETWEEN_LOOKS = 0.02
"""Seconds. A holder says who it is right after it has the lock, not in the same instant."""


class HeldError(Exception):
    """Somebody else is working on the run; the text says who, and since when."""


@asynccontextmanager
async def holding(delivery: Delivery, run: Run, *, waiting: bool = True) -> AsyncIterator[Delivery]:
    """Be the only one who works on the run; gives a delivery that writes only while this is so.

    A lease that its holder does not renew is waited for, unless `waiting` is false.

    Raises:
        HeldError: somebody else works on the run.
    """
    async with _alone_on_this_machine(delivery.ledger.file, run) as is_alone:
        hold = await _taken(delivery, run, is_free=is_alone, waiting=waiting)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(_release, delivery, hold)
            if not is_alone:
                renewing = alongside("The renewal of the lease", partial(_renew, delivery, hold))
                await stack.enter_async_context(renewing)
            await _take_over(delivery, hold)
            yield replace(delivery, ledger=delivery.ledger.behind(hold))


async def _release(delivery: Delivery, hold: Hold) -> None:
    with suppress(LedgerError):  # a lease that cannot be given back expires
        await delivery.ledger.holds.release(hold)


async def _taken(delivery: Delivery, run: Run, *, is_free: bool, waiting: bool) -> Hold:
    silent_for = timedelta()
    before = None
    while isinstance(found := await _take(delivery, run, is_free=is_free), Held):
        is_renewed = before is not None and found.expires_at != before.expires_at
        if not waiting or is_renewed or silent_for > 2 * delivery.lease:
            raise _held(run, found)
        before = found
        # Longer than a holder that lives is ever silent.
        pause = 2 * delivery.lease / _RENEWALS_A_LEASE
        silent_for += pause
        await delivery.clock.sleep(pause.total_seconds())
    return found


async def _take(delivery: Delivery, run: Run, *, is_free: bool) -> Hold | Held:
    return await delivery.ledger.holds.take(
        run.id,
        f"process {os.getpid()} on {socket.gethostname()}"[:200],
        lasting=_lasting(delivery),
        now=delivery.clock.now(),
        is_free=is_free,
    )


def _held(run: Run, held: Held) -> HeldError:
    return HeldError(
        f"The run {run.key} is being worked on by {held.holder} (since "
        f"{held.taken_at:%Y-%m-%d %H:%M:%S} UTC). `outbound track {run.key}` follows it, "
        f"`outbound stop {run.key}` stops it."
    )


def _lasting(delivery: Delivery) -> timedelta:
    """The lease in the time of the database, which is real where machines share it."""
    return delivery.lease / delivery.clock.speed if delivery.ledger.file is None else delivery.lease


async def _renew(delivery: Delivery, hold: Hold) -> None:
    while True:
        await delivery.clock.sleep(delivery.lease.total_seconds() / _RENEWALS_A_LEASE)
        try:
            await delivery.ledger.holds.renew(
                hold, lasting=_lasting(delivery), now=delivery.clock.now()
            )
        except LedgerError:
            # A database that is gone for a while: if somebody takes the run over meanwhile, the
            # next thing that is to be written is refused.
            continue


async def _take_over(delivery: Delivery, hold: Hold) -> None:
    """What the holder before may still send is in doubt, or goes where nobody is called from."""
    ledger = delivery.ledger.behind(hold)
    if hold.from_sleeper:
        await ledger.refills.abandon_unfinished(hold.run_id)
    await ledger.rows.doubt_unfinished(hold.run_id)
    await ledger.schedules.count_again(hold.run_id)


@asynccontextmanager
async def _alone_on_this_machine(ledger: Path | None, run: Run) -> AsyncIterator[bool]:
    """Hold the run's lock file; gives whether that settles it, as for records in a file it does."""
    if ledger is None:
        yield False
        return
    with lock_file(ledger, f"run-{run.id}") as lock:
        await _lock(lock, run)
        lock.truncate(0)
        lock.write(f"process {os.getpid()}\n")
        lock.flush()
        try:
            yield True
        finally:
            lock.truncate(0)


async def _lock(lock: IO[str], run: Run) -> None:
    holder = ""
    for _ in range(_LOOKS_FOR_A_NAME):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            if holder := lock.read().strip():
                break
            await asyncio.sleep(_BETWEEN_LOOKS)
        else:
            return
    raise HeldError(
        f"The run {run.key} is being worked on by another process of this machine "
        f"({holder or 'just begun'}). `outbound track {run.key}` follows it, "
        f"`outbound stop {run.key}` stops it."
    )
