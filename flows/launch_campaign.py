"""Launch a campaign: a list, a window, retries, and calls are made."""

from collections.abc import Mapping
from typing import Any

from prefect import flow

from flows.approval import approved
from flows.due import due_at, key_of_scheduled_run
from flows.hooks import disable_what_was_not_released, stop_its_calls
from flows.launching import admit, owned_run, refuse_dirty, refuse_empty, see_through, show_plan_of
from flows.memory import key_begun_with, refuse_lost_records
from flows.parameters import Contacts, Credentials, PollInterval, Switch
from flows.verdict import Verdict, verdict
from outbound.contacts import ListOptions
from outbound.delivery.keys import checked_key, default_key
from outbound.delivery.requests import (
    DEFAULT_RETRY_INTERVALS,
    CampaignChoice,
    Checks,
    Launch,
    RetryIntervals,
)
from outbound.delivery.runs import Run, find_run
from outbound.delivery.session import Session
from outbound.delivery.staging import open_run
from outbound.mistakes import UserMistake
from outbound.planning import AllowedHours, Window, day_of, resolve
from outbound.reports import Summary
from outbound.unforeseen import guarded
from tasks.connection import connected
from tasks.shown import flow_title
from tasks.stage_contacts import stage_contacts


def _title(given: Mapping[str, Any]) -> str:
    return f"launch {str(given['contacts']).rsplit('/', 1)[-1]}"


@flow(
    name="launch-campaign",
    flow_run_name=flow_title(_title),
    retries=2,
    retry_delay_seconds=20,
    on_cancellation=[stop_its_calls],
    on_crashed=[disable_what_was_not_released],
    on_failure=[disable_what_was_not_released],
)
@guarded
async def launch_campaign(
    contacts: Contacts,
    campaign: CampaignChoice,
    window: Window,
    retry_intervals: RetryIntervals = list(DEFAULT_RETRY_INTERVALS),  # noqa: B006 - never changed; Prefect shows it in the form
    allowed: AllowedHours = AllowedHours(),  # noqa: B008 - frozen; Prefect's form shows it
    checks: Checks = Checks(),  # noqa: B008 - the same
    list_options: ListOptions = ListOptions(),  # noqa: B008 - the same
    poll_interval_seconds: PollInterval = 60,
    wait: Switch = True,
    key: str | None = None,
    allow_overlap: Switch = False,
    again: Switch = False,
    credentials: Credentials = None,
) -> Verdict:
    """Call everybody on a list, within a window.

    Every row of the list is checked and remembered first. The calls are created in a schedule
    that is disabled; only when the API shows exactly the calls that were created does calling
    start. Running it again with the same list, campaign and window carries on with the same run:
    nobody is called twice.

    Args:
        contacts: The list's name in the worker's lists folder, like contacts.csv.
        campaign: A new campaign by its name, or one that is there: by its uid, or by a call
            flow's uid.
        window: When calls may begin: between two instants; between two hours, in a time zone, of
            the day on which the run is due; or in words, for one day or several, in one zone or
            in each person's own.
        retry_intervals: In seconds: how long to wait before each further call to a person who
            was not reached. 3 entries are 3 retries: up to 4 calls. An empty list: one call only.
        allowed: The hours, where each person is, outside of which nobody is called.
        checks: Do-not-call lists, a cap on the calls that a number gets across runs, a trial
            group, a person's approval.
        list_options: How the list is read: the country of its phone numbers, its columns.
        poll_interval_seconds: Seconds between two readings of the outcomes.
        wait: Follow the calls until they are over; otherwise end once they may be made.
        key: Names the run for good. Left out, it is made from the list's content, the campaign
            and the window (for a scheduled run: the deployment, its date, the list's name, the
            campaign and the window), so that the same request twice is one run.
        allow_overlap: Although people of the list stand in another run that goes on, with an
            overlapping window: they are then called in both.
        again: Although the same list was launched under another key within 24 hours. A schedule
            may launch its list every day without it.
        credentials: A Mico credentials block. Left out: the worker's MICO_* settings.
    """
    asked = Launch(
        contacts=contacts,
        campaign=campaign,
        window=window,
        retry_intervals=retry_intervals,
        allowed=allowed,
        checks=checks,
        list_options=list_options,
    )

    async def steps() -> Summary:
        if not wait and asked.checks.canary is not None:
            raise UserMistake(
                "A trial group's outcomes must be waited for: let the run wait (without --no-wait)."
            )
        async with connected(credentials) as session:
            scheduled_key = key_of_scheduled_run(asked) if key is None else None
            run = await _begin(session, asked, key or scheduled_key)
            async with owned_run(run):
                await stage_contacts(run, asked.contacts)
                await show_plan_of(run)
                await refuse_empty(run)
                await refuse_dirty(run)
                # A schedule that launches its list every day does so on purpose.
                is_on_purpose = again or scheduled_key is not None
                await admit(run, allow_overlap=allow_overlap, again=is_on_purpose)
                await approved(run)
                return await see_through(run, poll_interval_seconds, wait=wait)

    return await verdict(steps())


async def _begin(session: Session, asked: Launch, key: str | None) -> Run:
    """The run, which is in the ledger; nothing was asked of the API yet."""
    contact_list = session.lists.open(asked.contacts, asked.list_options)
    due = due_at(session.clock)
    if key is None:
        # A retry may come after midnight, when the same words would make the next day's key.
        made = default_key(asked, contact_list.digest, day=day_of(asked.window, due))
        key = await key_begun_with(session) or made
    window = None
    if await find_run(session, key) is None:
        await refuse_lost_records(session, key)
        window = resolve(asked.window, due=due)
        window.rest(session.clock.now())
    return await open_run(
        session,
        key=checked_key(key),
        asked=asked,
        list_digest=contact_list.digest,
        window=window,
        due_at=due,
    )
