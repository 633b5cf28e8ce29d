"""What a plan says of event times: their zone, and those that are over."""

from pathlib import Path

import pytest

from tests.commands import Ran
from tests.conftest import Outbound

BERLIN = "--window=weekdays 09:00-12:00 Europe/Berlin"


@pytest.fixture
def plan_of(outbound: Outbound, tmp_path: Path) -> "PlanOf":
    return PlanOf(outbound, tmp_path)


class PlanOf:
    """Plans for people in Tokyo by their numbers, with an event in New York by their row."""

    def __init__(self, outbound: Outbound, folder: Path) -> None:
        self._outbound = outbound
        self._list = folder / "people.csv"

    def __call__(self, *options: str, event: str = "2097-12-01 14:30", tz: bool = False) -> Ran:
        header, row = "phone_number,name,event_date_time", f"+81312345678,Iris Inkwater,{event}"
        if tz:
            header, row = f"{header},tz", f"{row},America/New_York"
        self._list.write_text(f"{header}\n{row}\n")
        return self._outbound("plan", str(self._list), "--allowed=00:00-24:00", *options)


def test_event_times_are_in_the_zone_that_was_said(plan_of: PlanOf) -> None:
    ran = plan_of(BERLIN, "--event-zone=Asia/Dubai", tz=True)
    assert "Event times without an offset from UTC are in Asia/Dubai." in ran.out


def test_else_in_the_rows_zone_and_else_in_the_windows(plan_of: PlanOf) -> None:
    said = "are in the zone in their row's tz, else in Europe/Berlin."
    assert said in " ".join(plan_of(BERLIN, tz=True).out.split())
    assert "Event times without an offset from UTC are in Europe/Berlin." in plan_of(BERLIN).out


def test_never_in_the_zone_of_the_number(plan_of: PlanOf) -> None:
    ran = plan_of("--window=weekdays 09:00-12:00", "--local")
    assert "Event times without an offset from UTC are refused: say --event-zone." in ran.out
    assert "it has no offset from UTC" in " ".join(ran.out.split())


def test_events_that_are_over_are_counted(plan_of: PlanOf) -> None:
    past = plan_of(BERLIN, event="2001-12-01T14:30+09:00")
    assert "1 would be called about an event that is over already." in past.out
    assert "is over already" not in plan_of(BERLIN).out


def test_scripts_get_the_same(plan_of: PlanOf) -> None:
    made = plan_of(BERLIN, "--json", tz=True, event="2001-12-01 14:30").json
    assert made["event_zone"] == "Europe/Berlin"
    assert made["event_zone_column"] == "tz"
    assert made["events_past"] == 1
