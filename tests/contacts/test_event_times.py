from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.contacts.event_times import to_event_date_time
from outbound.contacts.rejections import Unusable


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01 14:30",
        "2026-12-1 14:30",
        "2026/12/1 14:30",
        "2026年12月1日 14:30",
        "2026年12月1日14時30分",
        "2026-12-01T14:30:00",
    ],
)
def test_a_time_without_an_offset_is_one_of_the_zone(text: str) -> None:
    assert to_event_date_time(text, "Asia/Tokyo") == "2026-12-01T14:30:00+09:00"


def test_an_offset_that_is_written_wins_over_the_zone() -> None:
    text = "2026-12-01T14:30:00-05:00"
    assert to_event_date_time(text, "Asia/Tokyo") == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-03-29 02:30", "does not exist"),
        ("2026-10-25 02:30", "comes twice"),
        ("2026-12-24", "without a time"),
        ("2026/12/1", "without a time"),
        ("2026-12-01+09:00", "without a time"),
        ("2026-12-01-14:30", "without a time"),
        ("2026-12-01Z", "without a time"),
        ("2026-12-01x14:30", "not an ISO 8601"),
        ("20261201114", "not an ISO 8601"),
        ("1796106600", "not an ISO 8601"),
        ("46357.604", "not an ISO 8601"),
        ("2026-12-01T14:30:00+99:00", "not an ISO 8601"),
        ("2026-12-01 02:30 PM", "not an ISO 8601"),
        ("2026-12-01T14:30:00 JST", "not an ISO 8601"),
        ("01/02/2026 14:30", "not an ISO 8601"),
        ("2026/12/114:30", "not an ISO 8601"),
    ],
)
def test_no_time_is_guessed(text: str, reason: str) -> None:
    with pytest.raises(Unusable) as unusable:
        to_event_date_time(text, "Europe/Berlin")
    assert reason in unusable.value.reason
    assert text not in unusable.value.reason


@pytest.mark.parametrize(
    "date",
    [
        *("0001-01-01", "0026-12-01", "1405-09-10", "1601-01-01", "1753-01-01", "1899-12-30"),
        *("1900-01-01", "1904-01-01", "1970-01-01", "1999-12-31", "2099-12-31", "9999-12-31"),
    ],
)
@pytest.mark.parametrize("time", [" 00:00", "T00:00:00Z", "T23:59:59-11:00"])
def test_years_that_nobody_means_stand_for_no_date(date: str, time: str) -> None:
    with pytest.raises(Unusable, match="nobody means its year"):
        to_event_date_time(date + time, "Asia/Tokyo")


@pytest.mark.parametrize("text", ["2569-12-01T14:30:00+07:00", "2569/12/01 14:30"])
def test_a_year_of_the_buddhist_calendar_is_not_one_of_ours(text: str) -> None:
    with pytest.raises(Unusable, match="Buddhist"):
        to_event_date_time(text, "Asia/Bangkok")


@given(st.text(alphabet="0123456789-/:.TWZ+ 年月日時分x", min_size=6, max_size=26))
def test_whatever_is_written_is_an_instant_of_a_year_that_is_meant_or_refused(text: str) -> None:
    try:
        instant = datetime.fromisoformat(to_event_date_time(text, "Europe/Berlin"))
    except Unusable:
        return
    assert instant.utcoffset() is not None
    assert 2000 <= instant.year < 2099
