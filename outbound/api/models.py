"""What the API answers, as the guide's examples show it.

Unknown fields and values pass through (`model_extra`), and what the guide shows may be null: only
a uid is relied upon. Instants are aware; one without an offset is taken as UTC. An instant or a
figure that cannot be read counts as null, so that one odd row does not hide the rest of its page;
what a bulk's answer counts is the exception, for refusals are believed by it.
"""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)


def _aware(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=UTC) if instant and instant.tzinfo is None else instant


def _none_to_list(value: object) -> object:
    return [] if value is None else value


def _none_if_odd(value: object, read: ValidatorFunctionWrapHandler) -> object:
    try:
        return read(value)
    except ValidationError:
        return None


OddAsNull = WrapValidator(_none_if_odd)
NullAsEmpty = BeforeValidator(_none_to_list)
Instant = Annotated[datetime | None, AfterValidator(_aware), OddAsNull]
Figure = Annotated[float | None, OddAsNull]
Whole = Annotated[int | None, OddAsNull]


class _Answer(BaseModel):
    # An id, status or name that is a number is as good as its digits.
    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)


class CallFlow(_Answer):
    """A call flow of the vendor's UI; its campaign replaces creating one (guide, step 1)."""

    campaign_uid: str


class Campaign(_Answer):
    """The top-level entity that contains schedules (guide, step 1)."""

    uid: str
    name: str | None = None
    is_enabled: bool | None = None
    created_at: Instant = None
    updated_at: Instant = None


class Schedule(_Answer):
    """When calls are made and how they are retried (guide, step 2)."""

    uid: str
    name: str | None = None
    starts_at: Instant = None
    ends_at: Instant = None
    retry_type: str | None = None
    retry_intervals: list[int] | None = None
    is_enabled: bool | None = None
    is_auto: bool | None = None
    created_at: Instant = None
    updated_at: Instant = None


class CallOutcome(_Answer):
    """What a conversation led to, by the name the vendor's call flow gives it."""

    uid: str | None = None
    name: str | None = None


class AttemptOutcome(_Answer):
    """An outcome, and when it was found."""

    call_outcome: CallOutcome | None = None
    created_at: Instant = None


class Attempt(_Answer):
    """One time that a phone was rung (guide, step 6). `duration` is in seconds."""

    uid: str
    status: str | None = None
    started_at: Instant = None
    answered_at: Instant = None
    ended_at: Instant = None
    duration: Figure = None
    created_at: Instant = None
    updated_at: Instant = None
    error_details: object = None
    outbound_call_attempts_outcomes: list[AttemptOutcome] | None = None


class Notification(_Answer):
    """A message sent about a call (guide, step 6)."""

    uid: str | None = None
    status: str | None = None
    message_count: Whole = None


class OutboundCall(_Answer):
    """One person's call, with every attempt (guide, steps 3A, 5 and 6)."""

    uid: str
    external_id: str | None = None
    status: str | None = None
    progress: str | None = None
    is_test_call: bool | None = None
    number_call_retries: Whole = None
    cooldown_until: Instant = None
    created_at: Instant = None
    updated_at: Instant = None
    outbound_call_info: dict[str, object] | None = None
    outbound_call_attempts: list[Attempt] | None = None
    outbound_calls_notifications: list[Notification] | None = None


class CreatedCall(_Answer):
    """A call as the bulk's answer names it (guide, step 3B)."""

    uid: str
    external_id: str | None = None
    status: str | None = None
    progress: str | None = None


class BulkFailure(_Answer):
    """A call of a bulk that was turned down, by its place in the request, from 0."""

    index: int
    reason: str | None = None
    details: object = None


class BulkAnswer(_Answer):
    """What became of a bulk (guide, step 3B). The created calls stand in no promised order."""

    outbound_calls: Annotated[list[CreatedCall], NullAsEmpty]
    total_count: int | None = None
    successful_count: int | None = None
    failed_count: int | None = None
    failures: Annotated[list[BulkFailure], NullAsEmpty] = []
