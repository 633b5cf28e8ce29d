"""What each phrase means, in UTC."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from outbound.planning import (
    AllowedHours,
    InWords,
    UnknownZoneError,
    WindowMissedError,
    calling_windows,
    day_of,
    resolve,
    why_never,
)

DUE = datetime(2026, 11, 24, 3, tzinfo=UTC)
"""A Tuesday, noon in Tokyo."""
TOKYO = "Asia/Tokyo"
ANY_HOUR = AllowedHours(hours="00:00-24:00")


def windows(
    *phrases: str,
    zones: tuple[str, ...] = (TOKYO,),
    allowed: AllowedHours | None = None,
    due: datetime = DUE,
    **more: object,
) -> list[str]:
    """Each window as `24 00:00-03:00`: the day of November in UTC, and hours in UTC."""
    asked = InWords.model_validate({"windows": list(phrases), **more})
    found = calling_windows(asked, due=due, zones=zones, allowed=allowed or AllowedHours())
    return [f"{w.starts_at:%d %H:%M}-{w.ends_at:{_end(w.starts_at, w.ends_at)}}" for w in found]


def _end(starts_at: datetime, ends_at: datetime) -> str:
    return "%H:%M" if starts_at.date() == ends_at.date() else "%d %H:%M"


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("2026-11-25 09:00-12:00 Asia/Tokyo", ["25 00:00-03:00"]),
        ("2026-11-25 9:00–12:00 Asia/Tokyo", ["25 00:00-03:00"]),  # noqa: RUF001 - an en dash
        ("2026-11-25 09:00-12:00 Europe/Berlin", ["25 08:00-11:00"]),
        ("today 13:00-15:00 Asia/Tokyo", ["24 04:00-06:00"]),
        ("13:00-15:00 Asia/Tokyo", ["24 04:00-06:00"]),
        ("tomorrow 09:00-12:00 Asia/Tokyo", ["25 00:00-03:00"]),
        ("tomorrow Asia/Tokyo", ["24 23:00-25 11:58"]),
        ("weekdays 09:00-12:00 Asia/Tokyo", ["25 00:00-03:00"]),
        ("daily 13:00-15:00 Asia/Tokyo", ["24 04:00-06:00"]),
        ("weekends 10:00-11:00 Asia/Tokyo", ["28 01:00-02:00"]),
        ("mon-wed 10:00-11:00 Asia/Tokyo", ["25 01:00-02:00"]),
        ("fri-mon 10:00-11:00 Asia/Tokyo", ["27 01:00-02:00"]),
        ("every day 13:00-15:00 Asia/Tokyo", ["24 04:00-06:00"]),
        ("Thu,sat 10:00-11:00 Asia/Tokyo", ["26 01:00-02:00"]),
        ("thursday 10:00-11:00 Asia/Tokyo", ["26 01:00-02:00"]),
    ],
)
def test_a_phrase_means_these_hours(phrase: str, expected: list[str]) -> None:
    assert windows(phrase) == expected


def test_what_has_begun_is_not_cut_but_what_is_over_is_left_out() -> None:
    assert windows("today 11:00-13:00 Asia/Tokyo") == ["24 02:00-04:00"]
    assert windows("today 09:00-11:00 Asia/Tokyo") == []


def test_days_that_repeat_are_as_many_as_were_asked_for() -> None:
    expected = ["25 00:00-03:00", "26 00:00-03:00", "27 00:00-03:00", "30 00:00-03:00"]
    assert windows("weekdays 09:00-12:00 Asia/Tokyo", days=4) == expected


def test_an_en_dash_between_days_means_all_of_them() -> None:
    phrase = "mon–fri 09:00-12:00"  # noqa: RUF001 - an en dash
    expected = ["25 00:00-03:00", "26 00:00-03:00", "27 00:00-03:00", "30 00:00-03:00"]
    assert windows(phrase, time_zone=TOKYO, days=4) == expected


def test_all_days_that_are_named_are_meant() -> None:
    named = ("tomorrow 09:00-12:00 Asia/Tokyo", "2026-11-28 10:00-12:00 Asia/Tokyo")
    assert windows(*named) == ["25 00:00-03:00", "28 01:00-03:00"]


def test_a_day_that_is_named_is_called_on_beside_days_that_repeat() -> None:
    beside = ("2026-11-27 09:00-12:00", "weekdays 13:00-15:00")
    assert windows(*beside, time_zone=TOKYO) == ["24 04:00-06:00", "27 00:00-03:00"]
    assert windows(*beside, time_zone=TOKYO, days=1) == ["24 04:00-06:00"]


def test_two_windows_of_one_day_are_one_day() -> None:
    twice = ("weekdays 09:00-12:00", "weekdays 14:00-17:00")
    assert windows(*twice, time_zone=TOKYO, days=1) == ["24 05:00-08:00"]
    assert windows(*twice, time_zone=TOKYO, days=2) == [
        "24 05:00-08:00",
        "25 00:00-03:00",
        "25 05:00-08:00",
    ]


def test_windows_that_touch_are_one() -> None:
    touching = ("tomorrow 09:00-12:00", "tomorrow 11:00-13:00", "tomorrow 13:00-14:00")
    assert windows(*touching, time_zone=TOKYO) == ["25 00:00-05:00"]


def test_each_contacts_own_hours_are_their_zones() -> None:
    phrase = "2026-11-25 09:00-12:00"
    assert windows(phrase, local=True, zones=(TOKYO,)) == ["25 00:00-03:00"]
    assert windows(phrase, local=True, zones=("Europe/Berlin",)) == ["25 08:00-11:00"]
    assert windows(f"{phrase} local", zones=("Europe/Berlin",)) == ["25 08:00-11:00"]


def test_who_may_be_in_several_zones_is_called_in_the_hours_of_all() -> None:
    both = ("America/New_York", "America/Los_Angeles")
    assert windows("2026-11-25 09:00-15:00", local=True, zones=both) == ["25 17:00-20:00"]
    assert windows("2026-11-25 09:00-12:00", local=True, zones=both) == []


@pytest.mark.parametrize("zones", [(TOKYO, "Asia/Vladivostok"), ("Asia/Vladivostok", TOKYO)])
def test_today_is_the_same_day_in_every_zone_of_a_contact(zones: tuple[str, ...]) -> None:
    due = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)  # 23:30 in Tokyo, the 25th in Vladivostok
    assert windows("today 09:00-18:00", local=True, zones=zones, due=due) == []
    assert windows("daily 09:00-18:00", local=True, zones=zones, due=due) == ["25 00:00-08:00"]


def test_the_allowed_hours_are_those_of_the_contact() -> None:
    phrase = "2026-11-25 09:00-18:00 Asia/Tokyo"  # 00:00 to 09:00 UTC, 01:00 to 10:00 in Berlin
    assert windows(phrase, zones=("Europe/Berlin",)) == ["25 07:00-09:00"]


def test_a_window_ends_two_minutes_before_the_allowed_hours_do() -> None:
    assert windows("2026-11-25 19:00-23:00 Asia/Tokyo") == ["25 10:00-11:58"]
    assert windows("2026-11-25 19:00-20:59 Asia/Tokyo") == ["25 10:00-11:58"]
    assert windows("2026-11-25 19:00-20:30 Asia/Tokyo") == ["25 10:00-11:30"]


def test_every_hour_must_be_allowed_by_name() -> None:
    night = "2026-11-25 01:00-05:00 Asia/Tokyo"
    assert windows(night) == []
    assert windows(night, allowed=ANY_HOUR) == ["24 16:00-20:00"]


def test_whole_days_that_follow_each_other_have_no_end_at_midnight() -> None:
    late = AllowedHours(hours="00:00-24:00", weekend="none")
    friday = ("2026-11-26 20:00-24:00", "2026-11-27")
    assert windows(*friday, time_zone=TOKYO, allowed=late) == ["26 11:00-27 14:58"]


def test_weekends_may_have_other_hours_or_none() -> None:
    phrase = "2026-11-28 08:00-22:00 Asia/Tokyo"
    assert windows(phrase, allowed=AllowedHours(weekend="10:00-16:00")) == ["28 01:00-06:58"]
    assert windows(phrase, allowed=AllowedHours(weekend="none")) == []


def test_nobody_is_called_on_a_holiday_if_so_asked() -> None:
    labour_day = "2026-11-23 09:00-12:00 Asia/Tokyo"  # 勤労感謝の日
    due = datetime(2026, 11, 20, tzinfo=UTC)
    assert windows(labour_day, due=due) == ["23 00:00-03:00"]
    assert windows(labour_day, due=due, allowed=AllowedHours(holidays="JP")) == []
    days = windows(
        "weekdays 09:00-12:00 Asia/Tokyo", due=due, days=2, allowed=AllowedHours(holidays="JP")
    )
    assert days == ["20 00:00-03:00", "24 00:00-03:00"]


def test_an_unknown_place_is_called_only_where_hours_do_not_matter() -> None:
    phrase = "2026-11-25 09:00-12:00 Asia/Tokyo"
    with pytest.raises(UnknownZoneError):
        windows(phrase, zones=())
    with pytest.raises(UnknownZoneError):
        windows("2026-11-25 09:00-12:00", local=True, zones=(), allowed=ANY_HOUR)
    assert windows(phrase, zones=(), allowed=ANY_HOUR) == ["25 00:00-03:00"]


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("", "is empty"),
        ("someday 09:00-12:00 Asia/Tokyo", "'someday', which is no day"),
        ("2026-02-30 09:00-12:00 Asia/Tokyo", "'2026-02-30', which is no day"),
        ("9999-12-31 09:00-24:00 Asia/Tokyo", "beyond the calendar"),
        ("0001-01-01 09:00-24:00 Asia/Tokyo", "beyond the calendar"),
        ("today 09:00 Asia/Tokyo", "'09:00' is not hours"),
        ("today 9-12 Asia/Tokyo", "'9-12' is not hours"),
        ("26/11/2026 09:00-12:00 Asia/Tokyo", "'26/11/2026', which is no day"),
        ("26.11.2026 09:00-12:00 Asia/Tokyo", "'26.11.2026', which is no day"),
        ("mon/fri 09:00-12:00 Asia/Tokyo", "'mon/fri', which is no day"),
        ("mon-fri-sun 09:00-12:00 Asia/Tokyo", "'mon-fri-sun', which is no day"),
        ("friend 09:00-12:00 Asia/Tokyo", "'friend', which is no day"),
        ("every 09:00-12:00 Asia/Tokyo", "'every', which is no day"),
        ("today 09:00-25:00 Asia/Tokyo", "an hour that no day has"),
        ("today 09:61-12:00 Asia/Tokyo", "an hour that no day has"),
        ("today 22:00-02:00 Asia/Tokyo", "two windows, one until 24:00"),
        ("today 09:00-12:00 Tokyo", "like Asia/Tokyo"),
        ("today 09:00-12:00 Asia/Tokio", "like Asia/Tokyo"),
        ("today 09:00-12:00", "names no time zone"),
        ("today 09:00-12:00 Asia/Tokyo please", "'please' too many"),
    ],
)
def test_a_phrase_that_is_not_understood_says_what_to_write(phrase: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        InWords(windows=[phrase])


def test_one_zone_and_each_contacts_own_exclude_each_other() -> None:
    with pytest.raises(ValidationError, match="not both"):
        InWords(windows=["today"], time_zone=TOKYO, local=True)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"windows": ["today 09:00-10:00 Asia/Tokyo"], "local": True}, "leave one of them out"),
        (
            {"windows": ["today 09:00-10:00 Asia/Tokyo"], "time_zone": "Europe/Berlin"},
            "--zone Europe/Berlin would mean nothing",
        ),
        ({"windows": ["tomorrow"], "local": True, "days": 3}, "--days 3 asks for more"),
    ],
    ids=["local beside a zone", "a zone beside a zone", "days that are not named"],
)
def test_an_option_that_the_words_would_overrule_is_refused(
    options: dict[str, object], told: str
) -> None:
    with pytest.raises(ValidationError, match=told):
        InWords.model_validate(options)


def test_a_zone_is_that_of_the_windows_that_name_none() -> None:
    both = InWords(windows=["today 09:00-10:00", "today UTC"], time_zone=TOKYO)
    assert [phrase.zone for phrase in both.phrases] == [TOKYO, "UTC"]


@pytest.mark.parametrize("holidays", ["XX", "US-QQ", "", "NYSE", "MON"])
def test_a_calendar_that_is_not_known_is_told(holidays: str) -> None:
    with pytest.raises(ValidationError, match="no calendar of holidays"):
        AllowedHours(holidays=holidays)


def test_why_somebody_cannot_be_called_is_told() -> None:
    night = InWords(windows=["2026-11-25 01:00-05:00 Asia/Tokyo"])
    over = InWords(windows=["2026-11-20 09:00-12:00 Asia/Tokyo"])
    allowed = AllowedHours()
    told = why_never(night, due=DUE, zones=(TOKYO,), allowed=allowed)
    assert told == "the window is outside the allowed hours (08:00-21:00) where the person is"
    assert "was over" in why_never(over, due=DUE, zones=(TOKYO,), allowed=allowed)
    assert "column time_zone" in why_never(night, due=DUE, zones=(), allowed=allowed)
    assert "was over" in why_never(over, due=DUE, zones=(), allowed=ANY_HOUR)


def test_hours_that_several_zones_do_not_share_are_not_told_as_over() -> None:
    morning = InWords(windows=["2026-11-25 09:00-12:00"], local=True)
    both = ("America/New_York", "America/Los_Angeles")
    told = why_never(morning, due=DUE, zones=both, allowed=AllowedHours())
    assert "several time zones, which share no hour" in told


def test_hours_that_the_clocks_skip_are_not_told_as_over() -> None:
    skipped = InWords(windows=["2027-03-14 02:15-02:45 America/New_York"])
    told = why_never(skipped, due=DUE, zones=("America/New_York",), allowed=AllowedHours())
    assert "clocks skip" in told


def test_what_is_not_allowed_is_told_with_weekends_and_holidays() -> None:
    new_year = InWords(windows=["2027-01-01 09:00-12:00 Asia/Tokyo"])
    allowed = AllowedHours(weekend="none", holidays="JP")
    told = why_never(new_year, due=DUE, zones=(TOKYO,), allowed=allowed)
    assert "(08:00-21:00, on weekends none, not on holidays of JP)" in told


def test_a_window_of_which_nothing_is_left_is_missed() -> None:
    with pytest.raises(WindowMissedError, match="today 09:00-11:00 Asia/Tokyo"):
        resolve(InWords(windows=["today 09:00-11:00 Asia/Tokyo"]), due=DUE)


def test_the_span_of_local_hours_reaches_around_the_earth() -> None:
    span = resolve(InWords(windows=["2026-11-25 09:00-12:00"], local=True), due=DUE)
    assert f"{span.starts_at:%d %H:%M} {span.ends_at:%d %H:%M}" == "24 19:00 26 00:00"


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("2026-11-28 09:00-12:00 Asia/Tokyo", None),
        ("today 09:00-12:00 Asia/Tokyo", "2026-11-24"),
        ("weekdays 09:00-12:00 America/Los_Angeles", "2026-11-23"),
    ],
)
def test_relative_words_count_from_a_day_and_dates_from_none(phrase: str, day: str | None) -> None:
    found = day_of(InWords(windows=[phrase]), DUE)
    assert (found.isoformat() if found else None) == day
