"""`outbound add`: a list's calls, into a schedule that is there already."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outbound.api import MicoSettings
from outbound.cli import options
from outbound.cli.edge import check_access, confirm
from outbound.cli.exits import error_boundary
from outbound.cli.groups import grouped
from outbound.cli.launch import introduce
from outbound.cli.lists import ListGroup, source
from outbound.cli.options import OutputGroup
from outbound.cli.orchestration import orchestrate
from outbound.cli.outcome import finish
from outbound.delivery.keys import checked_key, default_key
from outbound.delivery.lists import Lists
from outbound.delivery.requests import Addition
from outbound.settings import OutboundSettings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

ScheduleUid = Annotated[str, typer.Option("--schedule", metavar="UID", help="The schedule.")]
Force = Annotated[
    bool, typer.Option("--force", help="Although it is enabled: calls may be made at once.")
]


@grouped
def add(
    contacts: options.List,
    schedule: ScheduleUid,
    lists: ListGroup,
    output: OutputGroup,
    force: Force = False,
    key: options.NewKey = None,
    again: options.Again = False,
    yes: options.Yes = False,
) -> None:
    """Add a list's calls to an existing schedule.

    The schedule stays somebody else's: Outbound neither enables nor disables it.
    """
    with error_boundary():
        mico, ours = MicoSettings.read(), OutboundSettings.read()
        asked = Addition(
            contacts=source(contacts),
            schedule_uid=options.filled("--schedule", schedule),
            force=force,
            list_options=lists.list_options(),
        )
        readable = Lists.of(ours)
        contact_list = readable.open(asked.contacts, asked.list_options)
        run_key = default_key(asked, contact_list.digest) if key is None else checked_key(key)
        introduce(run_key)
        asyncio.run(check_access(mico, ours))
        confirm(mico.base_url, contact_list.count_rows, yes=yes)

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

        summary = orchestrate(flow, key=run_key, output=output, lists=readable)
        finish(summary, as_json=output.as_json, waited=False)
