"""Track outcomes: follow a run that was launched without waiting, or lost its launcher."""

from prefect import flow

from flows.following import follow
from flows.launching import numbers
from flows.parameters import Credentials, ExistingKey, PollInterval
from flows.verdict import Verdict, verdict
from outbound.delivery.runs import get_run
from outbound.delivery.silence import telling_of_silence
from outbound.reports import Summary
from outbound.unforeseen import guarded
from tasks.connection import connected
from tasks.shown import flow_title, notice


@flow(name="track-outcomes", flow_run_name=flow_title("track {key}"))
@guarded
async def track_outcomes(
    key: ExistingKey, poll_interval_seconds: PollInterval = 60, credentials: Credentials = None
) -> Verdict:
    """Read what became of a run's calls until all of them are over.

    It only reads: ending it does not stop the calls.

    Args:
        key: The run's key.
        poll_interval_seconds: Seconds between two readings of the outcomes.
        credentials: A Mico credentials block. Left out: the worker's MICO_* settings.
    """

    async def steps() -> Summary:
        async with connected(credentials) as session:
            run = await get_run(session, key)
            async with telling_of_silence(session, notice, "trying again"):
                await follow(run, poll_interval_seconds)
            return await numbers(run)

    return await verdict(steps())
