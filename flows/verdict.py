"""How a flow ends: Completed only if every row is accounted for, else Failed with a name.

A run of which Mico takes nobody is accounted for, and has failed all the same.
"""

from collections.abc import Awaitable
from typing import Any

from prefect import get_client
from prefect.client.schemas.objects import FlowRunPolicy, State
from prefect.context import FlowRunContext
from prefect.exceptions import Abort, ObjectNotFound

from outbound.api import CredentialsRefused, Fatal, NotFound, ScopeMissing
from outbound.delivery.alongside import WatchFailedError
from outbound.delivery.canary import CanaryFailedError
from outbound.delivery.ownership import RunOwnedError
from outbound.delivery.reconciliation import UnsettledError
from outbound.delivery.release import WindowEndedError
from outbound.delivery.schedules import WrongEchoError
from outbound.delivery.stopping import StoppedError
from outbound.ledger import LeaseLostError
from outbound.mistakes import UserMistake
from outbound.planning import WindowMissedError
from outbound.reports import Summary
from tasks.shown import completed, failed, run_log

INCOMPLETE = "Incomplete"
WINDOW_MISSED = "Window missed"
MISTAKE = "Cannot be done"
REFUSED = "Refused by Mico"
STOPPED = "Stopped"
TRIAL_FAILED = "Trial failed"
HELD = "Somebody else works on it"

# Errors that running again does not mend; the first kind that fits names the end.
_NAMES: dict[type[Exception], str] = {
    WindowMissedError: WINDOW_MISSED,
    UserMistake: MISTAKE,
    CredentialsRefused: MISTAKE,
    ScopeMissing: MISTAKE,
    NotFound: MISTAKE,
    Fatal: REFUSED,
    StoppedError: STOPPED,
    WrongEchoError: INCOMPLETE,
    WindowEndedError: INCOMPLETE,
    UnsettledError: INCOMPLETE,
    WatchFailedError: INCOMPLETE,
    CanaryFailedError: TRIAL_FAILED,
    RunOwnedError: HELD,
    LeaseLostError: HELD,
}

Verdict = State[Any]


async def verdict(steps: Awaitable[Summary]) -> Verdict:
    """Take the steps and say how it ended; the result of a good end is the run's summary.

    An error that repeating may mend is raised: Prefect then runs the flow again, and it carries
    on from the ledger.
    """
    try:
        summary = await steps
    except tuple(_NAMES) as error:
        name = next(name for kind, name in _NAMES.items() if isinstance(error, kind))
        return await _failed(name, error)
    if not summary.is_success:
        return await _failed(INCOMPLETE, summary.sentence)
    if summary.rows.refused and not summary.rows.created:
        return await _failed(REFUSED, summary.sentence)
    return completed(summary.sentence, data=summary)


async def _failed(name: str, reason: object) -> Verdict:
    """A failure that is final: Prefect would otherwise wait and run the flow again.

    Raises:
        Abort: the flow run was deleted, and has no state any more.
    """
    context = FlowRunContext.get()
    if context is not None and context.flow_run is not None:
        once = FlowRunPolicy(retries=0, retry_delay=0)
        async with get_client() as client:
            try:
                await client.read_flow_run(
                    context.flow_run.id
                )  # says in its own words what is gone
                await client.update_flow_run(context.flow_run.id, empirical_policy=once)
            except ObjectNotFound:
                run_log().error("%s: %s", name, reason)
                raise Abort(str(reason)) from None
    return failed(str(reason), name=name)
