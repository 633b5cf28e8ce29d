"""The types of the parameters that flows share.

What the form in Prefect's UI says of each stands in the flow's docstring: Prefect reads it there.
"""

from typing import Annotated

from pydantic import Field

from outbound.contacts import ListOptions
from outbound.delivery.requests import (
    DEFAULT_RETRY_INTERVALS,
    CampaignChoice,
    Checks,
    NewCampaign,
    RetryIntervals,
)
from outbound.planning import AllowedHours, Window
from tasks.credentials import MicoCredentials

__all__ = [
    "DEFAULT_RETRY_INTERVALS",
    "Again",
    "AllowOverlap",
    "Allowed",
    "CampaignChoice",
    "Checks",
    "Contacts",
    "Credentials",
    "ExistingKey",
    "Force",
    "Key",
    "ListOptions",
    "NewCampaign",
    "PollInterval",
    "RetryIntervals",
    "Wait",
    "Window",
]

Contacts = Annotated[str, Field(min_length=1)]
Key = str | None
ExistingKey = Annotated[str, Field(min_length=1)]
Allowed = AllowedHours
PollInterval = Annotated[int, Field(ge=1, le=3600)]
Wait = bool
Force = bool
AllowOverlap = bool
Again = bool
Credentials = MicoCredentials | None
