from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from pydantic import TypeAdapter, ValidationError

from outbound.mistakes import UserMistake
from outbound.planning import (
    AllowedHours,
    Between,
    CallingWindow,
    OnTheDay,
    Window,
    WindowMissedError,
    calling_windows,
    resolve,
)

DUE = datetime(2026, 11, 24, 3, tzinfo=UTC)
TOKYO = "Asia/Tokyo"
_WINDOW: TypeAdapter[Window] = TypeAdapter(Window)


def utc(day: int, hour: int, minute: int = 0, second: int = 0, microsecond: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, microsecond, tzinfo=UTC)


def hours(from_time: time, until_time: time, time_zone: str = TOKYO) -> OnTheDay:
    return OnTheDay(from_time=from_time, until_time=until_time, time_zone=time_zone)


def test_two_instants_are_the_window() -> None:
    window = Between(starts_at=utc(25, 9), ends_at=utc(25, 12))
    assert resolve(window, due=DUE) == CallingWindow(utc(25, 9), utc(25, 12))


def test_instants_are_kept_in_utc() -> None:
    tokyo = timezone(timedelta(hours=9))
    window = Between(ends_at=datetime(2026, 11, 25, 9, tzinfo=tokyo))
    assert window.ends_at == utc(25, 0)
    assert window.ends_at.utcoffset() == timedelta(0)


def test_equal_windows_are_the_same_text_however_they_were_typed() -> None:
    typed = ["2026-11-25T09:00:00+09:00", "2026-11-25T00:00:00Z", "2026-11-24T19:00:00-05:00"]
    texts = {Between.model_validate({"ends_at": text}).model_dump_json() for text in typed}
    assert len(texts) == 1


def test_a_window_without_a_start_begins_when_the_run_is_due() -> None:
    window = resolve(Between(ends_at=utc(24, 12)), due=DUE)
    assert window == CallingWindow(DUE, utc(24, 12))


def test_a_window_without_a_start_that_has_ended_is_missed() -> None:
    with pytest.raises(WindowMissedError, match="nobody was called"):
        resolve(Between(ends_at=DUE), due=DUE)


def test_a_window_that_ends_before_it_starts_is_a_mistake() -> None:
    window = Between(starts_at=utc(25, 12), ends_at=utc(25, 9))
    with pytest.raises(UserMistake, match="before it starts"):
        resolve(window, due=DUE)


def test_hours_that_end_before_they_start_are_a_mistake_on_a_day_that_is_named() -> None:
    with pytest.raises(UserMistake, match="Asia/Tokyo on 2026-11-24, ends before it starts"):
        resolve(hours(time(12), time(9)), due=DUE)


def test_a_window_without_any_length_is_a_mistake() -> None:
    with pytest.raises(UserMistake, match="before it starts"):
        resolve(Between(starts_at=utc(25, 9), ends_at=utc(25, 9)), due=DUE)


def test_hours_of_the_day_are_the_zones_hours() -> None:
    assert resolve(hours(time(9), time(18)), due=DUE) == CallingWindow(utc(24, 0), utc(24, 9))


def test_the_day_is_the_zones_day_where_utc_is_still_at_the_day_before() -> None:
    due = utc(24, 23)  # the 25th, 08:00, in Tokyo
    assert resolve(hours(time(9), time(18)), due=due) == CallingWindow(utc(25, 0), utc(25, 9))


def test_the_day_is_the_zones_day_where_utc_is_at_the_next_already() -> None:
    due = utc(25, 3)  # the 24th, 19:00, in Los Angeles
    window = resolve(hours(time(9), time(18), "America/Los_Angeles"), due=due)
    assert window == CallingWindow(utc(24, 17), utc(25, 2))


def test_hours_that_have_passed_when_the_run_is_due_are_missed_not_moved() -> None:
    window = resolve(hours(time(9), time(10)), due=DUE)
    with pytest.raises(WindowMissedError):
        window.rest(DUE)


def test_hours_over_midnight_are_a_mistake() -> None:
    with pytest.raises(UserMistake, match="before it starts"):
        resolve(hours(time(22), time(2)), due=DUE)


