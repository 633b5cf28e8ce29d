"""Stop calls: the wish is recorded, and every schedule of the run is disabled."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.parameters import Credentials, ExistingKey
from outbound.mistakes import UserMistake
from tasks.connection import connected
from tasks.disable_schedules import disable_schedules

NOT_CONFIRMED = "Not confirmed"


@flow(name="stop-calls", flow_run_name="stop {key}")
async def stop_calls(key: ExistingKey, credentials: Credentials = None) -> State[None]:
    """Let no further call of a run be made. A call that is ringing goes on.

    It ends Completed once Mico has confirmed that every schedule of the run is disabled.

    Args:
        key: The run's key.
        credentials: A Mico credentials block. Left out: the worker's MICO_* settings.
    """
    try:
        async with connected(credentials):
            stopped = await disable_schedules(key)
    except UserMistake as mistake:
        return Failed(name="Cannot be done", message=str(mistake))
    if stopped.problem is not None:
        return Failed(name=NOT_CONFIRMED, message=stopped.problem)
    return Completed(message=f"Mico has confirmed {stopped.confirmed} schedules as disabled")
