"""The beginning and the end that every flow with a list shares."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from outbound.mistakes import UserMistake
from outbound.reports import Summary, summarize
from tasks.connection import current
from tasks.progress import show_summary


@asynccontextmanager
async def attended(key: str) -> AsyncIterator[None]:
    """Note in the ledger that somebody works on the run, and if they give up."""
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    await delivery.ledger.runs.note(run.id, given_up_at=None)
    try:
        yield
    except BaseException:
        await delivery.ledger.runs.note(run.id, given_up_at=delivery.clock.now())
        raise


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
