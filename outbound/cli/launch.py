"""`outbound launch`: call everybody on a list."""

import asyncio
from typing import TYPE_CHECKING, Any

from outbound.api import MicoSettings
from outbound.cli import lists, options, screen, windows
from outbound.cli.edge import check_access, confirm
from outbound.cli.exits import told
from outbound.cli.interruption import stop_if_begun
from outbound.cli.orchestration import Noise, orchestrate, tell_where_to_approve
from outbound.cli.outcome import finish
from outbound.delivery.keys import checked_key, default_key
from outbound.delivery.lists import open_named_list
from outbound.delivery.requests import Checks, Launch
from outbound.delivery.runs import Run, waits_for_approval
from outbound.ledger import open_ledger
from outbound.planning import day_of, resolve
from outbound.reports import RunState, Summary, summarize
from outbound.settings import OutboundSettings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State


def launch(  # a command's options are its arguments
    contacts: options.List,
    query: lists.Query = None,
    window: windows.InWindow = None,
    local: windows.Local = False,
    zone: windows.Zone = None,
    days: windows.Days = None,
    starts_at: windows.StartsAt = None,
    ends_at: windows.EndsAt = None,
    allowed: windows.Allowed = "08:00-21:00",
    weekend: windows.Weekend = None,
    holidays: windows.Holidays = None,
    name: options.CampaignName = None,
    campaign: options.CampaignUid = None,
    call_flow: options.CallFlowUid = None,
    retry_intervals: options.RetryIntervals = "300,300,300",
    poll_interval: options.PollInterval = 60,
    max_calls: windows.MaxCalls = None,
    within: windows.Within = None,
    suppress: windows.Suppress = None,
    fail_above: windows.FailAbove = None,
    canary: windows.Canary = None,
    canary_failures: windows.CanaryFailures = None,
    approve: windows.Approve = False,
    region: lists.Region = None,
    mapped: lists.Map = None,
    only: lists.Only = None,
    drop: lists.Drop = None,
    name_order: lists.NameOrder = None,
    event_zone: lists.EventZone = None,
    one_per_number: lists.OnePerNumber = None,
    profile: lists.Profile = None,
    save_profile: lists.SaveProfile = None,
    key: options.NewKey = None,
    allow_overlap: options.AllowOverlap = False,
    again: options.Again = False,
    no_wait: options.NoWait = False,
    yes: options.Yes = False,
    as_json: options.AsJson = False,
    verbose: options.Verbose = False,
    log_file: options.LogFile = None,
) -> None:
    """Call everybody on a list, within a window.

    The calls are created in a schedule that is disabled; only when Mico shows exactly the calls
    that were created does calling start. The same command again carries on with the same run:
    nobody is called twice. Ctrl-C stops the calls.

    Example: outbound launch contacts.csv --name "Reminders" --region JP
    --window "tomorrow 09:00-12:00 Asia/Tokyo"
    """
    with told():
        asked = Launch(
            contacts=lists.source(contacts),
            campaign=options.campaign_choice(name, campaign, call_flow),
            window=windows.window(starts_at, ends_at, window, zone, days, local=local),
            allowed=windows.allowed_hours(allowed, weekend, holidays),
            retry_intervals=options.seconds(retry_intervals),
            checks=Checks(
                suppress=[lists.source(name) for name in suppress or []],
                cap=windows.call_cap(max_calls, within),
                canary=windows.trial_group(canary, canary_failures),
                approve=approve,
                fail_above=fail_above and windows.share(fail_above, "--fail-above"),
            ),
            list_options=lists.list_options(
                query=query,
                region=region,
                mapped=mapped,
                only=only,
                drop=drop,
                name_order=name_order,
                event_zone=event_zone,
                one_per_number=one_per_number,
                profile=profile,
                save_profile=save_profile,
            ),
        )
        noise = Noise(verbose=verbose, log_file=log_file)
        run_key = None if key is None else checked_key(key)
        summary = launch_list(
            asked,
            run_key,
            poll_interval=poll_interval,
            wait=not no_wait,
            allow_overlap=allow_overlap,
            again=again,
            yes=yes,
            noise=noise,
        )
        finish(summary, as_json=as_json, waited=not no_wait)


def launch_list(
    asked: Launch,
    key: str | None,
    *,
    poll_interval: int,
    wait: bool,
    yes: bool,
    noise: Noise,
    allow_overlap: bool = False,
    again: bool = False,
    is_introduced: bool = False,
) -> Summary:
    """Check what can be checked without Prefect, then run the flow.

    Raises:
        UserMistake, MicoError: something is wrong; nothing was created.
        typer.Exit: the flow did not end well; why was told.
    """
    mico, ours = MicoSettings.read(), OutboundSettings.read()
    contact_list = open_named_list(
        asked.contacts, ours.lists_folder, asked.list_options, ours.addresses
    )
    now = ours.clock_for(mico.base_url).now()
    key = key or default_key(asked, contact_list.digest, day=day_of(asked.window, now))
    if not is_introduced:
        introduce(key)
    asyncio.run(_check(asked, key, mico, ours))
    confirm(mico.base_url, sum(1 for _ in contact_list.table.rows()), yes=yes)

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
            wait=wait,
            key=key,
            allow_overlap=allow_overlap,
            again=again,
            return_state=True,
        )

    async def stop() -> None:
        await stop_if_begun(key)

    return orchestrate(flow, key=key, ledger_url=ours.ledger_url, noise=noise, on_interrupt=stop)


async def _check(asked: Launch, key: str, mico: MicoSettings, ours: OutboundSettings) -> None:
    """A new run needs a window that is not over; every run needs an API that knows us."""
    async with open_ledger(ours.ledger_url) as ledger:
        run = await ledger.runs.find(key)
        is_over = run is not None and (await summarize(ledger, key)).state == RunState.FINISHED
    if is_over:
        screen.progress.print(
            f"[yellow]![/] The run {key} was finished before: nobody is called by it again."
        )
    if asked.checks.approve and (run is None or waits_for_approval(Run.of(run), run)):
        tell_where_to_approve()
    if run is None:
        now = ours.clock_for(mico.base_url).now()
        resolve(asked.window, due=now).rest(now)
    await check_access(mico, ours)


def introduce(key: str) -> None:
    """Say first what the run is called, and how to go on whatever happens."""
    screen.progress.print(f"Key: [bold]{key}[/]")
    screen.progress.print(
        f"Whatever happens, the same command carries on with it; `outbound status {key}` shows "
        f"where it stands, `outbound stop {key}` stops it."
    )
