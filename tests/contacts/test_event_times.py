import pytest

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
        ("01/02/2026 14:30", "not an ISO 8601"),
        ("2026/12/114:30", "not an ISO 8601"),
    ],
)
def test_no_time_is_guessed(text: str, reason: str) -> None:
    with pytest.raises(Unusable) as unusable:
        to_event_date_time(text, "Europe/Berlin")
    assert reason in unusable.value.reason
    assert text not in unusable.value.reason
