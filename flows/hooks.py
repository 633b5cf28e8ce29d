"""What Prefect calls when a flow run ends otherwise than by its own verdict.

A hook may run in another process than the flow did, and some ends reach no hook at all: each does
no more than one idempotent thing, and `recover-runs` puts right what none of them saw.
"""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import FlowRun, State

from flows.memory import key_of, schedules_enabled
from flows.verdict import HELD
from outbound.api import MicoSettings
from outbound.delivery.emergency_stop import stop_with_fallback
from outbound.delivery.ownership import RunOwnedError, owning
from outbound.delivery.runs import Run
from outbound.delivery.session import Session
from outbound.delivery.stopping import disable_unreleased
from outbound.ledger import URGENT, LeaseLostError, open_ledger_to_read
from outbound.ledger.database import LedgerError
from outbound.logs import Log
from outbound.mistakes import UserMistake
from outbound.settings import OutboundSettings
from outbound.unforeseen import guarded
from tasks.connection import connected, settings_of
from tasks.credentials import MicoCredentials
from tasks.shown import log_of

# Of disabling, two seconds apart; then the rest is up to `recover-runs`.
_TRIES = 30


@guarded
async def stop_its_calls(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001 - Prefect's signature
    """Cancelled: the run is stopped, whatever it was doing."""
    logger = log_of(flow_run)
    mico, ours = settings_of(await _credentials(flow_run))
    key = await _its_key(flow_run, mico, ours)
    if key is None:
        return
    try:
        await _stop(key, mico, ours, logger)
    except (LedgerError, UserMistake) as error:
        logger.warning("Stopping %s is not confirmed: %s", key, error)


async def _stop(key: str, mico: MicoSettings, ours: OutboundSettings, logger: Log) -> None:
    remaining = _TRIES
    async with aclosing(stop_with_fallback(mico, ours, key, ask_others=schedules_enabled)) as tries:
        async for stopped in tries:
            if stopped.problem is None and stopped.unwritten is None:
                logger.info("Stopped %s, confirmed by Mico", key)
                return
            problem = stopped.problem or f"the records do not know of it: {stopped.unwritten}"
            logger.warning("Stopping %s is not confirmed: %s", key, problem)
            remaining -= 1
            if not remaining:
                return


async def _its_key(flow_run: FlowRun, mico: MicoSettings, ours: OutboundSettings) -> str | None:
    """The key of the run that the flow run worked on; None where it had begun none."""
    try:
        async with open_ledger_to_read(ours.ledger_url, patience=URGENT) as ledger:
            record = await ledger.runs.of_flow_run(str(flow_run.id))
    except LedgerError:
        return key_of(flow_run, mico.base_url)
    return None if record is None else record.key


@guarded
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
