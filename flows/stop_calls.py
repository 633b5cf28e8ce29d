"""Stop calls: the wish is recorded, and every schedule of the run is disabled."""

import asyncio

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.parameters import Credentials, ExistingKey
from outbound.delivery.runs import Run, get_run
from outbound.delivery.stopping import AGAIN_AFTER, Stopped, request_stop
from outbound.mistakes import UserMistake
from outbound.reports import RunState, summarize
from tasks.connection import connected
from tasks.disable_schedules import disable_schedules

_TRIES = 30

NOT_CONFIRMED = "Not confirmed"


@flow(name="stop-calls", flow_run_name="stop {key}")
async def stop_calls(key: ExistingKey, credentials: Credentials = None) -> State[None]:
    """Let no further call of a run be made. A call that is ringing goes on.

    It ends Completed once Mico has confirmed that every schedule of the run is disabled, and tries
    for a minute; what is not confirmed then, `recover-runs` goes on with.

    Args:
        key: The run's key.
        credentials: A Mico credentials block. Left out: the worker's MICO_* settings.
    """
    try:
        async with connected(credentials) as session:
            if (await summarize(session.ledger, key)).state == RunState.FINISHED:
                return Completed(message=f"The run {key} is finished: every call is over")
            run = await get_run(session, key)
            await request_stop(session, run)
            stopped = await _disabled(run)
    except UserMistake as mistake:
        return Failed(name="Cannot be done", message=str(mistake))
    if stopped.problem is not None:
        return Failed(name=NOT_CONFIRMED, message=stopped.problem)
    return Completed(message=f"Mico has confirmed {stopped.confirmed} schedules as disabled")


async def _disabled(run: Run) -> Stopped:
    """What the last try came to."""
    stopped = await disable_schedules(run)
    for _ in range(_TRIES - 1):
        if stopped.problem is None:
            break
        await asyncio.sleep(AGAIN_AFTER)
        stopped = await disable_schedules(run)
    return stopped
