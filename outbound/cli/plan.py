"""`outbound plan`: what a launch would do, before it does it."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperOption
from typer.main import get_command

from outbound.cli import options, screen
from outbound.cli.checks import ChecksGroup
from outbound.cli.command import Command
from outbound.cli.csv_file import write_csv
from outbound.cli.edge import Settings
from outbound.cli.failures import Failure, Kind
from outbound.cli.groups import grouped
from outbound.cli.launch import launch
from outbound.cli.lists import ListGroup, source
from outbound.cli.plan_on_screen import show_plan
from outbound.cli.screen import shown
from outbound.cli.windows import HoursGroup, WindowGroup
from outbound.contacts import HIDDEN, ContactList, Workbook, write_rejects
from outbound.delivery.origins import unknown_origin
from outbound.delivery.plan import Plan, excess_of_dirt, plan_of, planning
from outbound.delivery.requests import Launch, NewCampaign
from outbound.delivery.runs import Run
from outbound.delivery.session import OfflineSession, Sizes
from outbound.ledger import STATUS_COLUMNS, Ledger
from outbound.mistakes import UserMistake

RejectFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write the rows that can be mended, with the reason, to be loaded again: "
        ".csv, .tsv, .xlsx, .jsonl or .parquet.",
    ),
]
FatesFile = Annotated[
    Path | None, typer.Option("--fates", metavar="FILE.csv", help="Write what becomes of each row.")
]


class TakesWordsOfALaunch(Command):
    """Takes a launch's other options, too, which change nothing in a plan."""

    def __init__(self, name: str, *, params: list[Any], **more: Any) -> None:  # noqa: ANN401 - Typer's
        """As Typer makes commands; `params` are the plan's own."""
        own = {parameter.name for parameter in params}
        others = [option for option in _options_of_a_launch() if option.name not in own]
        for option in others:
            option.hidden, option.expose_value = True, False
        super().__init__(name, params=[*params, *others], **more)


def _options_of_a_launch() -> list[TyperOption]:
    app = typer.Typer(add_completion=False)
    app.command()(launch)
    return [option for option in get_command(app).params if isinstance(option, TyperOption)]


@grouped
def plan(
    contacts: options.List,
    lists: ListGroup,
    window: WindowGroup,
    hours: HoursGroup,
    checks: ChecksGroup,
    settings: Settings,
    retry_intervals: options.RetryIntervals = "300,300,300",
    reject_file: RejectFile = None,
    fates: FatesFile = None,
    as_json: options.AsJson = False,
) -> None:
    """Show what a launch of a list would do: when people are called, and why others are not.

    Neither the network nor credentials are needed, and your records are only read. The words of an
    `outbound launch` may stand behind it as they are.

    Example: outbound plan contacts.csv --region JP --window "tomorrow 09:00-12:00 Asia/Tokyo"
    """
    asked = Launch(
        contacts=source(contacts, settings),
        campaign=NewCampaign(name="plan"),
        window=window.requested(),
        allowed=hours.requested(),
        retry_intervals=options.seconds(retry_intervals),
        checks=checks.requested(settings),
        list_options=lists.list_options(),
    )
    _refuse_to_overwrite(asked, reject_file, "--reject-file")
    _refuse_to_overwrite(asked, fates, "--fates")
    made = asyncio.run(_plan(asked, reject_file, fates, settings))
    excess = excess_of_dirt(made, asked.checks)
    if not as_json:
        show_plan(made)
    elif not excess:
        screen.show_json(made.model_dump_json())
    if excess:
        answer = made.model_dump(mode="json")
        raise Failure(Kind.MISTAKE, f"{excess} (--fail-above).", answer=answer)


def _refuse_to_overwrite(asked: Launch, file: Path | None, option: str) -> None:
    """What a plan reads stays as it is."""
    read = [Path(name) for name in (asked.contacts, *asked.checks.suppress)]
    if file is not None and file.exists() and any(file.samefile(p) for p in read if p.exists()):
        raise UserMistake(
            f"{option} is {file}, a list that is read and would be overwritten: name another file."
        )


async def _plan(
    asked: Launch, reject_file: Path | None, fates: Path | None, settings: Settings
) -> Plan:
    contact_list = settings.lists.open(asked.contacts, asked.list_options)
    async with settings.ledger() as records:
        session = OfflineSession(
            ledger=records,
            clock=settings.ours.clock_for(None),
            base_url="",
            lists=settings.lists,
            sizes=Sizes(bulks_at_once=settings.ours.bulks_at_once),
        )
        rates = await records.plans.rates()
        unknown = await unknown_origin(records, contact_list)
        with screen.progress.status("Reading the list…"):
            async with planning(session, asked, contact_list) as (at, run):
                if fates is not None:
                    await write_csv(fates, STATUS_COLUMNS, at.ledger.fates(run.id))
                if reject_file is not None:
                    await _write_rejects(at.ledger, run, contact_list, reject_file)
                made = await plan_of(at, run, name=contact_list.name, rates=rates)
                return made.model_copy(
                    update=_of_workbook(contact_list.workbook)
                    | {
                        "columns": contact_list.columns.fields(contact_list.table.header),
                        "event_zone_column": contact_list.event_zone_column,
                        "custom_parameters": list(contact_list.custom_parameters),
                        "unknown_origin": unknown,
                    }
                )


def _of_workbook(workbook: Workbook | None) -> dict[str, object]:
    return {} if workbook is None else asdict(workbook)


async def _write_rejects(ledger: Ledger, run: Run, contact_list: ContactList, file: Path) -> None:
    # Duplicates are called already, and people on a do-not-call list never: loaded again, they
    # would be called. Hidden rows need no mending.
    why = {
        int(str(row["row"])): (contact_list.column_of(str(row["field"])), str(row["reason"]))
        async for row in ledger.fates(run.id)
        if row["fate"] == "rejected" and row["field"] != HIDDEN
    }
    try:
        written = write_rejects(contact_list.table, why, file, contact_list.origins)
    except OSError as error:
        raise UserMistake(f"{file} cannot be written: {error.strerror}.") from None
    screen.progress.print(f"Wrote {written:,} rows that can be mended to {shown(str(file))}.")
