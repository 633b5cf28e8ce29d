"""What a user asks for: the same words from the command line, the UI's form and a schedule.

A request is stored as JSON with its run, and its fields make default keys: renaming a field, or
changing a default, would make yesterday's run another request.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, Field, PositiveInt, ValidationError

from outbound.contacts import ListOptions
from outbound.ledger import Cap
from outbound.mistakes import UserMistake
from outbound.planning import AllowedHours, Window


class _Asked(BaseModel, extra="forbid", frozen=True):
    """A part of a request: it refuses fields that it does not know, and never changes."""


class NewCampaign(_Asked, title="A new campaign"):
    """A campaign that is created for this run."""

    name: str = Field(min_length=1, description="The new campaign's name.")


class ExistingCampaign(_Asked, title="An existing campaign"):
    """A campaign that is there already."""

    campaign_uid: str = Field(min_length=1, description="The campaign's uid.")


class CampaignOfCallFlow(_Asked, title="The campaign of a call flow"):
    """The campaign that belongs to a call flow of the vendor's UI."""

    call_flow_uid: str = Field(min_length=1, description="The call flow's uid.")


CampaignChoice = NewCampaign | ExistingCampaign | CampaignOfCallFlow

RetryIntervals = list[PositiveInt]
"""Seconds before each further call to a person not reached; 3 entries are up to 4 calls."""

DEFAULT_RETRY_INTERVALS = (300, 300, 300)
"""Seconds; the guide's own example (step 2)."""


class CallCap(_Asked, title="A cap on calls to a number"):
    """A cap on the calls that a number gets across runs, from your records' history."""

    max_calls: PositiveInt = Field(description="At most so many calls to one number, …")
    within_hours: PositiveInt = Field(description="… within so many hours.")

    def as_cap(self) -> Cap:
        """As the ledger heeds it."""
        return Cap(self.max_calls, timedelta(hours=self.within_hours))


class Canary(_Asked, title="A trial group"):
    """The first people of the list are called first; the others wait for the result."""

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


class Checks(_Asked, title="Checks before anybody is called"):
    """Checks that keep people from being called by mistake."""

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


ONE_PERSON: Literal["one person"] = "one person"
"""Stands in place of a list's name in a stored request for a single call."""

_ANY_HOUR = AllowedHours(hours="00:00-24:00")


class Launch(_Asked):
    """A list to be called in schedules of its own."""

    contacts: str
    campaign: CampaignChoice
    window: Window
    allowed: AllowedHours = AllowedHours()
    retry_intervals: RetryIntervals
    list_options: ListOptions = ListOptions()
    checks: Checks = Checks()

    @property
    def hours(self) -> AllowedHours:
        """The allowed hours; any hour for a run that is older than this option.

        It keeps the window that it was given.
        """
        return self.allowed if "allowed" in self.model_fields_set else _ANY_HOUR

    @property
    def window_zone(self) -> str | None:
        """The zone of the window's hours; None where it has none, or each contact's own."""
        return self.window.zone


class Addition(_Asked):
    """A list to be added to another client's schedule."""

    contacts: str
    schedule_uid: str
    force: bool = False
    list_options: ListOptions = ListOptions()

    @property
    def checks(self) -> Checks:
        """No checks: the schedule's own client answers for it."""
        return Checks()

    @property
    def window_zone(self) -> None:
        """No window: the schedule has its own."""

    @property
    def retry_intervals(self) -> RetryIntervals:
        """No intervals of ours: the schedule has its own."""
        return []


class SingleLaunch(Launch):
    """One person to be called in a schedule of their own."""

    contacts: Literal["one person"] = ONE_PERSON


class SingleAddition(Addition):
    """One person to be added to another client's schedule."""

    contacts: Literal["one person"] = ONE_PERSON


SingleCall = SingleLaunch | SingleAddition
Request = Launch | Addition
"""What a run was begun with; a `SingleCall` is one of these, too."""


LAUNCH, ADDITION = "launch", "add"
"""The kinds of runs, as they are stored."""


def kind_of(request: Request) -> str:
    """The kind of the runs that are begun with such a request."""
    return ADDITION if isinstance(request, Addition) else LAUNCH


def parse_request(kind: str, stored: Mapping[str, object]) -> Request:
    """The request that a run of this kind was stored with; a field that it lacks has its default.

    Raises:
        UserMistake: it is no request of this version.
    """
    is_single = stored.get("contacts") == ONE_PERSON
    model: type[Request]
    if kind == ADDITION:
        model = SingleAddition if is_single else Addition
    else:
        model = SingleLaunch if is_single else Launch
    try:
        return model.model_validate(stored)
    except ValidationError as error:
        # The error's own text shows values, which may be personal.
        fields = ", ".join(sorted({str(each["loc"][0]) for each in error.errors()}))
        raise UserMistake(
            "The run was begun by another version of Outbound, with a request that this one does "
            f"not understand ({fields}): use that version for it."
        ) from None
