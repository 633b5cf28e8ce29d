"""Whatever the zone, the day and the hours: each second of a window is within what was asked."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, example, given
from hypothesis import strategies as st

from outbound.mistakes import UserMistake
from outbound.planning import Between, CallingWindow, OnTheDay, WindowMissedError, resolve

ZONES = [
    "UTC",
    "Asia/Tokyo",
    "America/New_York",
    "Europe/London",
    "America/Santiago",  # changes its clocks at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Kiritimati",  # 14 hours ahead
    "Asia/Kathmandu",  # 5:45
    "Africa/Casablanca",  # the other way round in Ramadan
]
MICROSECOND = timedelta(microseconds=1)

instants = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants its bounds so
lengths = st.timedeltas(timedelta(seconds=2), timedelta(days=30))
hours = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.sampled_from([0, 30]))
pairs = st.lists(hours, min_size=2, max_size=2, unique=True).map(sorted)
shares = st.floats(0, 1)


@given(zone=st.sampled_from(ZONES), due=instants, pair=pairs, share=shares)
@example("America/New_York", datetime(2026, 3, 8, 5, tzinfo=UTC), [time(1), time(2, 30)], 1)
@example("America/New_York", datetime(2026, 11, 1, 4, tzinfo=UTC), [time(1, 30), time(9)], 0.01)
@example("America/New_York", datetime(2026, 11, 1, 4, tzinfo=UTC), [time(0), time(1, 30)], 1)
def test_hours_of_the_day_are_kept_in_their_zone(
    zone: str, due: datetime, pair: list[time], share: float
) -> None:
    asked = OnTheDay(from_time=pair[0], until_time=pair[1], time_zone=zone)
    try:
        window = resolve(asked, due=due)
    except UserMistake:  # the clocks leave nothing of it
        assume(condition=False)
        raise
    last = window.ends_at - MICROSECOND
    within = window.starts_at + share * (last - window.starts_at)
    local = within.astimezone(ZoneInfo(zone))
    assert pair[0] <= local.time() < pair[1]
    assert local.date() == due.astimezone(ZoneInfo(zone)).date()


@given(starts_at=instants, length=lengths, due=instants)
def test_two_instants_are_kept(starts_at: datetime, length: timedelta, due: datetime) -> None:
    window = resolve(Between(starts_at=starts_at, ends_at=starts_at + length), due=due)
    assert window == CallingWindow(starts_at, starts_at + length)


@given(ends_at=instants, due=instants)
def test_without_a_start_nobody_is_called_before_the_run_is_due(
    ends_at: datetime, due: datetime
) -> None:
    try:
        window = resolve(Between(ends_at=ends_at), due=due)
    except WindowMissedError:
        assert ends_at - due < timedelta(seconds=2)
        return
    assert due <= window.starts_at < window.ends_at <= ends_at


@given(starts_at=instants, ends_at=instants, now=instants)
def test_the_rest_lies_within_the_window_and_not_in_the_past(
    starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    try:
        rest = CallingWindow(starts_at, ends_at).rest(now)
    except WindowMissedError:
        assert ends_at - max(starts_at, now) < timedelta(seconds=2)
        return
    assert max(starts_at, now) <= rest.starts_at < rest.ends_at <= ends_at
    assert rest.starts_at.microsecond == rest.ends_at.microsecond == 0


@given(starts_at=instants, now=instants, length=lengths)
def test_the_rest_of_a_rest_is_the_same(
    starts_at: datetime, now: datetime, length: timedelta
) -> None:
    rest = CallingWindow(starts_at, max(starts_at, now) + length).rest(now)
    assert rest.rest(now) == rest
