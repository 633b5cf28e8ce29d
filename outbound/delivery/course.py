"""The course of a run: step after step, until its calls may be made.

A run carries on from wherever it was when everything died, and nothing is asked of the API that
the ledger already knows.
"""

import asyncio
from collections.abc import Awaitable, Callable

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type
from tenacity.wait import wait_exponential_jitter

from outbound.api import InDoubt, Retriable
from outbound.delivery.delivery import Delivery
from outbound.delivery.next_steps import next_steps
from outbound.delivery.steps import Step
from outbound.delivery.stopping import heed_stop
from outbound.ledger import Run
from outbound.ledger.database import LedgerError

_PASSING = (Retriable, InDoubt, LedgerError)
"""Errors that may be over after a while; whatever was under way is found again in the ledger."""

_LEDGER_PATIENCE = 600.0
"""Real seconds for which a database may be gone."""

_PATIENCE_WITHOUT_WINDOW = 3600.0
"""Real seconds for which the API may be gone where no window says when it is too late."""

Take = Callable[[Step], Awaitable[object]]


async def follow_course(delivery: Delivery, key: str, take: Take) -> None:
    """Take step after step until the run's calls may be made.

    An API that cannot be asked for a while is waited for, as long as the window lasts.

    Raises:
        StoppedError: the user wished to stop.
        WindowEndedError: the window ended before everything was released.
        UnsettledError: what became of some rows cannot be found out now.
        MicoError, LedgerError: it stays as it is; the run can be carried on.
    """
    run = await delivery.ledger.runs.get(key)
    patiently = AsyncRetrying(
        sleep=delivery.clock.sleep,
        retry=retry_if_exception_type(_PASSING),
        wait=wait_exponential_jitter(initial=1, max=60),
        stop=lambda state: _is_enough(delivery, run, state),
        reraise=True,
    )
    while await patiently(_advance, delivery, key, take):
        pass


def _is_enough(delivery: Delivery, run: Run, state: RetryCallState) -> bool:
    tried_for = state.seconds_since_start or 0.0
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, LedgerError):
        return tried_for > _LEDGER_PATIENCE
    if run.ends_at is None:
        return tried_for > _PATIENCE_WITHOUT_WINDOW
    return delivery.clock.now() >= run.ends_at


async def _advance(delivery: Delivery, key: str, take: Take) -> bool:
    """Take the next steps, all at once; whether there were any."""
    await heed_stop(delivery, key)
    # Between steps nothing is under way: what is still being sent could not be recorded.
    await delivery.ledger.rows.doubt_unfinished((await delivery.ledger.runs.get(key)).id)
    steps = await next_steps(delivery, key)
    results = await asyncio.gather(*map(take, steps), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return bool(steps)