def test_an_hour_that_comes_twice_is_called_in_only_where_it_is_meant_for_sure() -> None:
    due = datetime(2026, 11, 1, 4, tzinfo=UTC)  # New York's clocks go back from 02:00 to 01:00
    window = resolve(hours(time(1, 30), time(9), "America/New_York"), due=due)
    assert window.starts_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    window = resolve(hours(time(0), time(1, 30), "America/New_York"), due=due)
    assert window.ends_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_an_hour_that_is_left_out_ends_the_calls_before_it() -> None:
    due = datetime(2026, 3, 8, 5, tzinfo=UTC)  # New York's clocks go from 02:00 to 03:00
    window = resolve(hours(time(1), time(2, 30), "America/New_York"), due=due)
    assert window.ends_at == datetime(2026, 3, 8, 7, tzinfo=UTC)  # when 01:59 was over


@pytest.mark.parametrize(
    "zone", ["", "Tokyo", "Asia", "../../etc/passwd", "x" * 5000, "Asia/Tokyo\0", "\ud83d"]
)
def test_a_zone_that_is_none_is_told_with_an_example(zone: str) -> None:
    with pytest.raises(ValidationError, match="Asia/Tokyo"):
        hours(time(9), time(18), zone)


def test_an_hour_with_an_offset_of_its_own_is_not_taken_for_the_zones() -> None:
    with pytest.raises(ValidationError, match="leave out its offset"):
        OnTheDay.model_validate(
            {"from_time": "09:00Z", "until_time": "18:00", "time_zone": "Asia/Tokyo"}
        )


def test_an_instant_without_an_offset_is_not_taken() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Between.model_validate({"ends_at": "2026-11-25T09:00:00"})


@pytest.mark.parametrize("text", ["9999-12-31T23:00:00-05:00", "9999-12-30T12:00:00Z"])
def test_an_instant_beyond_the_calendar_is_not_taken(text: str) -> None:
    with pytest.raises(ValidationError, match="calendar"):
        Between.model_validate({"ends_at": text})


def test_a_form_says_which_kind_of_window_by_its_fields() -> None:
    assert isinstance(_WINDOW.validate_python({"ends_at": "2026-11-25T09:00:00Z"}), Between)
    form = {"from_time": "09:00", "until_time": "18:00", "time_zone": TOKYO}
    assert isinstance(_WINDOW.validate_python(form), OnTheDay)


def test_fields_of_both_kinds_are_no_window() -> None:
    both = {"ends_at": "2026-11-25T09:00:00Z", "from_time": "09:00"}
    with pytest.raises(ValidationError):
        _WINDOW.validate_python(both)


def test_the_rest_of_a_window_that_is_to_come_is_all_of_it() -> None:
    window = CallingWindow(utc(24, 9), utc(24, 12))
    assert window.rest(utc(24, 8)) == window


def test_the_rest_of_an_open_window_begins_now() -> None:
    window = CallingWindow(utc(24, 9), utc(24, 12))
    assert window.rest(utc(24, 10, 5, 7)) == CallingWindow(utc(24, 10, 5, 7), utc(24, 12))


def test_fractions_of_a_second_make_the_rest_shorter() -> None:
    window = CallingWindow(utc(24, 9), utc(24, 12, 0, 0, 900_000))
    assert window.rest(utc(24, 10, 0, 0, 1)) == CallingWindow(utc(24, 10, 0, 1), utc(24, 12))


def test_a_window_of_less_than_a_whole_second_is_missed() -> None:
    with pytest.raises(WindowMissedError):
        CallingWindow(utc(24, 9), utc(24, 12)).rest(utc(24, 11, 59, 59, 1))


def test_a_window_that_has_passed_says_when_it_ended_and_what_to_do() -> None:
    with pytest.raises(WindowMissedError, match=r"ended at 2026-11-24 12:00 UTC.*Choose a later"):
        CallingWindow(utc(24, 9), utc(24, 12)).rest(utc(24, 12))


def test_what_is_called_in_has_whole_seconds() -> None:
    due = utc(24, 3, 0, 0, 7)
    asked = Between(ends_at=utc(24, 5, 0, 0, 900_000))
    found = calling_windows(asked, due=due, zones=(TOKYO,), allowed=AllowedHours())
    assert found == (CallingWindow(utc(24, 3, 0, 1), utc(24, 5)),)
