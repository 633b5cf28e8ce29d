"""What somebody does to a flow run in Prefect while it works on a run.

A run that is cancelled is stopped, whether or not a hook gets to know of it. One that is deleted,
or set to another state by hand, is left as it is: its process releases nothing more.

Prefect ends the flow's process first and calls the hook afterwards, in a new one: that takes
seconds, many on a busy machine, and it never happens where the worker is gone. So the
owner of a run looks for itself whether it was cancelled, and `recover-runs` looks for runs without
a living owner.
"""

import asyncio
from uuid import UUID

import httpx
from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import ObjectNotFound, PrefectException
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from flows.memory import this_flow_run
from outbound.delivery.alongside import WatchFailedError
from outbound.delivery.runs import Run, record_of, waits_for_approval
from outbound.delivery.session import Session
from outbound.delivery.stopping import carry_out_stop, request_stop
from outbound.ledger import LeaseLostError
from outbound.ledger.database import LedgerError
from tasks.shown import run_log

# Real seconds.
_LOOK_AGAIN_AFTER = 2.0


class TamperedError(WatchFailedError):
    """The flow run is not at work any more, as Prefect has it; its process is."""


async def watch_for_cancelling(session: Session, run: Run) -> None:
    """Stop the run as soon as the flow run that works on it is cancelled.

    Raises:
        TamperedError: it was deleted, or set to another state.
    """
    flow_run_id = this_flow_run()
    if flow_run_id is None:
        return
    # One try a look: where the server is busy, the client's rests grow, and the next look is near.
    with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}):
        async with get_client() as client:
            while True:
                await asyncio.sleep(_LOOK_AGAIN_AFTER)
                if await _heeded(client, session, run, UUID(flow_run_id)):
                    return


async def heed_before_release(session: Session, run: Run) -> None:
    """Look once more whether somebody has cancelled the flow run, or tampered with it.

    Raises:
        TamperedError: it was deleted, or set to another state.
    """
    flow_run_id = this_flow_run()
    if flow_run_id is None:
        return
    with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}):
        async with get_client() as client:
            await _heeded(client, session, run, UUID(flow_run_id))


async def _heeded(client: PrefectClient, session: Session, run: Run, flow_run_id: UUID) -> bool:
    """Look once; whether there is nothing more to look for."""
    try:
        if not await _is_cancelled_here(client, session, run, flow_run_id):
            return False
        await request_stop(session, run)
        await carry_out_stop(session, run)
    except LeaseLostError:
        return True  # the run's new owner watches its own flow run
    except (httpx.HTTPError, PrefectException, LedgerError) as error:
        run_log().debug("Prefect or the records gave no answer: %s", error)
        return False
    return True  # the watch for a stop tries again to disable the rest


async def _is_cancelled_here(
    client: PrefectClient, session: Session, run: Run, flow_run_id: UUID
) -> bool:
    try:
        flow_run = await client.read_flow_run(flow_run_id)
    except ObjectNotFound:
        raise TamperedError(_left(run, "deleted")) from None
    if _is_cancelled(flow_run):
        return True
    kind = flow_run.state.type if flow_run.state else StateType.RUNNING
    awaits_approval = kind == StateType.PAUSED and waits_for_approval(
        run, await record_of(session, run)
    )
    if kind != StateType.RUNNING and not awaits_approval:
        raise TamperedError(_left(run, f"set to {kind.value.title()}"))
    return False


def _left(run: Run, what: str) -> str:
    return (
        f"The flow run that works on {run.key} was {what} in Prefect: this process releases "
        "nothing more. Calls that were released go on, and `recover-runs` reads their outcomes; "
        f"`outbound resume {run.key}` carries on."
    )


async def stop_what_was_cancelled(session: Session) -> None:
    """Request a stop of each unfinished run after its last flow run was cancelled."""
    now = session.clock.now()
    async with get_client() as client:
        for record in await session.ledger.runs.unfinished(session.base_url, now):
            run = Run.of(record)
            if record.stop_wished_at is None and await _was_cancelled(client, session, run):
                await request_stop(session, run)


async def _was_cancelled(client: PrefectClient, session: Session, run: Run) -> bool:
    """Whether the last thing that became of the run's flow runs is that one was cancelled.

    Where one of them is unknown here, a resume on another server say, nobody can tell.
    """
    ids = await session.ledger.runs.flow_runs_of(run.id)
    if not ids:
        return False
    of_run = FlowRunFilter(id=FlowRunFilterId(any_=[UUID(each) for each in ids]))
    found = [each for each in await client.read_flow_runs(flow_run_filter=of_run) if each.state]
    if len(found) < len(ids):
        return False
    return _is_cancelled(max(found, key=_changed_at))


def _is_cancelled(flow_run: FlowRun) -> bool:
    state = flow_run.state
    return state is not None and (state.is_cancelling() or state.is_cancelled())


def _changed_at(flow_run: FlowRun) -> float:
    return flow_run.state.timestamp.timestamp() if flow_run.state else 0.0
