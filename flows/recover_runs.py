"""Recover runs: what no launcher and no hook saw is put right. Schedule it every minute."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.cancelling import stop_what_was_cancelled
from flows.parameters import Credentials
from outbound.unforeseen import guarded
from tasks.connection import connected
from tasks.recover_runs import recover_runs as recover_runs_once
from tasks.shown import completed, run_log

WAITS_FOR_YOU = "Waits for you"
# Runs in a state's message.
_SHOWN = 10


@flow(name="recover-runs", flow_run_name="recover runs")
@guarded
async def recover_runs(credentials: Credentials = None) -> State[None]:
    """Look after every run that nobody works on.

    A wish to stop is carried out, and so is the cancelling of a flow run after its process was
    gone; calls that are being made get their outcomes read; a run that died before its release
    stays disabled, and is not launched: while somebody is not called unless you resume it, the end
    is named "Waits for you". Running it twice at once, or beside a launcher, does no harm.

    Args:
        credentials: A Mico credentials block. Left out: the worker's MICO_* settings.
    """
    async with connected(credentials) as session:
        await stop_what_was_cancelled(session)
        recovered = await recover_runs_once()
    for each in recovered:
        run_log().info("%s: %s", each.key, each.finding)
    waiting = [f"{each.key}: {each.finding}" for each in recovered if each.waits_for_you]
    if waiting:
        return completed("; ".join(waiting[:_SHOWN]), name=WAITS_FOR_YOU)
    return completed(f"{len(recovered)} runs are not over")
