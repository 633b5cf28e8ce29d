"""The window of a stopped run once more: the same hours, on the next day that fits."""

from datetime import UTC, datetime

import pytest

from outbound.planning import AllowedHours, Between, InWords, repeated

FRIDAY = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
"""10:30 in Tokyo."""


def again(words: str, *, due: datetime = FRIDAY, allowed: str | None = None) -> list[str]:
    hours = AllowedHours(weekend=allowed)
    asked = repeated(InWords(windows=[words]), due=due, now=FRIDAY, allowed=hours)
    assert isinstance(asked, InWords)
    return asked.windows


@pytest.mark.parametrize(
    ("words", "next_time"),
    [
        ("today 09:00-12:00 Asia/Tokyo", "2026-11-27 09:00-12:00 Asia/Tokyo"),
        ("today 08:00-10:00 Asia/Tokyo", "2026-11-28 08:00-10:00 Asia/Tokyo"),
        ("tomorrow 09:00-12:00 Asia/Tokyo", "2026-11-28 09:00-12:00 Asia/Tokyo"),
        ("2026-11-24 09:00-12:00 Asia/Tokyo", "2026-11-27 09:00-12:00 Asia/Tokyo"),
        ("weekdays 08:00-10:00 Asia/Tokyo", "2026-11-30 08:00-10:00 Asia/Tokyo"),
        ("mon 09:00-12:00 Europe/Berlin", "2026-11-30 09:00-12:00 Europe/Berlin"),
    ],
)
def test_words_become_the_next_date_with_anything_left(words: str, next_time: str) -> None:
    assert again(words) == [next_time]


def test_tomorrow_is_the_day_after_the_run_was_due() -> None:
    yesterday = datetime(2026, 11, 26, 1, tzinfo=UTC)
    found = again("tomorrow 09:00-12:00 Asia/Tokyo", due=yesterday)
    assert found == ["2026-11-27 09:00-12:00 Asia/Tokyo"]


def test_a_day_without_allowed_hours_does_not_fit() -> None:
    assert again("daily 08:00-10:00 Asia/Tokyo", allowed="none") == [
        "2026-11-30 08:00-10:00 Asia/Tokyo"
    ]


def test_hours_of_each_contact_stay_theirs() -> None:
    asked = InWords(windows=["today 09:00-18:00"], local=True)
    found = repeated(asked, due=FRIDAY, now=FRIDAY, allowed=AllowedHours())
    assert found == InWords(windows=["2026-11-27 09:00-18:00"], local=True)


def moved(asked: Between) -> Between | InWords:
    return repeated(asked, due=FRIDAY, now=FRIDAY, allowed=AllowedHours())


def test_two_instants_keep_what_is_left_of_them() -> None:
    goes_on = Between(starts_at=FRIDAY.replace(hour=0), ends_at=FRIDAY.replace(hour=3))
    assert moved(goes_on) == Between(ends_at=goes_on.ends_at)


def test_two_instants_that_are_over_move_by_whole_days() -> None:
    tuesday = Between(
        starts_at=FRIDAY.replace(day=24, hour=0), ends_at=FRIDAY.replace(day=24, hour=1)
    )
    assert moved(tuesday) == Between(
        starts_at=FRIDAY.replace(day=28, hour=0), ends_at=FRIDAY.replace(day=28, hour=1)
    )
