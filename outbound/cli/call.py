"""`outbound call`: one person."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outbound.cli import lists, options, screen
from outbound.cli.add import Force
from outbound.cli.edge import Settings, check_access, confirm
from outbound.cli.groups import grouped
from outbound.cli.launch import whatever_happens
from outbound.cli.options import CampaignGroup, OutputGroup
from outbound.cli.orchestration import orchestrate
from outbound.cli.outcome import end_if_finished, finish
from outbound.cli.windows import HoursGroup, WindowGroup
from outbound.contacts import Contact, checked_region, read_contacts, read_person
from outbound.delivery.keys import checked_key, default_key
from outbound.delivery.preconditions import refuse_launch
from outbound.delivery.requests import SingleAddition, SingleCall, SingleLaunch
from outbound.delivery.single_calls import digest_of, stage_single_call
from outbound.mistakes import UserMistake

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The phone number, like +81….")]
Schedule = Annotated[
    str | None,
    typer.Option("--schedule", metavar="UID", help="Add the call to this schedule instead."),
]
Like = Annotated[
    str | None,
    typer.Option(
        metavar="LIST", help="Names and custom parameters are those of this list's first person."
    ),
]
Parameter = Annotated[
    list[str] | None,
    typer.Option("--parameter", metavar="NAME=VALUE", help="A custom parameter; may be repeated."),
]


@dataclass(frozen=True, kw_only=True)
class PersonGroup:
    """The person, as far as the command says."""

    first_name: Annotated[str, typer.Option(help="The person's first name.")] = ""
    last_name: Annotated[str, typer.Option(help="The person's last name.")] = ""
    phonetic_first_name: Annotated[str, typer.Option(help="How it is spoken.")] = ""
    phonetic_last_name: Annotated[str, typer.Option(help="How it is spoken.")] = ""
    external_id: Annotated[str, typer.Option(help="Your own id of the call.")] = ""
    parameter: Parameter = None

    def fields(self) -> dict[str, str]:
        """What was said: custom parameters, and fields by the API's names.

        Raises:
            UserMistake: a parameter is not written NAME=VALUE.
        """
        said = {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "phonetic_first_name": self.phonetic_first_name,
            "phonetic_last_name": self.phonetic_last_name,
        }
        named = {name: value for name, value in said.items() if value}
        return {**_parameters(self.parameter or []), **named, "external_id": self.external_id}


@grouped
def call(
    number: Number,
    person: PersonGroup,
    window: WindowGroup,
    hours: HoursGroup,
    campaign: CampaignGroup,
    output: OutputGroup,
    settings: Settings,
    like: Like = None,
    profile: lists.Profile = None,
    region: lists.Region = None,
    schedule: Schedule = None,
    force: Force = False,
    retry_intervals: options.RetryIntervals = "none",
    poll_interval: options.PollInterval = 20,
    key: options.NewKey = None,
    allow_overlap: options.AllowOverlap = False,
    no_wait: options.NoWait = False,
    yes: options.Yes = False,
) -> None:
    """Call one person: in a schedule of its own, or (--schedule) in one that is there.

    A test call to your own number, as the first person of a list would get it: --like LIST.

    Example: outbound call +812000000001 --first-name Hanako --last-name Yamada --name Test
    --window "today 13:00-17:00 Asia/Tokyo"
    """
    checked = None if region is None else checked_region(region)
    asked: SingleCall
    if schedule is not None:
        asked = SingleAddition(schedule_uid=schedule, force=force)
    else:
        asked = SingleLaunch(
            campaign=campaign.requested(),
            window=window.requested(),
            allowed=hours.requested(),
            retry_intervals=options.seconds(retry_intervals),
        )
    if profile is not None and like is None:
        raise UserMistake("--profile says how a list is read: add --like LIST.")
    likeness = {} if like is None else _first_of(like, region, profile, settings, asked)
    fields = {**likeness, **person.fields(), "phone_number": number}
    digest = digest_of(fields)
    run_key = default_key(asked, digest) if key is None else checked_key(key)
    contact = read_person(fields, key=run_key, region=checked)
    screen.progress.print(f"Key: [bold]{run_key}[/]")
    asyncio.run(_stage(asked, run_key, digest, contact, output, settings, yes=yes))

    async def flow() -> "State[Any]":
        from flows.place_call import place_call

        return await place_call(
            run_key, poll_interval, not no_wait, allow_overlap, return_state=True
        )

    summary = orchestrate(
        flow,
        key=run_key,
        output=output,
        settings=settings,
        stops=True,
        promise=whatever_happens(run_key),
    )
    finish(summary, as_json=output.as_json, waited=not no_wait)


async def _stage(
    asked: SingleCall,
    key: str,
    digest: str,
    contact: Contact,
    output: OutputGroup,
    settings: Settings,
    *,
    yes: bool,
) -> None:
    """Ask the records, the API and the person at the terminal; then the callee is staged."""
    async with settings.session() as session:
        record = await refuse_launch(session, key, asked, lambda: digest, again=True)
        await end_if_finished(session.ledger, record, as_json=output.as_json)
        await check_access(session)
        confirm(session.base_url, lambda: 1, yes=yes)
        now = session.clock.now()
        await stage_single_call(
            session, key=key, asked=asked, digest=digest, contact=contact, now=now
        )


def _first_of(
    like: str, region: str | None, profile: Path | None, settings: Settings, asked: SingleCall
) -> dict[str, str]:
    """The fields and custom parameters of a list's first person who can be called."""
    list_options = lists.ListGroup(region=region, profile=profile).list_options()
    contact_list = settings.lists.open(lists.source(like, settings), list_options)
    for result in read_contacts(contact_list, key="like", window_zone=asked.window_zone):
        if isinstance(result, Contact):
            fields = {k: str(v) for k, v in result.as_call().items() if k != "custom_parameters"}
            return {**result.custom_parameters, **fields}
    raise UserMistake(f"Nobody on the list {contact_list.name} can be called.")


def _parameters(texts: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if any(not name.strip() or not equals for name, equals, _ in pairs):
        raise UserMistake("A --parameter is written NAME=VALUE, like appointment_time=15:30.")
    return {name.strip(): value for name, _, value in pairs}
