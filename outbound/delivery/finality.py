"""When a call is over, and what it then counts as. Pure functions of a call as it was read."""

from datetime import UTC, datetime, timedelta

from outbound.api.models import Attempt, AttemptOutcome, OutboundCall
from outbound.ledger.calls import FINAL_STATUSES, NOT_REACHED

LONGEST_TALK = timedelta(hours=4)
"""An attempt that began longer ago and shows no end has ended: nobody told Mico of it."""

_NEVER = datetime.min.replace(tzinfo=UTC)


def is_final(call: OutboundCall, retries: int | None) -> bool:
    """Whether the call is known to be over: by its status, or by what the guide documents.

    `retries` is how many retry intervals its schedule has; None where the schedule is somebody
    else's and nobody told us. What `number_call_retries` counts is open, so it decides nothing.
    """
    if call.status in FINAL_STATUSES:
        return True
    attempts = call.outbound_call_attempts or []
    if any(is_running(attempt) for attempt in attempts):
        return False
    was_answered = any(attempt.answered_at and attempt.ended_at for attempt in attempts)
    return was_answered or (retries is not None and len(attempts) > retries)


def is_running(attempt: Attempt) -> bool:
    """Whether a phone rings or somebody talks, as far as the attempt itself shows."""
    return attempt.ended_at is None


def can_still_run(attempt: Attempt, at: datetime) -> bool:
    """Whether it runs, and began recently enough for that to be true."""
    return is_running(attempt) and at < _started(attempt) + LONGEST_TALK


def is_untouched(call: OutboundCall) -> bool:
    """Whether the call, read in detail, shows no trace of an attempt."""
    is_waiting = call.status not in FINAL_STATUSES and call.cooldown_until is None
    return not call.outbound_call_attempts and is_waiting


def lacks_detail(call: OutboundCall) -> bool:
    """Whether the call's row in a list carries no attempts, or attempts without outcomes."""
    newest = newest_attempt(call)
    return newest is None or newest.outbound_call_attempts_outcomes is None


def result_of(call: OutboundCall) -> str:
    """What the call counts as: the newest attempt's newest outcome, else its status."""
    attempt = newest_attempt(call)
    if attempt is None:
        return NOT_REACHED
    outcome = _newest_outcome(attempt)
    name = outcome.call_outcome.name if outcome and outcome.call_outcome else None
    return name or attempt.status or NOT_REACHED


def newest_attempt(call: OutboundCall) -> Attempt | None:
    """The attempt that started last; where instants are missing, the API's order decides."""
    attempts = call.outbound_call_attempts or []
    return max(reversed(attempts), key=_started, default=None)


def _started(attempt: Attempt) -> datetime:
    return attempt.started_at or attempt.created_at or _NEVER


def _newest_outcome(attempt: Attempt) -> AttemptOutcome | None:
    outcomes = attempt.outbound_call_attempts_outcomes or []
    return max(reversed(outcomes), key=lambda outcome: outcome.created_at or _NEVER, default=None)
