"""Ids that tell nobody apart, from a list to calls."""

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import InHours
from tests.cli.test_runs import somebody_elses_schedule
from tests.conftest import Outbound, ServedSandbox

HEADER = "external_id,phone_number,first_name,last_name"
IRIS = "PT-1,+812000001234,Iris,Inkwater"
OTIS = "PT-1,+812000005678,Otis,Snowhatch"
LILY = "PT-2,+812000009999,Lily,Nightbell"
WINDOW = ("--window", "tomorrow 09:00-12:00 Asia/Tokyo")


@pytest.fixture
def two_of_one_id(tmp_path: Path) -> Path:
    """Three people, two of whom have one id."""
    return written(tmp_path, IRIS, LILY, OTIS)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return path


def test_a_plan_counts_the_ids_that_it_makes_anew(outbound: Outbound, tmp_path: Path) -> None:
    names = ("Hana,Mori", "Ken,Sato", "Yui,Abe", "Rin,Ota", "Aoi,Endo")
    ids = ("1.23457E+17", "1.23457E+17", "N/A", "-", "-")
    people = (f"{i},+81901000000{n},{names[n]}" for n, i in enumerate(ids))
    path = written(tmp_path, *people)
    ran = outbound("plan", str(path), *WINDOW, "--json")
    assert ran.status == 0, ran.err
    assert (ran.json["rows"]["usable"], ran.json["ids_made_anew"]) == (5, 5)
    assert "5 external ids told nobody apart" in outbound("plan", str(path), *WINDOW).out


def test_a_plan_counts_people_who_are_called_null(outbound: Outbound, tmp_path: Path) -> None:
    path = written(tmp_path, "E1,+819010000001,Christopher,Null", "E2,+819010000002,NULL,NULL")
    ran = outbound("plan", str(path), *WINDOW, "--json")
    assert ran.json["rows"] | {"usable": 1, "rejected": 1} == ran.json["rows"]
    assert ran.json["placeholder_names"] == 1
    assert "1 names are also words" in outbound("plan", str(path), *WINDOW).out


def test_a_plan_and_its_fates_show_a_contradiction(
    outbound: Outbound, two_of_one_id: Path, tmp_path: Path
) -> None:
    fates = tmp_path / "fates.csv"
    ran = outbound("plan", str(two_of_one_id), *WINDOW, "--fates", str(fates), "--json")
    assert ran.json["rows"] | {"usable": 1, "rejected": 2, "duplicate": 0} == ran.json["rows"]
    (why,) = ran.json["not_called"]
    assert (why["field"], why["rows"], why["first_row"]) == ("external_id", 2, 1)
    assert "a contradiction" in why["reason"]
    with fates.open(newline="") as file:
        reasons = [line["reason"] for line in csv.DictReader(file)]
    assert reasons == [why["reason"], "", why["reason"]]


def test_a_plan_takes_the_first_where_it_is_asked_for(
    outbound: Outbound, two_of_one_id: Path
) -> None:
    ran = outbound("plan", str(two_of_one_id), *WINDOW, "--same-id", "first", "--json")
    assert ran.json["rows"] | {"usable": 2, "rejected": 1} == ran.json["rows"]


def test_an_unknown_way_to_settle_it_is_refused(outbound: Outbound, two_of_one_id: Path) -> None:
    ran = outbound("plan", str(two_of_one_id), *WINDOW, "--same-id", "last")
    assert ran.status == 2
    assert "--same-id" in ran.sentence


CALLED = [((), {"+812000009999"}), (("--same-id", "first"), {"+812000001234", "+812000009999"})]


def numbers(sandbox: ServedSandbox) -> set[str]:
    return {call["phone_number"] for call in sandbox.truth()["calls"]}


@pytest.mark.parametrize(("option", "called"), CALLED)
def test_a_launch_calls_those_that_a_plan_says(
    outbound: Outbound,
    sandbox: ServedSandbox,
    two_of_one_id: Path,
    in_hours: InHours,
    option: tuple[str, ...],
    called: set[str],
) -> None:
    any_hour = ("--name=R", "--allowed=00:00-24:00", "--retry-intervals=none", "--json")
    window = ("--ends-at", in_hours(48), "--poll-interval=60")
    ran = outbound("launch", str(two_of_one_id), *any_hour, *window, *option)
    assert ran.status == 0, ran.err
    assert numbers(sandbox) == called


@pytest.mark.parametrize(("option", "called"), CALLED)
def test_so_does_an_addition_to_a_schedule(
    outbound: Outbound,
    sandbox: ServedSandbox,
    two_of_one_id: Path,
    in_hours: InHours,
    option: tuple[str, ...],
    called: set[str],
) -> None:
    uid = somebody_elses_schedule(sandbox, in_hours(50), in_hours(60))
    ran = outbound("add", str(two_of_one_id), "--schedule", uid, "--json", *option)
    assert ran.status == 0, ran.err
    assert numbers(sandbox) == called


def test_a_person_is_found_by_an_id_as_the_list_writes_it(
    outbound: Outbound, sandbox: ServedSandbox, in_hours: InHours, tmp_path: Path
) -> None:
    invisible = "\u200bPT-2\ufeff"
    people = written(tmp_path, LILY.replace("PT-2", invisible))
    uid = somebody_elses_schedule(sandbox, in_hours(50), in_hours(60))
    assert outbound("add", str(people), "--schedule", uid, "--key", "k").status == 0
    late = outbound("remove", "k", invisible)
    assert "Too late" in late.sentence, "another client may enable its schedule at any time"
