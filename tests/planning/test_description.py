from datetime import UTC, datetime

import pytest

from outbound.planning import AllowedHours, CallingWindow, InWords, calling_windows, describe

TOKYO = "Asia/Tokyo"


def described(start: str, end: str, zone: str = TOKYO) -> str:
    return describe(CallingWindow(utc(start), utc(end)), zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("24 00:00", "24 03:00", "2026-11-24 09:00-12:00 Asia/Tokyo = 00:00-03:00 UTC"),
        ("24 00:00:05", "24 03:00", "2026-11-24 09:00:05-12:00 Asia/Tokyo = 00:00:05-03:00 UTC"),
        ("24 12:00", "24 15:00", "2026-11-24 21:00-24:00 Asia/Tokyo = 12:00-15:00 UTC"),
        (
            "23 23:00",
            "24 03:00",
            "2026-11-24 08:00-12:00 Asia/Tokyo = 2026-11-23 23:00 to 2026-11-24 03:00 UTC",
        ),
        ("23 21:00", "24 00:00", "2026-11-24 06:00-09:00 Asia/Tokyo = 2026-11-23 21:00-24:00 UTC"),
        (
            "24 12:00",
            "25 03:00",
            "2026-11-24 21:00 to 2026-11-25 12:00 Asia/Tokyo = 12:00 to 2026-11-25 03:00 UTC",
        ),
    ],
)
def test_a_window_is_told_by_both_clocks(start: str, end: str, text: str) -> None:
    assert described(start, end) == text


def test_what_is_told_can_be_asked_for_again() -> None:
    text = "2026-11-24 21:00-24:00 Asia/Tokyo"
    any_hour = AllowedHours(hours="00:00-24:00")
    asked = InWords(windows=[text])
    (window,) = calling_windows(asked, due=utc("24 00:00"), zones=(TOKYO,), allowed=any_hour)
    assert describe(window, TOKYO).startswith(f"{text} = ")
