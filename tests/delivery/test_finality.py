from datetime import UTC, datetime, timedelta

import pytest

from outbound.api.models import OutboundCall
from outbound.delivery.finality import is_final, lacks_detail, newest_attempt, result_of
from outbound.ledger.calls import NOT_REACHED

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

Json = dict[str, object]


def call(*attempts: Json, **changes: object) -> OutboundCall:
    fields = {"uid": "call", "status": "pending", "outbound_call_attempts": attempts, **changes}
    return OutboundCall.model_validate(fields)


def attempt(minute: int = 0, *outcomes: Json, **changes: object) -> Json:
    """Nobody answered, and it has ended."""
    started = NOON + timedelta(minutes=minute)
    return {
        "uid": f"attempt at {minute}",
        "status": "no_answer",
        "started_at": started,
        "ended_at": started + timedelta(seconds=20),
        "outbound_call_attempts_outcomes": outcomes,
        **changes,
    }


def ringing(minute: int = 0) -> Json:
    return attempt(minute, ended_at=None, status="ringing")


def answered(minute: int = 0, **changes: object) -> Json:
    started = NOON + timedelta(minutes=minute)
    return attempt(minute, answered_at=started, status="hangup", **changes)


def outcome(name: str | None, minute: int = 0) -> Json:
    return {
        "call_outcome": {"uid": "u", "name": name},
        "created_at": NOON + timedelta(minutes=minute),
    }


def test_a_completed_call_is_final() -> None:
    assert is_final(call(status="completed"), retries=3)


@pytest.mark.parametrize("status", ["pending", "cancelled", "Completed", "", None])
def test_any_other_status_decides_nothing(status: str | None) -> None:
    assert not is_final(call(status=status), retries=3)


def test_a_call_that_was_answered_and_has_ended_is_final() -> None:
    assert is_final(call(attempt(), answered(5)), retries=3)


def test_a_conversation_under_way_is_not_final() -> None:
    assert not is_final(call(answered(ended_at=None)), retries=0)


def test_a_call_that_rings_again_is_not_final() -> None:
    assert not is_final(call(answered(), ringing(5)), retries=0)


def test_a_call_without_retries_left_is_final() -> None:
    assert not is_final(call(attempt(), attempt(5)), retries=2)
    assert is_final(call(attempt(), attempt(5), attempt(10)), retries=2)


def test_the_last_retry_is_waited_for() -> None:
    assert not is_final(call(attempt(), ringing(5)), retries=1)


def test_where_nobody_knows_of_retries_attempts_do_not_exhaust_a_call() -> None:
    assert not is_final(call(*(attempt(minute) for minute in range(9))), retries=None)
    assert is_final(call(answered()), retries=None)


@pytest.mark.parametrize("attempts", [None, []])
def test_a_call_without_attempts_counts_as_not_reached(attempts: object) -> None:
    assert result_of(call(outbound_call_attempts=attempts)) == NOT_REACHED


def test_a_call_counts_as_its_newest_attempts_newest_outcome() -> None:
    newest = answered(5, outbound_call_attempts_outcomes=[outcome("B", 7), outcome("A", 6)])
    older = answered(outbound_call_attempts_outcomes=[outcome("C", 9)])
    assert result_of(call(newest, older)) == "B"


@pytest.mark.parametrize("outcomes", [None, [], [outcome(None)], [{"call_outcome": None}]])
def test_without_an_outcome_a_call_counts_as_its_newest_attempts_status(outcomes: object) -> None:
    assert result_of(call(answered(outbound_call_attempts_outcomes=outcomes))) == "hangup"


def test_an_attempt_without_any_status_is_nobody_reached() -> None:
    assert result_of(call(attempt(status=None))) == NOT_REACHED


def test_unknown_outcomes_count_under_their_own_name() -> None:
    found = call(answered(outbound_call_attempts_outcomes=[outcome("未知 ✨")]))
    assert result_of(found) == "未知 ✨"


def test_without_instants_the_order_decides_which_attempt_is_newest() -> None:
    nowhen = [attempt(minute, started_at=None) for minute in (1, 2)]
    newest = newest_attempt(call(*nowhen))
    assert newest is not None
    assert newest.uid == "attempt at 2"


def test_a_row_lacks_detail_where_it_shows_no_attempt_or_no_outcomes() -> None:
    assert lacks_detail(call(outbound_call_attempts=None))
    assert lacks_detail(call())
    assert lacks_detail(call(attempt(outbound_call_attempts_outcomes=None)))
    assert not lacks_detail(call(attempt()))
