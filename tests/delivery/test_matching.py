"""Whatever a bulk's answer says: nobody is taken for created or refused who may be neither."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.api.models import BulkAnswer
from outbound.delivery.matching import RowResults, fates
from outbound.ledger.rows import ClaimedRow

ROWS = [ClaimedRow(number, f"P-{number}", {}) for number in range(10, 15)]

Json = dict[str, object]


def call(external_id: str | None, uid: str | None = None) -> Json:
    return {"uid": uid or f"call of {external_id}", "external_id": external_id, "status": "pending"}


def failure(index: int, **changes: object) -> Json:
    return {"index": index, "reason": "Invalid", "details": {"email": "Invalid"}, **changes}


def said_of(
    rows: list[ClaimedRow], calls: list[Json], failures: list[Json], **sums: int
) -> RowResults:
    answer = {"outbound_calls": calls, "failures": failures, **sums}
    return fates(rows, BulkAnswer.model_validate(answer))


def created(found: RowResults) -> dict[int, str]:
    return {row.number: row.call_uid for row in found.created}


def refused(found: RowResults) -> list[int]:
    return [row.number for row in found.refused]


def test_rows_are_found_by_their_id_in_whatever_order() -> None:
    found = said_of(ROWS[:3], [call("P-12", "c"), call("P-10", "a"), call("P-11", "b")], [])
    assert created(found) == {10: "a", 11: "b", 12: "c"}


def test_a_failure_is_found_by_its_place_in_the_request() -> None:
    found = said_of(ROWS[:3], [call("P-12"), call("P-10")], [failure(1)])
    assert (sorted(created(found)), refused(found)) == ([10, 12], [11])


def test_a_refusal_says_which_field_and_why() -> None:
    (row,) = said_of(ROWS[:1], [], [failure(0)]).refused
    assert (row.field, row.reason) == ("email", "Invalid")


@pytest.mark.parametrize("details", [None, {}, [], "text", 7])
def test_a_refusal_without_details_is_one_all_the_same(details: object) -> None:
    (row,) = said_of(ROWS[:1], [], [failure(0, details=details, reason=None)]).refused
    assert (row.field, row.reason) == (None, "no reason given")


def test_a_row_that_is_not_named_is_in_doubt() -> None:
    found = said_of(ROWS[:2], [call("P-10")], [])
    assert (sorted(created(found)), refused(found)) == ([10], [])


def test_a_row_that_is_named_twice_is_in_doubt() -> None:
    found = said_of(ROWS[:2], [call("P-10", "a"), call("P-10", "b"), call("P-11")], [])
    assert sorted(created(found)) == [11]


def test_two_rows_with_one_call_are_both_in_doubt() -> None:
    found = said_of(ROWS[:3], [call("P-10", "a"), call("P-11", "a"), call("P-12", "c")], [])
    assert sorted(created(found)) == [12]


def test_a_call_of_a_stranger_is_nobodys() -> None:
    assert created(said_of(ROWS[:1], [call("P-99"), call(None)], [])) == {}


def test_a_call_whose_id_differs_in_case_is_a_strangers() -> None:
    assert created(said_of(ROWS[:1], [call("p-10")], [])) == {}


@pytest.mark.parametrize(
    ("calls", "failures", "sums"),
    [
        ([call("P-10")], [failure(1), failure(1)], {}),
        ([call("P-10")], [failure(0)], {}),
        ([call("P-10")], [failure(2)], {}),
        ([call("P-10")], [failure(-1)], {}),
        ([call("P-99")], [failure(1)], {}),
        ([call(None)], [failure(1)], {}),
        ([call("P-10"), call("P-99")], [failure(1)], {}),
        ([call("P-10")], [failure(1)], {"total_count": 3}),
        ([call("P-10")], [failure(1)], {"successful_count": 2}),
        ([call("P-10")], [failure(1)], {"failed_count": 0}),
    ],
)
def test_no_refusal_is_believed_of_an_answer_that_does_not_add_up(
    calls: list[Json], failures: list[Json], sums: dict[str, int]
) -> None:
    assert refused(said_of(ROWS[:2], calls, failures, **sums)) == []


def test_counts_that_are_missing_contradict_nothing() -> None:
    assert refused(said_of(ROWS[:2], [call("P-10")], [failure(1)])) == [11]


_ids = st.sampled_from([*(row.external_id for row in ROWS), "P-99", "", None])
_calls = st.lists(st.builds(call, _ids, st.sampled_from([None, "a", "b"])), max_size=7)
_failures = st.lists(st.builds(failure, st.integers(-2, 7)), max_size=7)
_sums = st.fixed_dictionaries(
    {},
    optional={
        name: st.integers(-1, 7) for name in ("total_count", "successful_count", "failed_count")
    },
)


@given(count=st.integers(1, 5), calls=_calls, failures=_failures, sums=_sums)
def test_for_any_answer_what_is_believed_leaves_no_room_for_doubt(
    count: int, calls: list[Json], failures: list[Json], sums: dict[str, int]
) -> None:
    rows = ROWS[:count]
    found = said_of(rows, calls, failures, **sums)
    numbers = Counter([*created(found), *refused(found)])
    assert set(numbers) <= {row.number for row in rows}
    assert all(times == 1 for times in numbers.values())
    assert len(set(created(found).values())) == len(found.created)
    _created_are_named_once(found, calls)
    if found.refused:
        assert len(calls) == len(found.created)
        assert len(failures) == len(found.refused)
        assert sum(numbers.values()) == count
        assert sums.get("total_count", count) == count
        assert sums.get("successful_count", len(calls)) == len(calls)
        assert sums.get("failed_count", len(failures)) == len(failures)


def _created_are_named_once(found: RowResults, calls: list[Json]) -> None:
    for row in found.created:
        named = [each for each in calls if each["external_id"] == f"P-{row.number}"]
        assert [each["uid"] for each in named] == [row.call_uid]


@given(
    order=st.permutations(range(5)),
    good=st.sets(st.integers(0, 4)),
)
def test_an_answer_that_adds_up_settles_everybody(order: list[int], good: set[int]) -> None:
    calls = [call(ROWS[place].external_id) for place in order if place in good]
    failures = [failure(place) for place in order if place not in good]
    sums = {
        "total_count": 5,
        "successful_count": len(calls),
        "failed_count": len(failures),
    }
    found = said_of(ROWS, calls, failures, **sums)
    assert set(created(found)) == {ROWS[place].number for place in good}
    assert set(refused(found)) == {row.number for row in ROWS} - set(created(found))
