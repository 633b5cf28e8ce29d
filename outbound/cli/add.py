"""`outbound add`: a list's calls, into a schedule that is there already."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outbound.api import MicoSettings
from outbound.cli import lists, options
from outbound.cli.edge import check_access, confirm
from outbound.cli.exits import told
from outbound.cli.launch import introduce
from outbound.cli.orchestration import Noise, orchestrate
from outbound.cli.outcome import finish
from outbound.delivery.keys import checked_key, default_key
from outbound.delivery.lists import open_named_list
from outbound.delivery.requests import Addition
from outbound.settings import OutboundSettings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

ScheduleUid = Annotated[str, typer.Option("--schedule", metavar="UID", help="The schedule.")]
Force = Annotated[
    bool, typer.Option("--force", help="Although it is enabled: calls may be made at once.")
]


def add(
    contacts: options.List,
    schedule: ScheduleUid,
    force: Force = False,
    query: lists.Query = None,
    region: lists.Region = None,
    mapped: lists.Map = None,
    profile: lists.Profile = None,
    key: options.NewKey = None,
    again: options.Again = False,
    yes: options.Yes = False,
    as_json: options.AsJson = False,
    verbose: options.Verbose = False,
    log_file: options.LogFile = None,
) -> None:
    """Add a list's calls to an existing schedule.

    The schedule stays somebody else's: Outbound neither enables nor disables it.
    """
    with told():
        mico, ours = MicoSettings.read(), OutboundSettings.read()
        asked = Addition(
            contacts=lists.source(contacts),
            schedule_uid=schedule,
            force=force,
            list_options=lists.list_options(
                query=query, region=region, mapped=mapped, profile=profile
            ),
        )
        contact_list = open_named_list(
            asked.contacts, ours.lists_folder, asked.list_options, ours.addresses
        )
        run_key = checked_key(key or default_key(asked, contact_list.digest))
        introduce(run_key)
        asyncio.run(check_access(mico, ours))
        confirm(mico.base_url, sum(1 for _ in contact_list.table.rows()), yes=yes)

        async def flow() -> "State[Any]":
            from flows.add_calls import add_calls

            return await add_calls(
                asked.contacts,
                asked.schedule_uid,
                asked.list_options,
                asked.force,
                run_key,
                again,
                return_state=True,
            )

        noise = Noise(verbose=verbose, log_file=log_file)
        summary = orchestrate(flow, key=run_key, ledger_url=ours.ledger_url, noise=noise)
        finish(summary, as_json=as_json, waited=False)
