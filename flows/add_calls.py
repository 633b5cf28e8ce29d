"""Add a list's calls to a schedule that is there already."""

from collections.abc import Mapping
from typing import Any

from prefect import flow

from flows.launching import admit, owned_run, refuse_empty, see_through
from flows.memory import refuse_lost_records
from flows.parameters import Contacts, Credentials, Switch
from flows.verdict import Verdict, verdict
from outbound.contacts import ListOptions
from outbound.delivery.keys import checked_key, default_key
from outbound.delivery.requests import Addition
from outbound.delivery.runs import find_run
from outbound.delivery.staging import open_run
from outbound.reports import Summary
from outbound.unforeseen import guarded
from tasks.connection import connected
from tasks.shown import flow_title
from tasks.stage_contacts import stage_contacts


def _title(given: Mapping[str, Any]) -> str:
    return f"add {str(given['contacts']).rsplit('/', 1)[-1]}"


@flow(name="add-calls", flow_run_name=flow_title(_title))
@guarded
async def add_calls(
    contacts: Contacts,
    schedule_uid: str,
    list_options: ListOptions = ListOptions(),  # noqa: B008 - frozen; Prefect's form shows it
    force: Switch = False,
    key: str | None = None,
    again: Switch = False,
    credentials: Credentials = None,
) -> Verdict:
    """Add everybody on a list to an existing schedule.

    The schedule stays somebody else's: it is neither enabled nor disabled. While it is enabled,
    calls can only be added by `force`, and may then be made at once.

    Args:
        contacts: The list's name in the worker's lists folder, like contacts.csv.
        schedule_uid: The schedule's uid.
        list_options: How the list is read: the country of its phone numbers, its columns.
        force: Add calls although the schedule is enabled.
        key: Names the run for good. Left out, it is made from the list's content and the schedule.
        again: Although the same list was launched or added under another key within 24 hours.
        credentials: A Mico credentials block. Left out: the worker's MICO_* settings.
    """
    asked = Addition(
        contacts=contacts, schedule_uid=schedule_uid, list_options=list_options, force=force
    )

    async def steps() -> Summary:
        async with connected(credentials) as session:
            contact_list = session.lists.open(asked.contacts, asked.list_options)
            run_key = checked_key(key or default_key(asked, contact_list.digest))
            if await find_run(session, run_key) is None:
                await refuse_lost_records(session, run_key)
            run = await open_run(
                session, key=run_key, asked=asked, list_digest=contact_list.digest, window=None
            )
            async with owned_run(run):
                await stage_contacts(run, asked.contacts)
                await refuse_empty(run)
                await admit(run, allow_overlap=True, again=again)
                return await see_through(run, 0, wait=False)

    return await verdict(steps())
