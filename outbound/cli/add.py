"""`outbound add`: a list's calls, into a schedule that is there already."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outbound.cli import options, screen
from outbound.cli.edge import Settings, check_access, confirm
from outbound.cli.groups import grouped
from outbound.cli.launch import whatever_happens
from outbound.cli.lists import ListGroup, source
from outbound.cli.options import OutputGroup
from outbound.cli.orchestration import orchestrate
from outbound.cli.outcome import end_if_finished, finish
from outbound.contacts import ContactList
from outbound.delivery.keys import checked_key, default_key
from outbound.delivery.preconditions import refuse_launch
from outbound.delivery.requests import Addition

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
    settings: Settings,
    force: Force = False,
    key: options.NewKey = None,
    again: options.Again = False,
    yes: options.Yes = False,
) -> None:
    """Add a list's calls to an existing schedule.

    The schedule stays somebody else's: Outbound neither enables nor disables it.
    """
    asked = Addition(
        contacts=source(contacts, settings),
        schedule_uid=schedule,
        force=force,
        list_options=lists.list_options(),
    )
    contact_list = settings.lists.open(asked.contacts, asked.list_options)
    run_key = default_key(asked, contact_list.digest) if key is None else checked_key(key)
    screen.progress.print(f"Key: [bold]{run_key}[/]")
    asyncio.run(_check(asked, run_key, contact_list, output, settings, again=again))
    confirm(settings.mico.base_url, contact_list.count_rows, yes=yes)

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

    summary = orchestrate(
        flow, key=run_key, output=output, settings=settings, promise=whatever_happens(run_key)
    )
    finish(summary, as_json=output.as_json, waited=False)


async def _check(
    asked: Addition,
    key: str,
    contact_list: ContactList,
    output: OutputGroup,
    settings: Settings,
    *,
    again: bool,
) -> None:
    """Ask the records and the API, in this order."""
    async with settings.session() as session:
        record = await refuse_launch(session, key, asked, lambda: contact_list.digest, again=again)
        await end_if_finished(session.ledger, record, as_json=output.as_json)
        await check_access(session)
