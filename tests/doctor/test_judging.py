"""What the doctor makes of answers that the sandbox never gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.api import Fatal
from outbound.api.models import BulkAnswer, OutboundCall, Schedule
from outbound.doctor.access import judge_clock
from outbound.doctor.creation import (
    judge_bulk_order,
    judge_call_echo,
    judge_refused_rows,
    judge_schedule_echo,
)
from outbound.doctor.error_bodies import judge_error_bodies, shape
from outbound.doctor.filters import FIELDS, Answer, judge_filters, questions
from outbound.doctor.finished_call import judge_attempts, judge_retries
from outbound.doctor.ground import RETRIES, WINDOW, Place
from outbound.doctor.pages import judge_list_order, judge_pages
from outbound.doctor.probe_calls import good_calls, single_call
from outbound.ledger import Verdict
from tests.doctor.conftest import OWN_NUMBER

CALLS = {str(call["external_id"]): call for call in good_calls(OWN_NUMBER, "t")}
"""Each call under a uid that is its external id."""
FIRST = next(iter(CALLS.values()))
OF_TESTS = {"true": frozenset[str](), "false": frozenset(CALLS)}
AT = datetime(2027, 1, 2, 3, 4, tzinfo=UTC)


def filtered(how: str) -> list[Answer]:
    """What an API shows that compares in this way."""
    rules: dict[str, Callable[[str, str], bool]] = {
        "equal": lambda asked, has: asked == has,
        "parts": lambda asked, has: asked in has,
        "any case": lambda asked, has: asked.lower() == has.lower(),
        "ignored": lambda _asked, _has: True,
        "never": lambda _asked, _has: False,
    }
    return [
        Answer(
            field,
            asked,
            frozenset(uid for uid, call in CALLS.items() if rules[how](asked, str(call[field]))),
        )
        for field in FIELDS
        for asked in questions(str(FIRST[field]))
    ]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("parts", "external_id finds more than what is equal"),
        ("any case", "first_name finds more than what is equal"),
        ("ignored", "phone_number is ignored"),
        ("never", "email does not find what is equal"),
    ],
)
def test_a_filter_that_is_not_exact_is_named_with_what_it_does(how: str, said: str) -> None:
    finding = judge_filters(filtered(how), OF_TESTS, CALLS)
    assert finding.verdict == Verdict.DIFFERS
    assert said in finding.found.split("; ")


def test_filters_that_find_what_is_equal_are_fine() -> None:
    assert judge_filters(filtered("equal"), OF_TESTS, CALLS).verdict == Verdict.FINE


def test_a_filter_for_test_calls_that_changes_nothing_is_ignored() -> None:
    of_tests = dict.fromkeys(("true", "false"), frozenset(CALLS))
    assert judge_filters(filtered("equal"), of_tests, CALLS).found == "is_test_call is ignored"


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ([["a", "b", "c", "d"], ["e"], []], None),
        ([["a", "b", "c", "d"], ["e"], ["e"]], "pages repeat rows"),
        ([["a", "b", "c", "d"], [], []], "pages lack rows"),
        ([["a", "b", "c", "d"], ["e", "f"], []], "pages show calls of others"),
        ([["a", "b", "c", "d", "e"], [], []], "other sizes"),
    ],
)
def test_pages_are_fine_where_each_call_stands_there_once(
    reading: Sequence[Sequence[str]], said: str | None
) -> None:
    finding = judge_pages([reading], set("abcde"))
    assert (finding.verdict == Verdict.FINE) == (said is None)
    assert said is None or said in finding.found


@pytest.mark.parametrize(
    ("wholes", "said"),
    [
        (["abc", "abc"], "oldest"),
        (["bac", "bac"], "oldest"),
        (["cba", "cba"], "newest"),
        (["acb", "acb"], "neither"),
        (["abc", "bac"], "each time"),
    ],
)
def test_the_order_of_a_list_is_told_by_the_order_of_requests(
    wholes: Sequence[str], said: str
) -> None:
    assert said in judge_list_order([list(whole) for whole in wholes], [["a", "b"], ["c"]]).found


def bulk(*ids: str | None, failures: Sequence[int] = (), **counts: int) -> BulkAnswer:
    created = [{"uid": f"u{n}", "external_id": each} for n, each in enumerate(ids)]
    failed = [{"index": index} for index in failures]
    return BulkAnswer.model_validate({"outbound_calls": created, "failures": failed, **counts})


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (bulk("1", "2"), "the order of the request"),
        (bulk("2", "1"), "another order"),
        (bulk("1", None), "no external id"),
        (bulk("1", failures=[1]), "1 good rows were turned down"),
    ],
)
def test_a_bulks_answer_is_compared_with_its_request(answer: BulkAnswer, said: str) -> None:
    assert said in judge_bulk_order(["1", "2"], answer).found


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Fatal("Creating", "no", status=422), "whole bulk is turned down (422)"),
        (bulk("1", "2"), "a row without a number is taken"),
        (bulk("1", failures=[2], total_count=2, successful_count=1, failed_count=1), "place"),
        (bulk("1", failures=[1], total_count=2, successful_count=2, failed_count=0), "counts"),
    ],
)
def test_what_becomes_of_a_bad_row_is_told(answer: BulkAnswer | Fatal, said: str) -> None:
    finding = judge_refused_rows(answer)
    assert finding.verdict == Verdict.DIFFERS
    assert said in finding.found


def echoed(**changes: object) -> OutboundCall:
    sent = dict(single_call(OWN_NUMBER, "t"))
    external_id = sent.pop("external_id")
    sent.pop("event_date_time")
    info = {**sent, **changes}
    return OutboundCall(uid="u", external_id=str(external_id), outbound_call_info=info)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "every field as it was sent"),
        ({"phone_number": "5551234567"}, "phone_number is another"),
        ({"custom_parameters": None}, "custom_parameters is not shown"),
    ],
)
def test_a_call_is_compared_field_by_field_and_no_value_is_shown(
    changes: Mapping[str, object], said: str
) -> None:
    assert judge_call_echo(single_call(OWN_NUMBER, "t"), echoed(**changes)).found == said


def test_a_schedule_with_another_window_is_named() -> None:
    schedule = Schedule(uid="s", starts_at=AT, ends_at=AT + WINDOW, retry_intervals=list(RETRIES))
    place = Place("c", schedule, AT, AT + WINDOW)
    assert judge_schedule_echo(place).verdict == Verdict.FINE
    shifted = replace(place, starts_at=AT + timedelta(hours=9))
    assert judge_schedule_echo(shifted).found == "another starts_at"


def test_a_refusal_that_is_a_page_is_told_from_one_that_is_an_object() -> None:
    page = Fatal("Reading", "no", status=404, body="<html><body>Not here</body></html>")
    plain = Fatal("Reading", "no", status=422, body={"error": {"code": "x"}})
    assert judge_error_bodies([plain]).found == "422 {error: {code}}"
    assert judge_error_bodies([page, plain]).found == "404 an HTML page"


JSON = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_characters="…")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_the_shape_of_any_body_is_short_of_values_and_of_control_characters(body: object) -> None:
    shown = shape({"error": body})
    assert shown.isprintable()
    assert not any(character.isdigit() for character in shown)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(seconds=59), "agree"),
        (timedelta(minutes=2), "120 s behind Mico"),
        (-timedelta(minutes=2), "120 s ahead of Mico"),
        (None, "no answer carried a date"),
    ],
)
def test_the_clocks_are_compared(ahead: timedelta | None, said: str) -> None:
    assert said in judge_clock(ahead, speed=1).found


def finished(*, attempts: bool = True, left: int | None = 0, outcomes: bool = True) -> OutboundCall:
    attempt: dict[str, object] = {"uid": "a", "status": "hangup"}
    named = [{"call_outcome": {"name": "DONE"}}]
    attempt["outbound_call_attempts_outcomes"] = named if outcomes else None
    return OutboundCall.model_validate(
        {
            "uid": "u",
            "number_call_retries": left,
            "outbound_call_attempts": [attempt] if attempts else [],
        }
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (finished(), "as the detail does"),
        (finished(attempts=False), "lists show no attempts"),
        (finished(outcomes=False), "lists show less"),
        (None, "does not show the call"),
    ],
)
def test_a_finished_call_is_compared_with_its_row_in_a_list(
    row: OutboundCall | None, said: str
) -> None:
    assert said in judge_attempts(finished(), row).found


@pytest.mark.parametrize(("left", "verdict"), [(2, "fine"), (0, "differs"), (None, "differs")])
def test_the_count_of_retries_is_compared_with_the_attempts(left: int | None, verdict: str) -> None:
    assert judge_retries(finished(left=left), retries=2).verdict == verdict
