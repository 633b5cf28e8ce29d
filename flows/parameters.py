"""The parameters that flows share, described for the form in Prefect's UI."""

from typing import Annotated

from pydantic import Field

from outbound.delivery.requests import (
    DEFAULT_RETRY_INTERVALS,
    CampaignChoice,
    NewCampaign,
    RetryIntervals,
)
from outbound.planning import Window
from tasks.credentials import MicoCredentials

__all__ = [
    "DEFAULT_RETRY_INTERVALS",
    "CampaignChoice",
    "Contacts",
    "Credentials",
    "ExistingKey",
    "Force",
    "Key",
    "NewCampaign",
    "PollInterval",
    "Region",
    "RetryIntervals",
    "Wait",
    "Window",
]

Contacts = Annotated[
    str,
    Field(
        min_length=1,
        title="Contact list",
        description="The list's name in the worker's lists folder, like contacts.csv.",
    ),
]
Key = Annotated[
    str | None,
    Field(
        title="Key",
        description="Names this run for good. Left out: made from the list's content, the campaign "
        "and the window (for a scheduled run: the deployment and its date), so that the same "
        "request twice is one run.",
    ),
]
ExistingKey = Annotated[str, Field(title="Key", description="The run's key.")]
Region = Annotated[
    str | None,
    Field(
        title="Default region",
        description="The country of phone numbers that do not begin with +: two letters, like JP.",
    ),
]
PollInterval = Annotated[
    int,
    Field(
        ge=1,
        le=3600,
        title="Poll interval, in seconds",
        description="Seconds between two readings of the outcomes.",
    ),
]
Wait = Annotated[
    bool,
    Field(
        title="Wait for the outcomes",
        description="Follow the calls until they are over; otherwise end once they may be made.",
    ),
]
Force = Annotated[
    bool,
    Field(
        title="Force",
        description="Add calls although the schedule is enabled: they may be made at once.",
    ),
]
Credentials = Annotated[
    MicoCredentials | None,
    Field(
        title="Mico credentials",
        description="A credentials block. Left out: the worker's MICO_* settings.",
    ),
]
