"""Stop calls: the wish is recorded, and every schedule of the run is disabled."""

import asyncio
from contextlib import aclosing

from prefect import flow
from prefect.client.schemas.objects import State

from flows.memory import schedules_enabled
from flows.parameters import Credentials, ExistingKey
from outbound.delivery.emergency_stop import stop_with_fallback
from outbound.delivery.runs import Run, get_run
from outbound.delivery.stopping import AGAIN_AFTER, Stopped, request_stop
from outbound.ledger import URGENT
from outbound.ledger.database import LedgerError
from outbound.mistakes import UserMistake
from outbound.reports import RunState, summarize
from outbound.unforeseen import guarded
from tasks.connection import connected, settings_of
from tasks.disable_schedules import disable_schedules
from tasks.shown import completed, failed, flow_title

_TRIES = 30

NOT_CONFIRMED = "Not confirmed"


@flow(name="stop-calls", flow_run_name=flow_title("stop {key}"))
@guarded
async def stop_calls(key: ExistingKey, credentials: Credentials = None) -> State[None]:
    """Let no further call of a run be made. A call that is ringing goes on.

    It ends Completed once Mico has confirmed that every schedule of the run is disabled, and tries
    for a minute; what is not confirmed then, `recover-runs` goes on with.

    Args:
        key: The run's key.
        credentials: A Mico credentials block. Left out: the worker's MICO_* settings.
    """
    try:
        stopped = await _stopped(key, credentials)
    except UserMistake as mistake:
        return failed(name="Cannot be done", message=str(mistake))
    except LedgerError as error:
        return failed(name=NOT_CONFIRMED, message=str(error))
    if stopped is None:
        return completed(message=f"The run {key} is finished: every call is over")
    if stopped.problem is not None:
        return failed(name=NOT_CONFIRMED, message=stopped.problem)
    confirmed = f"Mico has confirmed {stopped.confirmed} schedules as disabled"
    if stopped.unwritten is not None:
        unknown = f"{confirmed}, and the records do not know of it: {stopped.unwritten}"
        return failed(name=NOT_CONFIRMED, message=unknown)
    return completed(message=confirmed)


async def _stopped(key: str, credentials: Credentials) -> Stopped | None:
    """What the last try came to; None where every call is over.

    Raises:
        UserMistake: there is no such run, or a setting cannot be used.
        LedgerError: the ledger cannot be read, and nobody else knows the run's schedules.
    """
    try:
        async with connected(credentials, patience=URGENT) as session:
            if (await summarize(session.ledger, key)).state == RunState.FINISHED:
                return None
            run = await get_run(session, key)
            await request_stop(session, run)
            return await _disabled(run)
    except LedgerError:
        return await _at_any_rate(key, credentials)


async def _at_any_rate(key: str, credentials: Credentials) -> Stopped:
    """The same without the ledger, or with one that fails now and then."""
    mico, ours = settings_of(credentials)
    results: list[Stopped] = []
    async with aclosing(stop_with_fallback(mico, ours, key, ask_others=schedules_enabled)) as tries:
        async for stopped in tries:
            results.append(stopped)
            if len(results) == _TRIES:
                break
    return results[-1]


async def _disabled(run: Run) -> Stopped:
    """What the last try came to."""
    stopped = await disable_schedules(run)
    for _ in range(_TRIES - 1):
        if stopped.problem is None:
            break
        await asyncio.sleep(AGAIN_AFTER)
        stopped = await disable_schedules(run)
    return stopped
