"""`outbound call`: one person."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outbound.api import MicoSettings
from outbound.cli import lists, options, windows
from outbound.cli.add import Force
from outbound.cli.edge import check_access, confirm, delivering
from outbound.cli.exits import told
from outbound.cli.interruption import stop_if_begun
from outbound.cli.launch import introduce
from outbound.cli.orchestration import Noise, orchestrate
from outbound.cli.outcome import finish
from outbound.contacts import Contact, checked_region, read_contacts, read_person
from outbound.delivery.keys import checked_key, default_key
from outbound.delivery.lists import open_named_list
from outbound.delivery.one_person import digest_of, stage_person
from outbound.delivery.requests import SingleAddition, SingleCall, SingleLaunch
from outbound.mistakes import UserMistake
from outbound.settings import OutboundSettings

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


def call(
    number: Number,
    first_name: Annotated[str, typer.Option(help="The person's first name.")] = "",
    last_name: Annotated[str, typer.Option(help="The person's last name.")] = "",
    phonetic_first_name: Annotated[str, typer.Option(help="How it is spoken.")] = "",
    phonetic_last_name: Annotated[str, typer.Option(help="How it is spoken.")] = "",
    external_id: Annotated[str, typer.Option(help="Your own id of the call.")] = "",
    parameter: Parameter = None,
    like: Like = None,
    profile: lists.Profile = None,
    schedule: Schedule = None,
    force: Force = False,
    window: windows.InWindow = None,
    zone: windows.Zone = None,
    local: windows.Local = False,
    starts_at: windows.StartsAt = None,
    ends_at: windows.EndsAt = None,
    allowed: windows.Allowed = "08:00-21:00",
    name: options.CampaignName = None,
    campaign: options.CampaignUid = None,
    call_flow: options.CallFlowUid = None,
    retry_intervals: options.RetryIntervals = "none",
    poll_interval: options.PollInterval = 20,
    region: lists.Region = None,
    key: options.NewKey = None,
    allow_overlap: options.AllowOverlap = False,
    no_wait: options.NoWait = False,
    yes: options.Yes = False,
    as_json: options.AsJson = False,
    verbose: options.Verbose = False,
    log_file: options.LogFile = None,
) -> None:
    """Call one person: in a schedule of its own, or (--schedule) in one that is there.

    A test call to your own number, as the first person of a list would get it: --like LIST.

    Example: outbound call +812000000001 --first-name Hanako --last-name Yamada --name Test
    --window "today 13:00-17:00 Asia/Tokyo"
    """
    with told():
        checked = None if region is None else checked_region(region)
        asked: SingleCall
        if schedule is not None:
            asked = SingleAddition(schedule_uid=schedule, force=force)
        else:
            asked = SingleLaunch(
                campaign=options.campaign_choice(name, campaign, call_flow),
                window=windows.window(starts_at, ends_at, window, zone, None, local=local),
                allowed=windows.allowed_hours(allowed, None, None),
                retry_intervals=options.seconds(retry_intervals),
            )
        said = {
            "first_name": first_name,
            "last_name": last_name,
            "phonetic_first_name": phonetic_first_name,
            "phonetic_last_name": phonetic_last_name,
        }
        person = {
            **(_first_of(like, region, profile) if like is not None else {}),
            **_parameters(parameter or []),
            **{name: value for name, value in said.items() if value},
            "phone_number": number,
            "external_id": external_id,
        }
        run_key = checked_key(key or default_key(asked, digest_of(person)))
        contact = read_person(person, key=run_key, region=checked)
        introduce(run_key)
        asyncio.run(_stage(asked, run_key, digest_of(person), contact, yes=yes))

        async def flow() -> "State[Any]":
            from flows.place_call import place_call

            return await place_call(
                run_key, poll_interval, not no_wait, allow_overlap, return_state=True
            )

        async def stop() -> None:
            await stop_if_begun(run_key)

        summary = orchestrate(
            flow,
            key=run_key,
            ledger_url=OutboundSettings.read().ledger_url,
            noise=Noise(verbose=verbose, log_file=log_file),
            on_interrupt=stop,
        )
        finish(summary, as_json=as_json, waited=not no_wait)


async def _stage(asked: SingleCall, key: str, digest: str, contact: Contact, *, yes: bool) -> None:
    mico, ours = MicoSettings.read(), OutboundSettings.read()
    await check_access(mico, ours)
    confirm(mico.base_url, 1, yes=yes)
    async with delivering() as delivery:
        now = delivery.clock.now()
        await stage_person(delivery, key=key, asked=asked, digest=digest, contact=contact, now=now)


def _first_of(like: str, region: str | None, profile: Path | None) -> dict[str, str]:
    """The fields and custom parameters of a list's first person who can be called."""
    ours = OutboundSettings.read()
    list_options = lists.list_options(region=region, profile=profile)
    source = lists.source(like)
    contact_list = open_named_list(source, ours.lists_folder, list_options, ours.addresses)
    for result in read_contacts(contact_list, key="like"):
        if isinstance(result, Contact):
            fields = {k: str(v) for k, v in result.as_call().items() if k != "custom_parameters"}
            return {**result.custom_parameters, **fields}
    raise UserMistake(f"Nobody on the list {contact_list.name} can be called.")


def _parameters(texts: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if any(not name.strip() or not equals for name, equals, _ in pairs):
        raise UserMistake("A --parameter is written NAME=VALUE, like appointment_time=15:30.")
    return {name.strip(): value for name, _, value in pairs}
