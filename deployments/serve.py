"""Serve every flow from one process, without a work pool: `python -m deployments.serve`.

The deployments then stand in Prefect's UI, and their runs happen on this machine.
"""

import asyncio
import os

from prefect import aserve

from flows.add_calls import add_calls
from flows.launch_campaign import launch_campaign
from flows.place_call import place_call
from flows.recover_runs import recover_runs
from flows.resume_run import resume_run
from flows.stop_calls import stop_calls
from flows.track_outcomes import track_outcomes
from outbound.api.surroundings import keep_this_machine_to_itself

FLOWS = (launch_campaign, add_calls, place_call, resume_run, track_outcomes, stop_calls)


async def serve_flows() -> None:
    """Serve until the process is ended; runs are looked after every minute."""
    keep_this_machine_to_itself(os.environ)  # before Prefect's client reads it
    served = [await flow.ato_deployment("served", tags=["outbound"]) for flow in FLOWS]
    recovering = await recover_runs.ato_deployment("served", tags=["outbound"], interval=60)
    await aserve(*served, recovering)


if __name__ == "__main__":
    asyncio.run(serve_flows())
