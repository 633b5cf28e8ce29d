"""An answer is read without a network: status, headers and body in, data or an error out."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outbound.api.answers import Answer, lost, read_answer, seconds_to_stay_away
from outbound.api.errors import (
    CredentialsRefused,
    Fatal,
    InDoubt,
    MicoError,
    NotFound,
    Retriable,
    ScopeMissing,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DOCUMENTED = (Fatal, Retriable, InDoubt)

bodies = st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
).map(lambda body: json.dumps(body).encode())
statuses = st.integers(min_value=100, max_value=599)
headers = st.dictionaries(st.just("retry-after"), st.text(max_size=30))


def _read(status: int, content: bytes = b"{}", *, repeatable: bool, **headers: str) -> object:
    spelled = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Answer(status, spelled, content)
    return read_answer(answer, doing="Doing it", repeatable=repeatable, now=NOW)


@pytest.mark.parametrize(
    ("status", "of_a_read", "of_a_write"),
    [
        (100, Retriable, InDoubt),
        (301, Fatal, InDoubt),
        (303, Fatal, InDoubt),
        (304, Fatal, InDoubt),
        (308, Fatal, InDoubt),
        (400, Fatal, Fatal),
        (401, CredentialsRefused, CredentialsRefused),
        (403, ScopeMissing, ScopeMissing),
        (404, NotFound, NotFound),
        (408, Retriable, InDoubt),
        (409, Fatal, Fatal),
        (422, Fatal, Fatal),
        (429, Retriable, Retriable),
        (499, Fatal, Fatal),
        (500, Retriable, InDoubt),
        (502, Retriable, InDoubt),
        (503, Retriable, InDoubt),
        (504, Retriable, InDoubt),
        (520, Retriable, InDoubt),
        (599, Retriable, InDoubt),
        (999, Retriable, InDoubt),
    ],
)
def test_a_status_is_what_the_caller_can_do_about_it(
    status: int, of_a_read: type[MicoError], of_a_write: type[MicoError]
) -> None:
    for kind, repeatable in ((of_a_read, True), (of_a_write, False)):
        with pytest.raises(MicoError) as caught:
            _read(status, repeatable=repeatable)
        assert type(caught.value) is kind


@pytest.mark.parametrize("content", [b"{}", b"[]", b"null", b"5", b" [1]\n"])
def test_a_success_is_its_json(content: bytes) -> None:
    assert _read(200, content, repeatable=False) == json.loads(content)


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b'{"uid":', b'"a text"', b"\xff", b"[" * 10**5]
)
def test_a_success_that_is_no_json_says_nothing_about_what_was_done(content: bytes) -> None:
    with pytest.raises(Retriable):
        _read(200, content, repeatable=True)
    with pytest.raises(InDoubt):
        _read(201, content, repeatable=False)


def test_an_error_keeps_the_answer() -> None:
    with pytest.raises(Fatal) as caught:
        _read(422, b'{"why": 5}', repeatable=False, x_request_id="r-1")
    assert (caught.value.status, caught.value.body) == (422, {"why": 5})
    assert caught.value.headers == {"x-request-id": "r-1"}


def test_a_lost_answer_leaves_doubt_only_about_what_changes_something() -> None:
    assert type(lost("Doing it", "gone", repeatable=True)) is Retriable
    assert type(lost("Doing it", "gone", repeatable=False)) is InDoubt


@settings(max_examples=60)
@given(status=statuses, content=bodies, headers=headers, repeatable=st.booleans())
def test_whatever_comes_is_data_or_a_documented_error(
    *, status: int, content: bytes, headers: dict[str, str], repeatable: bool
) -> None:
    answer = Answer(status, headers, content)
    raised: MicoError | None = None
    try:
        read_answer(answer, doing="Doing it", repeatable=repeatable, now=NOW)
    except DOCUMENTED as error:
        raised = error
    assert 200 <= status <= 299 if raised is None else raised.status == status


@given(status=st.integers(min_value=500, max_value=999), content=bodies, headers=headers)
def test_a_server_s_error_always_leaves_doubt_about_a_write(
    status: int, content: bytes, headers: dict[str, str]
) -> None:
    with pytest.raises(InDoubt):
        read_answer(Answer(status, headers, content), doing="Doing it", repeatable=False, now=NOW)


@given(status=statuses, content=bodies)
def test_only_a_4xx_says_that_a_write_was_not_carried_out(status: int, content: bytes) -> None:
    try:
        _read(status, content, repeatable=False)
    except (Fatal, Retriable):
        assert 400 <= status <= 499
    except InDoubt:
        pass


@given(status=statuses, content=bodies)
def test_a_read_is_never_in_doubt(status: int, content: bytes) -> None:
    with suppress(Fatal, Retriable):
        _read(status, content, repeatable=True)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("1.5", 1.5),
        ("-5", 0),
        ("", 0),
        ("soon", 0),
        ("inf", 0),
        ("Tue, 24 Nov 2026 09:02:00 GMT", 120),
        ("Tuesday, 24-Nov-26 09:02:00 GMT", 120),
        ("Tue Nov 24 09:02:00 2026", 120),
        ("Tue, 24 Nov 2026 18:02:00 +0900", 120),
        ("Tue, 24 Nov 2026 08:00:00 GMT", 0),
        ("9" * 400, 86_400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_a_day_at_most(text: str, seconds: float) -> None:
    assert seconds_to_stay_away({"retry-after": text}, NOW) == seconds


def test_without_retry_after_there_is_nothing_to_wait_for() -> None:
    assert seconds_to_stay_away({}, NOW) == 0


@given(seconds=st.integers(min_value=0, max_value=86_400))
def test_seconds_and_the_date_that_means_the_same_are_waited_out_alike(seconds: int) -> None:
    date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert seconds_to_stay_away({"retry-after": date}, NOW) == seconds
    assert seconds_to_stay_away({"retry-after": str(seconds)}, NOW) == seconds


@given(text=st.text() | st.from_regex(r"\w{3}, \d+ \w{3} \d+ \d+:\d+:\d+ [+-]?\w+"))
@example(text="Mon, 01 Jan 2027 00:00:00 +999999999999999")
def test_whatever_retry_after_says_the_wait_is_none_to_a_day(text: str) -> None:
    assert 0 <= seconds_to_stay_away({"retry-after": text}, NOW) <= 86_400
