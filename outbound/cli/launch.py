"""`outbound launch`: call everybody on a list."""

import asyncio
from typing import TYPE_CHECKING, Any

from outbound.cli import options, screen
from outbound.cli.checks import ChecksGroup
from outbound.cli.edge import Settings, check_access, confirm
from outbound.cli.groups import grouped
from outbound.cli.lists import ListGroup, source
from outbound.cli.options import CampaignGroup, OutputGroup, RunGroup
from outbound.cli.orchestration import orchestrate, tell_where_to_approve
from outbound.cli.outcome import end_if_finished, finish
from outbound.cli.windows import HoursGroup, WindowGroup
from outbound.contacts import ContactList
from outbound.delivery.keys import checked_key, default_key
from outbound.delivery.preconditions import refuse_launch
from outbound.delivery.requests import Launch
from outbound.delivery.runs import Run, waits_for_approval
from outbound.planning import day_of, resolve
from outbound.reports import Summary

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State


@grouped
def launch(
    contacts: options.List,
    lists: ListGroup,
    window: WindowGroup,
    hours: HoursGroup,
    campaign: CampaignGroup,
    checks: ChecksGroup,
    run: RunGroup,
    output: OutputGroup,
    settings: Settings,
    retry_intervals: options.RetryIntervals = "300,300,300",
    poll_interval: options.PollInterval = 60,
    key: options.NewKey = None,
) -> None:
    """Call everybody on a list, within a window.

    The calls are created in a schedule that is disabled; only when Mico shows exactly the calls
    that were created does calling start. The same command again carries on with the same run:
    nobody is called twice. Ctrl-C stops the calls.

    Example: outbound launch contacts.csv --name "Reminders" --region JP
    --window "tomorrow 09:00-12:00 Asia/Tokyo"
    """
    asked = Launch(
        contacts=source(contacts, settings),
        campaign=campaign.requested(),
        window=window.requested(),
        allowed=hours.requested(),
        retry_intervals=options.seconds(retry_intervals),
        checks=checks.requested(settings),
        list_options=lists.list_options(),
    )
    run_key = None if key is None else checked_key(key)
    summary = launch_list(asked, run_key, run, output, settings, poll_interval=poll_interval)
    finish(summary, as_json=output.as_json, waited=not run.no_wait)


def launch_list(
    asked: Launch,
    key: str | None,
    run: RunGroup,
    output: OutputGroup,
    settings: Settings,
    *,
    poll_interval: int,
    is_introduced: bool = False,
) -> Summary:
    """Check what can be checked without Prefect, then run the flow.

    Raises:
        UserMistake, MicoError: something is wrong; nothing was created.
        typer.Exit: the flow did not end well; why was told.
    """
    contact_list = settings.lists.open(asked.contacts, asked.list_options)
    now = settings.ours.clock_for(settings.mico.base_url).now()
    key = key or default_key(asked, contact_list.digest, day=day_of(asked.window, now))
    if not is_introduced:
        screen.progress.print(f"Key: [bold]{key}[/]")
    asyncio.run(_check(asked, key, contact_list, run, output, settings))
    confirm(settings.mico.base_url, contact_list.count_rows, yes=run.yes)

    async def flow() -> "State[Any]":
        from flows.launch_campaign import launch_campaign

        return await launch_campaign(
            contacts=asked.contacts,
            campaign=asked.campaign,
            window=asked.window,
            retry_intervals=asked.retry_intervals,
            allowed=asked.allowed,
            list_options=asked.list_options,
            checks=asked.checks,
            poll_interval_seconds=poll_interval,
            wait=not run.no_wait,
            key=key,
            allow_overlap=run.allow_overlap,
            again=run.again,
            return_state=True,
        )

    return orchestrate(
        flow,
        key=key,
        output=output,
        settings=settings,
        stops=True,
        promise=None if is_introduced else whatever_happens(key),
    )


async def _check(
    asked: Launch,
    key: str,
    contact_list: ContactList,
    run: RunGroup,
    output: OutputGroup,
    settings: Settings,
) -> None:
    """Ask the records, the window and the API, in this order."""
    async with settings.session() as session:
        record = await refuse_launch(
            session, key, asked, lambda: contact_list.digest, again=run.again
        )
        await end_if_finished(session.ledger, record, as_json=output.as_json)
        if asked.checks.approve and (record is None or waits_for_approval(Run.of(record), record)):
            tell_where_to_approve()
        if record is None:
            now = session.clock.now()
            resolve(asked.window, due=now).rest(now)
        await check_access(session)


def whatever_happens(key: str) -> str:
    """How to go on with a run whatever happens, which is true once the records have it."""
    return (
        f"Whatever happens, the same command carries on with it; `outbound status {key}` shows "
        f"where it stands, `outbound stop {key}` stops it."
    )
