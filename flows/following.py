"""Following a run's calls until none is open: a sweep, a rest, and again."""

from itertools import count

from prefect.logging import get_run_logger

from outbound.api import Retriable
from outbound.delivery.tracking import Sweep
from tasks.connection import current
from tasks.poll_outcomes import poll_outcomes
from tasks.progress import begin_progress, show_progress


async def follow(key: str, poll_interval_seconds: int) -> None:
    """Read outcomes until every call is over, or the run was stopped and nothing rings.

    An API that cannot be asked for a while does not end it: the window decides what is over.
    """
    delivery = current()
    run_id = (await delivery.ledger.runs.get(key)).id
    artifact = await begin_progress(f"Calls that are over, of {key}")
    for number in count(1):
        swept = await _sweep(key, number)
        sums = await delivery.ledger.count(run_id)
        await show_progress(artifact, sums.closed, sums.created)
        if swept is not None and await _is_over(key, swept):
            return
        await delivery.clock.sleep(poll_interval_seconds)


async def _sweep(key: str, number: int) -> Sweep | None:
    try:
        return await poll_outcomes(key, number)
    except Retriable as error:
        get_run_logger().warning("Sweep %s found no answer: %s", number, error)
        return None


async def _is_over(key: str, swept: Sweep) -> bool:
    run = await current().ledger.runs.get(key)
    return swept.is_last or (run.stop_wished_at is not None and not swept.running)
