"""Minute by minute against `zoneinfo`: nothing outside the hours, and nothing inside is lost."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from outbound.planning import AllowedHours, Between, InWords, calling_windows
from outbound.planning.allowed_hours import ENDS_BEFORE

ZONES = [
    "UTC",
    "Asia/Tokyo",
    "Asia/Kathmandu",  # 5:45
    "America/New_York",
    "America/St_Johns",  # 3:30
    "America/Havana",  # its midnight comes twice
    "America/Santiago",  # its midnight is left out
    "Europe/London",
    "Africa/Casablanca",  # the other way round in Ramadan
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",  # had no 30th of December 2011
    "Pacific/Kiritimati",  # 14 hours ahead
]
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@lru_cache
def changes(zone: str) -> list[date]:
    """The days of some years on which the zone's clocks are changed."""
    days = (date(2011, 1, 1) + timedelta(days=n) for n in range(16 * 366))
    local = ZoneInfo(zone)

    def offset(day: date) -> timedelta | None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC).astimezone(local).utcoffset()

    return [day for day in days if offset(day) != offset(day + DAY)]


@st.composite
def places_and_days(draw: st.DrawFn) -> tuple[str, date]:
    """A zone and a day, more often than not one around a change of its clocks."""
    zone = draw(st.sampled_from(ZONES))
    near = [day + timedelta(days=n) for day in changes(zone) for n in (-1, 0, 1)]
    ordinary = st.dates(date(2011, 1, 2), date(2026, 12, 30))
    return zone, draw(st.sampled_from(near) | ordinary if near else ordinary)


@st.composite
def hours_of_a_day(draw: st.DrawFn) -> tuple[int, int]:
    """Two minutes of a day, the later one last."""
    quarter = st.integers(0, 96).map(lambda n: n * 15)
    minutes = draw(st.lists(quarter | st.integers(0, 1440), min_size=2, max_size=2, unique=True))
    return min(minutes), max(minutes)


def text(hours: tuple[int, int]) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in hours)


def wall(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def minutes_around(day: date) -> list[datetime]:
    """Every minute that may be of this day anywhere on Earth, and some more."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - DAY
    return [start + n * MINUTE for n in range(3 * 1440)]


def shows(instant: datetime, zone: str, day: date, hours: tuple[int, int]) -> bool:
    """Whether a clock on the wall there shows one of these hours of the day."""
    there = wall(instant, zone)
    return there.date() == day and hours[0] <= there.hour * 60 + there.minute < hours[1]


@settings(max_examples=150)
@given(place=places_and_days(), hours=hours_of_a_day())
@example(("America/New_York", date(2026, 3, 8)), (60, 150))
@example(("America/New_York", date(2026, 3, 8)), (150, 240))
@example(("America/New_York", date(2026, 11, 1)), (75, 105))
@example(("America/New_York", date(2026, 11, 1)), (60, 120))
@example(("America/New_York", date(2026, 11, 1)), (0, 90))
@example(("America/New_York", date(2026, 11, 1)), (90, 180))
@example(("America/Havana", date(2026, 11, 1)), (0, 30))
@example(("Australia/Lord_Howe", date(2026, 4, 5)), (105, 115))
@example(("Pacific/Apia", date(2011, 12, 30)), (540, 720))
def test_hours_in_words_are_those_of_the_wall_clock(
    place: tuple[str, date], hours: tuple[int, int]
) -> None:
    zone, day = place
    asked = InWords(windows=[f"{day} {text(hours)} {zone}"])
    due = datetime(2000, 1, 1, tzinfo=UTC)
    any_hour = AllowedHours(hours="00:00-24:00")
    found = calling_windows(asked, due=due, zones=(zone,), allowed=any_hour)
    called = {m for m in minutes_around(day) for w in found if w.starts_at <= m < w.ends_at}
    shown = [minute for minute in minutes_around(day) if shows(minute, zone, day, hours)]
    assert called <= set(shown), "nobody is called when the clock shows another hour"
    on_the_wall = {wall(minute, zone) for minute in shown}
    assert {wall(minute, zone) for minute in called} == on_the_wall, "no hour is lost"
    assert len(found) <= 1


@settings(max_examples=100)
@given(
    place=places_and_days(),
    other=st.sampled_from(ZONES),
    starts=st.integers(-1440, 1440),
    length=st.integers(1, 2880),
    hours=hours_of_a_day(),
)
def test_two_instants_are_cut_to_the_hours_allowed_in_every_zone(
    place: tuple[str, date], other: str, starts: int, length: int, hours: tuple[int, int]
) -> None:
    zone, day = place
    zones = tuple(dict.fromkeys((zone, other)))
    starts_at = datetime(day.year, day.month, day.day, tzinfo=UTC) + starts * MINUTE
    asked = Between(starts_at=starts_at, ends_at=starts_at + length * MINUTE)
    allowed = AllowedHours(hours=text(hours))
    found = calling_windows(asked, due=starts_at, zones=zones, allowed=allowed)
    called = {
        minute
        for minute in (starts_at + n * MINUTE for n in range(length))
        if any(w.starts_at <= minute < w.ends_at for w in found)
    }
    for minute in called:
        # Whoever is called in a window's last second rings for another two minutes.
        assert all(_is_allowed(minute + late, zone, hours) for zone in zones for late in LATE)
    for minute in (starts_at + n * MINUTE for n in range(length)):
        if all(_is_allowed_for_sure(minute, zone, hours) for zone in zones):
            assert minute in called, "no hour is lost"


LATE = (timedelta(), ENDS_BEFORE - timedelta(seconds=1))


def _is_allowed(instant: datetime, zone: str, hours: tuple[int, int]) -> bool:
    there = wall(instant, zone)
    return hours[0] <= there.hour * 60 + there.minute < hours[1]


def _is_allowed_for_sure(instant: datetime, zone: str, hours: tuple[int, int]) -> bool:
    """Allowed, for two more minutes, and far from an hour that comes twice."""
    near = [instant + timedelta(minutes=m) for m in (-61, -31, 0, 31, 61)]
    is_plain = len({m.astimezone(ZoneInfo(zone)).utcoffset() for m in near}) == 1
    later = [instant + timedelta(minutes=m) for m in (0, 1, 2)]
    return is_plain and all(_is_allowed(m, zone, hours) for m in later)


@settings(max_examples=60)
@given(
    places=st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True),
    due=st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants its bounds so
    hours=hours_of_a_day(),
    allowed=hours_of_a_day(),
    days=st.integers(1, 4),
)
def test_local_hours_on_several_days_are_decent_wherever_the_contact_is(
    places: list[str], due: datetime, hours: tuple[int, int], allowed: tuple[int, int], days: int
) -> None:
    asked = InWords(windows=[f"weekdays {text(hours)}"], local=True, days=days)
    rule = AllowedHours(hours=text(allowed))
    found = calling_windows(asked, due=due, zones=tuple(places), allowed=rule)
    assert len({wall(w.starts_at, places[0]).date() for w in found}) <= days
    for window in found:
        assert window.ends_at > due
        minutes = int((window.ends_at - window.starts_at) / MINUTE)
        for minute in (window.starts_at + n * MINUTE for n in range(minutes)):
            for zone in places:
                assert wall(minute, zone).weekday() < 5
                assert _is_allowed(minute, zone, hours)
                assert _is_allowed(minute, zone, allowed)
