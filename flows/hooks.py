"""What Prefect calls when a flow run ends otherwise than by its own verdict.

A hook may run in another process than the flow did, and some ends reach no hook at all: each does
no more than one idempotent thing, and `recover-runs` puts right what none of them saw.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import FlowRun, State
from prefect.logging.loggers import flow_run_logger

from flows.verdict import HELD
from outbound.delivery.ownership import RunOwnedError, owning
from outbound.delivery.runs import Run
from outbound.delivery.session import Session
from outbound.delivery.stopping import disable_unreleased, stop
from outbound.ledger import LeaseLostError
from tasks.connection import connected
from tasks.credentials import MicoCredentials

_TRIES = 30
"""Of disabling, two seconds apart; then the rest is up to `recover-runs`."""


async def stop_its_calls(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001 - Prefect's signature
    """Cancelled: the run is stopped, whatever it was doing."""
    logger = flow_run_logger(flow_run)
    async with _its_run(flow_run) as (session, run):
        if run is None:
            return
        tries = 0
        async for stopped in stop(session, run):
            tries += 1
            if stopped.problem is None:
                logger.info("Stopped %s, confirmed by Mico", run.key)
                return
            logger.warning("Stopping %s is not confirmed: %s", run.key, stopped.problem)
            if tries == _TRIES:
                return


async def disable_what_was_not_released(
    flow: Flow[..., Any],  # noqa: ARG001 - Prefect's signature
    flow_run: FlowRun,
    state: State[Any],
) -> None:
    """Crashed or failed: nothing begins of its own accord; calls that are being made go on.

    Where somebody else has taken the run over, its schedules are theirs to enable.
    """
    if state.name == HELD:
        return
    async with _its_run(flow_run) as (session, run):
        if run is None:
            return
        with suppress(RunOwnedError, LeaseLostError):
            async with owning(session, run) as owned:
                await disable_unreleased(owned, run)


@asynccontextmanager
async def _its_run(flow_run: FlowRun) -> AsyncIterator[tuple[Session, Run | None]]:
    """The run that the flow run worked on; None where it had begun none."""
    async with connected(await _credentials(flow_run)) as session:
        record = await session.ledger.runs.of_flow_run(str(flow_run.id))
        yield session, None if record is None else Run.of(record)


async def _credentials(flow_run: FlowRun) -> MicoCredentials | None:
    """The block chosen in the form, which stands in the parameters as a reference."""
    given = flow_run.parameters.get("credentials")
    if isinstance(given, dict) and "$ref" in given:
        return await MicoCredentials.aload_from_ref(given["$ref"])
    return given if isinstance(given, MicoCredentials) else None
