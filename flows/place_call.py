"""Place one call: the person is in the ledger already, the flow is given the run's key."""

from prefect import flow

from flows.hooks import disable_what_was_not_released, stop_its_calls
from flows.launching import admit, owned_run, refuse_empty, see_through
from flows.parameters import Credentials, ExistingKey, PollInterval, Switch
from flows.verdict import Verdict, verdict
from outbound.delivery.runs import get_run
from outbound.reports import Summary
from outbound.unforeseen import guarded
from tasks.connection import connected
from tasks.shown import flow_title


@flow(
    name="place-call",
    flow_run_name=flow_title("call {key}"),
    on_cancellation=[stop_its_calls],
    on_crashed=[disable_what_was_not_released],
    on_failure=[disable_what_was_not_released],
)
@guarded
async def place_call(
    key: ExistingKey,
    poll_interval_seconds: PollInterval = 20,
    wait: Switch = True,
    allow_overlap: Switch = False,
    credentials: Credentials = None,
) -> Verdict:
    """Call one person.

    Who that is stands in your records under the key (`outbound call` puts it there): a phone
    number as a parameter would stay in Prefect's database.

    Args:
        key: The run's key.
        poll_interval_seconds: Seconds between two readings of the outcomes.
        wait: Follow the call until it is over; otherwise end once it may be made.
        allow_overlap: Although the person stands in another run that goes on, with an overlapping
            window.
        credentials: A Mico credentials block. Left out: the worker's MICO_* settings.
    """

    async def steps() -> Summary:
        async with connected(credentials) as session:
            run = await get_run(session, key)
            async with owned_run(run):
                await refuse_empty(run)
                await admit(run, allow_overlap=allow_overlap, again=True)
                return await see_through(run, poll_interval_seconds, wait=wait)

    return await verdict(steps())
