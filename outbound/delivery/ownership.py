"""One owner a run: only one process at a time works on it.

On one machine an operating-system lock tells whether the owner still lives. On a database that
several machines share, a lease in the database's time does. An owner that let its lease expire may
only be asleep: what it may still send goes into schedules that are never enabled.
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
from outbound.delivery.runs import Run
from outbound.delivery.session import Session
from outbound.ledger import Lease, LeasedElsewhere
from outbound.ledger.database import LedgerError
from outbound.ledger.locks import lock_file
from outbound.mistakes import ShownError

_RENEWALS_A_LEASE = 4
_LOOKS_FOR_A_NAME = 50
# Real time between two looks at a lease that somebody has.
_LOOK_AT_LEASE = timedelta(seconds=0.5)
# Seconds. An owner writes its name right after it has the lock, not in the same instant.
_BETWEEN_LOOKS = 0.02


class RunOwnedError(ShownError):
    """Somebody else is working on the run; the text says who, and since when."""


@asynccontextmanager
async def owning(session: Session, run: Run, *, waiting: bool = True) -> AsyncIterator[Session]:
    """Own the run; gives a session that writes only while the lease is ours.

    A lease that its owner does not renew is waited for, unless `waiting` is false.

    Raises:
        RunOwnedError: somebody else works on the run.
    """
    async with _alone_on_this_machine(session.ledger.file, run) as is_alone:
        lease = await _acquired(session, run, is_free=is_alone, waiting=waiting)
        async with AsyncExitStack() as stack:
            # Released last, when nothing renews it any more.
            stack.push_async_callback(_release, session, lease)
            if not is_alone:
                renewing = alongside("The renewal of the lease", partial(_renew, session, lease))
                await stack.enter_async_context(renewing)
            await _take_over(session, lease)
            yield replace(session, ledger=session.ledger.fenced_by(lease))


async def refuse_owned(session: Session, run: Run) -> None:
    """Look whether somebody works on the run, and take nothing: `owning` decides in the end.

    On a shared database a lease is watched until it is renewed. Its owner may also be gone: once
    a renewal should have come, it is left to `owning` to wait for the lease to expire.

    Raises:
        RunOwnedError: somebody else works on the run.
    """
    if session.ledger.file is not None:
        with lock_file(session.ledger.file, f"run-{run.id}") as lock:
            await _lock(lock, run)
        return
    first = await session.ledger.leases.find(run.id, now=session.clock.now())
    waited, found = timedelta(), first
    while found is not None and waited < session.lease / _RENEWALS_A_LEASE + _LOOK_AT_LEASE:
        if first is not None and found.expires_at != first.expires_at:
            raise _owned_by(run, found)
        await asyncio.sleep(_LOOK_AT_LEASE.total_seconds())
        waited += _LOOK_AT_LEASE * session.clock.speed
        found = await session.ledger.leases.find(run.id, now=session.clock.now())


async def _release(session: Session, lease: Lease) -> None:
    with suppress(LedgerError):  # a lease that cannot be given back expires
        await session.ledger.leases.release(lease)


async def _acquired(session: Session, run: Run, *, is_free: bool, waiting: bool) -> Lease:
    silent_for = timedelta()
    before = None
    while isinstance(found := await _acquire(session, run, is_free=is_free), LeasedElsewhere):
        is_renewed = before is not None and found.expires_at != before.expires_at
        if not waiting or is_renewed or silent_for > 2 * session.lease:
            raise _owned_by(run, found)
        before = found
        # Longer than an owner that lives is ever silent.
        pause = 2 * session.lease / _RENEWALS_A_LEASE
        silent_for += pause
        await session.clock.sleep(pause.total_seconds())
    return found


async def _acquire(session: Session, run: Run, *, is_free: bool) -> Lease | LeasedElsewhere:
    return await session.ledger.leases.acquire(
        run.id,
        f"process {os.getpid()} on {socket.gethostname()}"[:200],
        lasting=_lasting(session),
        now=session.clock.now(),
        is_free=is_free,
    )


def _owned_by(run: Run, other: LeasedElsewhere) -> RunOwnedError:
    return RunOwnedError(
        f"The run {run.key} is being worked on by {other.owner} (since "
        f"{other.taken_at:%Y-%m-%d %H:%M:%S} UTC). `outbound track {run.key}` follows it, "
        f"`outbound stop {run.key}` stops it."
    )


def _lasting(session: Session) -> timedelta:
    """The lease in the time of the database, which is real where machines share it."""
    return session.lease / session.clock.speed if session.ledger.file is None else session.lease


async def _renew(session: Session, lease: Lease) -> None:
    while True:
        await session.clock.sleep(session.lease.total_seconds() / _RENEWALS_A_LEASE)
        try:
            await session.ledger.leases.renew(
                lease, lasting=_lasting(session), now=session.clock.now()
            )
        except LedgerError:
            # A database that is gone for a while: if somebody takes the run over meanwhile, the
            # next thing that is to be written is refused.
            continue


async def _take_over(session: Session, lease: Lease) -> None:
    """What the former owner may still send is in doubt, or goes where nobody is called from."""
    ledger = session.ledger.fenced_by(lease)
    # First the schedules, then the rows: killed in between, the next owner finds the rows still
    # claimed, and the schedules given up already.
    if lease.from_silent_owner:
        await ledger.replacements.abandon_unreleased(lease.run_id)
    await ledger.rows.doubt_unfinished(lease.run_id)
    await ledger.schedules.count_again(lease.run_id)


@asynccontextmanager
async def _alone_on_this_machine(ledger: Path | None, run: Run) -> AsyncIterator[bool]:
    """Lock the run's file; gives whether that settles the ownership, as for a ledger file."""
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
    owner = ""
    for _ in range(_LOOKS_FOR_A_NAME):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            if owner := lock.read().strip():
                break
            await asyncio.sleep(_BETWEEN_LOOKS)
        else:
            return
    raise RunOwnedError(
        f"The run {run.key} is being worked on by another process of this machine "
        f"({owner or 'just begun'}). `outbound track {run.key}` follows it, "
        f"`outbound stop {run.key}` stops it."
    )
