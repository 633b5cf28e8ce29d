"""The beginning and the end that every flow with a list shares."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from flows.delivering import deliver
from flows.following import follow
from flows.memory import remember
from outbound.delivery import admission
from outbound.delivery.carrying_over import has_more_days
from outbound.delivery.holding import holding
from outbound.delivery.looking_up import UnsettledError
from outbound.delivery.release import WindowEndedError
from outbound.delivery.stopping import watching_for_stop
from outbound.ledger import HoldLostError
from outbound.mistakes import UserMistake
from outbound.reports import Summary, summarize
from tasks.connection import current, working_with
from tasks.progress import show_summary


@asynccontextmanager
async def attended(key: str) -> AsyncIterator[None]:
    """Be the only one who works on the run, and note in the ledger if we give up.

    Raises:
        HeldError: somebody else works on it.
    """
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    async with holding(delivery, run) as held:
        with working_with(held):
            await remember(held, run)
            await held.ledger.runs.note(run.id, given_up_at=None)
            try:
                async with watching_for_stop(held, key):
                    yield
            except HoldLostError:
                raise  # whoever has the run now has not given up
            except BaseException:
                await held.ledger.runs.note(run.id, given_up_at=held.clock.now())
                raise


async def admit(key: str, *, allow_overlap: bool, again: bool, anew: bool = False) -> None:
    """Turn the run away if it would call people whom another run calls; `anew`: look once more.

    Raises:
        UserMistake: it would; the text names the other run.
    """
    run = await current().ledger.runs.get(key)
    await admission.admit(current(), run, allow_overlap=allow_overlap, again=again, anew=anew)


async def see_through(key: str, poll_interval_seconds: int, *, wait: bool) -> Summary:
    """From rows in the ledger to calls that may be made, and (`wait`) to calls that are over.

    Day after day, where who was not reached has another window.

    Raises:
        UnsettledError, WindowEndedError: not everybody's call may be made; it says whose.
    """
    while True:
        try:
            await deliver(key)
        except (UnsettledError, WindowEndedError) as error:
            raise type(error)(f"{error} {(await conclude(key)).sentence}") from None
        summary = await conclude(key)
        if not wait or not summary.is_accounted_for:
            return summary
        await follow(key, poll_interval_seconds)
        if not await has_more_days(current(), key):
            return await conclude(key)


async def refuse_empty(key: str) -> None:
    """A list of which nothing can be used is the user's mistake.

    Raises:
        UserMistake: no row is left to call.
    """
    ledger = current().ledger
    sums = await ledger.count((await ledger.runs.get(key)).id)
    if not sums.usable:
        raise UserMistake(
            f"None of the {sums.read} rows can be called ({sums.rejected} could not be used); "
            f"nothing was created. `outbound export {key} rows.csv` writes each row's reason."
        )


async def conclude(key: str) -> Summary:
    """The run's numbers, shown on its page; an end with loose ends is noted as given up."""
    delivery = current()
    summary = await summarize(delivery.ledger, key)
    if not summary.is_accounted_for:
        run = await delivery.ledger.runs.get(key)
        await delivery.ledger.runs.note(run.id, given_up_at=delivery.clock.now())
        summary = await summarize(delivery.ledger, key)
    await show_summary(summary)
    return summary
