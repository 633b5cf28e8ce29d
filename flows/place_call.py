"""Place one call: the person is in the ledger already, the flow is given the run's key."""

from prefect import flow

from flows.delivering import deliver_one
from flows.following import follow
from flows.launching import attended, conclude
from flows.parameters import Credentials, ExistingKey, PollInterval, Wait
from flows.verdict import Verdict, verdict
from outbound.delivery.schedules import adopt, named
from outbound.reports import Summary
from tasks.connection import connected
from tasks.create_calls import create_call


@flow(name="place-call", flow_run_name="call {key}")
async def place_call(
    key: ExistingKey,
    poll_interval_seconds: PollInterval = 20,
    wait: Wait = True,
    credentials: Credentials = None,
) -> Verdict:
    """Call one person.

    Who that is stands in your records under the key (`outbound call` puts it there): a phone
    number as a parameter would stay in Prefect's database.

    Args:
        key: The run's key.
        poll_interval_seconds: Seconds between two readings of the outcomes.
        wait: Follow the call until it is over; otherwise end once it may be made.
        credentials: A Mico credentials block. Left out: the worker's MICO_* settings.
    """
    return await verdict(_place(key, poll_interval_seconds, credentials, wait=wait))


async def _place(
    key: str, poll_interval_seconds: int, credentials: Credentials, *, wait: bool
) -> Summary:
    async with connected(credentials) as delivery:
        run = await delivery.ledger.runs.get(key)
        async with attended(key):
            if "schedule_uid" in run.request:
                schedule = await adopt(delivery, run, str(run.request["schedule_uid"]))
                await create_call(key, named(schedule), force=bool(run.request["force"]))
            else:
                await deliver_one(key)
            summary = await conclude(key)
            if not wait or not summary.is_accounted_for:
                return summary
            await follow(key, poll_interval_seconds)
        return await conclude(key)
