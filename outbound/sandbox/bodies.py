"""The bodies the guide's requests carry. Types are strict: "true" is no boolean, 5 no name."""

import re
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    PositiveInt,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

# Step 3 shows `+818012345678` and `5551234567`: E.164, or 8 to 15 digits with or without a plus.
_PHONE_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}|\+?[0-9]{8,15}")
WRONG_PHONE_NUMBER = "Invalid format"


def _phone_number(text: str) -> str:
    if not _PHONE_NUMBER.fullmatch(text):
        raise PydanticCustomError("phone_number", WRONG_PHONE_NUMBER)
    return text


def _moment(value: object) -> datetime:
    try:
        return datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise PydanticCustomError("instant", "Not an ISO 8601 date and time") from None


def _instant(value: object) -> datetime:
    moment = _moment(value)
    if moment.tzinfo is None:
        raise PydanticCustomError("instant", "The offset from UTC is missing")
    return moment


def _iso(text: str) -> str:
    _moment(text)
    return text


Text = Annotated[str, StringConstraints(pattern=r"\S")]
PhoneNumber = Annotated[str, AfterValidator(_phone_number)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Iso = Annotated[str, AfterValidator(_iso)]


class Body(BaseModel, strict=True):
    """A JSON object; fields the guide does not name are passed over."""


class NewCampaign(Body):
    """Step 1."""

    name: Text
    is_enabled: bool
    type: Literal["scheduled_call"]


class NewSchedule(Body):
    """Step 2; `retry_intervals` are seconds."""

    name: Text
    starts_at: Instant
    ends_at: Instant
    retry_type: Literal["consistent"]
    retry_intervals: list[PositiveInt]

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise PydanticCustomError("window", "ends_at must be after starts_at")
        return self


class Switch(Body):
    """Step 4."""

    is_enabled: bool


class NewCall(Body):
    """Step 3A, in the order in which `outbound_call_info` shows the fields."""

    phone_number: PhoneNumber
    full_name: str | None = None
    first_name: Text
    last_name: Text
    phonetic_full_name: str | None = None
    phonetic_first_name: Text
    phonetic_last_name: Text
    email: str | None = None
    # The guide's answers show this field nowhere, so it is kept only where it was given.
    event_date_time: Iso | None = Field(default=None, exclude_if=lambda value: value is None)
    custom_parameters: dict[str, object] | None = None
    external_id: str | None = Field(default=None, exclude=True)

    def info(self) -> str:
        """`outbound_call_info`, as JSON."""
        return self.model_dump_json()


class Bulk(Body):
    """Step 3B: 1 to 1,000 calls, each judged by itself later on."""

    outbound_calls: Annotated[list[object], Field(min_length=1, max_length=1000)]
