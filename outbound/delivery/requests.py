"""What a user asks for: the same words from the command line, the UI's form and a schedule."""

from datetime import timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from outbound.contacts import ListOptions
from outbound.ledger import Cap, Run
from outbound.planning import AllowedHours, Window


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewCampaign(_Asked):
    """A campaign that is created for this run."""

    model_config = ConfigDict(title="A new campaign")

    name: str = Field(min_length=1, description="The new campaign's name.")


class ExistingCampaign(_Asked):
    """A campaign that is there already."""

    model_config = ConfigDict(title="An existing campaign")

    campaign_uid: str = Field(min_length=1, description="The campaign's uid.")


class CampaignOfCallFlow(_Asked):
    """The campaign that belongs to a call flow of the vendor's UI."""

    model_config = ConfigDict(title="The campaign of a call flow")

    call_flow_uid: str = Field(min_length=1, description="The call flow's uid.")


CampaignChoice = NewCampaign | ExistingCampaign | CampaignOfCallFlow

RetryIntervals = list[PositiveInt]
"""Seconds before each further call to who was not reached; 3 entries are up to 4 calls."""

DEFAULT_RETRY_INTERVALS = (300, 300, 300)
"""Seconds; the guide's own example (step 2)."""


class CallCap(_Asked):
    """A cap on the calls that a number gets across runs, from your records' history."""

    model_config = ConfigDict(title="A cap on calls to a number")

    max_calls: PositiveInt = Field(description="At most so many calls to one number, …")
    within_hours: PositiveInt = Field(description="… within so many hours.")

    def as_cap(self) -> Cap:
        """As the ledger heeds it."""
        return Cap(self.max_calls, timedelta(hours=self.within_hours))


class Canary(_Asked):
    """The first people of the list are called before the others, who wait for what comes of it."""

    model_config = ConfigDict(title="A trial group")

    first: PositiveInt = Field(description="How many people are called first.")
    max_failures: float = Field(
        default=0.2,
        ge=0,
        le=1,
        description="Call the others only if no more than this share of them, 0 to 1, failed.",
    )
    failures: list[str] = Field(
        default=["failed", "error"],
        description="What a call counts as that has failed: outcomes, or statuses of attempts.",
    )


class Checks(_Asked):
    """What keeps people from being called who should not be."""

    model_config = ConfigDict(title="Checks before anybody is called")

    suppress: list[str] = Field(
        default=[], description="Do-not-call lists: files in the lists folder, by their names."
    )
    cap: CallCap | None = Field(
        default=None, description="At most so many calls to a number, across runs."
    )
    canary: Canary | None = Field(
        default=None, description="Call the first people, and the others only if that goes well."
    )
    approve: bool = Field(
        default=False,
        description="Wait until a person has seen the plan on the run's page and resumes the run.",
    )
    fail_above: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Call nobody if more than this share of the rows, 0 to 1, could not be used.",
    )

    @classmethod
    def of(cls, run: Run) -> Self:
        """Those that the run was asked to make."""
        return cls.model_validate(run.request.get("checks") or {})


class Launch(_Asked):
    """A list to be called in a schedule of its own."""

    contacts: str
    campaign: CampaignChoice
    window: Window
    allowed: AllowedHours = AllowedHours()
    retry_intervals: RetryIntervals
    list_options: ListOptions = ListOptions()
    checks: Checks = Checks()


class Addition(_Asked):
    """A list to be added to a schedule that is somebody else's."""

    contacts: str
    schedule_uid: str
    force: bool = False
    list_options: ListOptions = ListOptions()
