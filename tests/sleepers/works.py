"""What machines do to a run, as the flows and the commands do it, without Prefect."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from outbound.api import MicoError, Retriable
from outbound.delivery.alongside import alongside
from outbound.delivery.ownership import owning
from outbound.delivery.recovery import recover
from outbound.delivery.resuming import carry_on, give_window
from outbound.delivery.run_loop import run_to_release
from outbound.delivery.runs import Run, get_run
from outbound.delivery.session import Session
from outbound.delivery.stopping import carry_out_stop, raise_if_stopped, stop, watch_for_stop
from outbound.delivery.tracking import sweep
from outbound.delivery.watching import enable_again, keep_disabled
from outbound.ledger import LeaseLostError
from outbound.ledger.database import LedgerError
from outbound.planning import Between

Work = Callable[[Session], Awaitable[object]]

KEY = "spring"
_POLL = 5
_LOOK = 30
"""Seconds, as in `outbound.delivery.watching`, but of the clock that these tests move."""
_NEW_WINDOW = timedelta(hours=8)


async def launch(session: Session) -> None:
    """What a launcher does once the list was read."""
    run = await get_run(session, KEY)
    async with _owned_run(session, run) as owned:
        await _see_through(owned, run)


async def resume(session: Session) -> None:
    """Take over, in the window that the run has."""
    run = await get_run(session, KEY)
    async with _owned_run(session, run) as owned:
        await carry_on(owned, run)
        await _see_through(owned, run)


async def resume_in_another_window(session: Session) -> None:
    before = await session.ledger.runs.get(KEY)
    run = Run.of(before)
    async with _owned_run(session, run) as owned:
        now = owned.clock.now()
        await give_window(owned, before, Between(starts_at=now, ends_at=now + _NEW_WINDOW))
        await _see_through(owned, run)


async def stop_it(session: Session) -> None:
    async for _ in stop(session, await get_run(session, KEY)):
        pass


async def stop_and_resume(session: Session) -> None:
    """Stop, confirmed, and call those who were not called in another window."""
    await stop_it(session)
    await resume_in_another_window(session)


async def recover_it(session: Session) -> None:
    """One look, as `outbound recover --once` does."""
    await recover(session)


WORKS: dict[str, Work] = {
    "launch": launch,
    "resume": resume,
    "resume in another window": resume_in_another_window,
    "stop": stop_it,
    "recover": recover_it,
}
"""By the name under which a process of its own is told to do one of them."""


@asynccontextmanager
async def _owned_run(session: Session, run: Run) -> AsyncIterator[Session]:
    async with owning(session, run) as owned:
        await owned.ledger.runs.taken_up(run.id)
        try:
            async with (
                alongside("The watch for a stop", partial(watch_for_stop, owned, run)),
                alongside("The watch of its schedules", partial(_watch_schedules, owned, run)),
            ):
                yield owned
        except LeaseLostError:
            raise
        except BaseException:
            await owned.ledger.runs.give_up(run.id, now=owned.clock.now())
            raise


async def _watch_schedules(session: Session, run: Run) -> None:
    while True:
        await session.clock.sleep(_LOOK)
        try:
            await keep_disabled(session, run)
            await enable_again(session, run)
        except (MicoError, LedgerError):
            continue
        except LeaseLostError:
            return


async def _see_through(session: Session, run: Run) -> None:
    await run_to_release(session, run, lambda step: step.take(session, run))
    while not await _is_over(session, run):
        await session.clock.sleep(_POLL)


async def _is_over(session: Session, run: Run) -> bool:
    try:
        is_stopped = await carry_out_stop(session, run)
        swept = await sweep(session, run)
    except (Retriable, LedgerError):
        return False
    if is_stopped and not swept.running:
        await raise_if_stopped(session, run)
    return swept.is_last
