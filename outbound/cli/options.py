"""Options that several commands share, so that they read and behave alike."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from pydantic import PositiveInt, TypeAdapter, ValidationError

from outbound.delivery.requests import (
    CampaignChoice,
    CampaignOfCallFlow,
    ExistingCampaign,
    NewCampaign,
)
from outbound.mistakes import UserMistake

_SECONDS = TypeAdapter(list[PositiveInt])

List = Annotated[
    str,
    typer.Argument(
        metavar="LIST",
        help="The contact list: a file (CSV, Excel, JSON lines, Parquet), https://… or s3://…, or "
        "a database, with --query.",
    ),
]
RunKey = Annotated[str, typer.Argument(metavar="KEY", help="The run's key.")]
NewKey = Annotated[
    str | None,
    typer.Option(
        "--key",
        help="The run's name for good. By default made from the list's content, the campaign and "
        "the window, so that the same command twice is one run.",
    ),
]
CampaignName = Annotated[str | None, typer.Option("--name", help="Create a campaign of this name.")]
CampaignUid = Annotated[
    str | None, typer.Option("--campaign", metavar="UID", help="Use this campaign.")
]
CallFlowUid = Annotated[
    str | None, typer.Option("--call-flow", metavar="UID", help="Use this call flow's campaign.")
]
RetryIntervals = Annotated[
    str,
    typer.Option(
        metavar="SECONDS,…",
        help="Seconds before each further call to who was not reached; 300,300,300 is 3 retries: "
        "up to 4 calls. none: one call only.",
    ),
]
PollInterval = Annotated[
    int,
    typer.Option(min=1, max=3600, metavar="SECONDS", help="Seconds between readings of outcomes."),
]
AllowOverlap = Annotated[
    bool,
    typer.Option(
        "--allow-overlap",
        help="Although people of it stand in another run that goes on in an overlapping window.",
    ),
]
Again = Annotated[
    bool,
    typer.Option(
        "--again", help="Although the same list was launched under another key within 24 hours."
    ),
]
NoWait = Annotated[
    bool, typer.Option("--no-wait", help="End once calls may be made; `outbound track` follows.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before real people are called.")]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on standard output, and nothing else.")
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Show what Prefect says.")]
LogFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write what Prefect says to a file.")
]


@dataclass(frozen=True, kw_only=True)
class CampaignGroup:
    """The campaign of the calls."""

    name: CampaignName = None
    campaign: CampaignUid = None
    call_flow: CallFlowUid = None

    def requested(self) -> CampaignChoice:
        """The one campaign that the options choose.

        Raises:
            UserMistake: none is chosen, or several.
        """
        if [self.name, self.campaign, self.call_flow].count(None) != 2:  # noqa: PLR2004 - of three
            raise UserMistake(
                "Say which campaign: exactly one of --name NAME (a new one), --campaign UID and "
                "--call-flow UID."
            )
        if self.name is not None:
            return NewCampaign(name=self.name)
        if self.campaign is not None:
            return ExistingCampaign(campaign_uid=self.campaign)
        return CampaignOfCallFlow(call_flow_uid=self.call_flow or "")


@dataclass(frozen=True, kw_only=True)
class RunGroup:
    """How a run is begun, or carried on with."""

    allow_overlap: AllowOverlap = False
    again: Again = False
    no_wait: NoWait = False
    yes: Yes = False


@dataclass(frozen=True, kw_only=True)
class OutputGroup:
    """What is said while it goes on, and at its end."""

    as_json: AsJson = False
    verbose: Verbose = False
    log_file: LogFile = None

    def __post_init__(self) -> None:
        """Refuse what no file can be, before anything is begun."""
        if self.log_file is not None and self.log_file.is_dir():
            raise typer.BadParameter(f"--log-file is {self.log_file}, a folder: name a file.")


def seconds(retry_intervals: str) -> list[int]:
    """The retry intervals of `300,300,300` or `none`.

    Raises:
        UserMistake: one is not a number of seconds.
    """
    if retry_intervals.strip().lower() == "none":
        return []
    try:
        return _SECONDS.validate_python([part.strip() for part in retry_intervals.split(",")])
    except ValidationError:
        raise UserMistake(
            f"--retry-intervals is {retry_intervals!r}; write whole seconds with commas between, "
            "like 300,300,300, or none."
        ) from None
