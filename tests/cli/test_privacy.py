"""The list's people are in the ledger and with Mico, and nowhere else."""

from pathlib import Path

import pytest

from tests.cli.conftest import InHours
from tests.cli.test_runs import somebody_elses_schedule, switch
from tests.commands import Ran
from tests.conftest import Outbound, ServedSandbox, write_list

TRACES = ("Zebulon", "Quillfeather", "SECRETID", "812000100", "Hanakomarker", "8120000007")


def found_in(folder: Path) -> list[str]:
    """Which traces of the people any file below the folder holds."""
    content = b"".join(content_of(path) for path in folder.rglob("*"))
    assert b"launch-campaign" in content, "this is not where Prefect keeps its runs"
    return [trace for trace in TRACES if trace.encode() in content]


def content_of(path: Path) -> bytes:
    """What stands in it; nothing where it is a folder, or where the server has just removed it."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except FileNotFoundError:
        return b""


def test_nothing_personal_reaches_prefect_or_the_screen_while_a_list_is_called(
    outbound: Outbound, prefect_home: Path, in_hours: InHours, people: Path
) -> None:
    options = ("--name", "R", "--allowed=00:00-24:00", "--ends-at", in_hours(48), "--verbose")
    ran = outbound("launch", str(people), *options)
    assert ran.status == 0, ran.err
    assert found_in(prefect_home) == []
    assert [trace for trace in TRACES if trace in ran.out + ran.err] == []


@pytest.mark.slow
def test_nothing_personal_reaches_prefect_or_the_screen_whatever_the_flows_do(
    outbound: Outbound,
    sandbox: ServedSandbox,
    prefect_home: Path,
    in_hours: InHours,
    tmp_path: Path,
) -> None:
    people = write_list(tmp_path / "people.csv", 20)
    with people.open("a") as file:
        file.write("12,Zebulon,Quillfeather,,,SECRETID-BAD\n")
    theirs = somebody_elses_schedule(sandbox, in_hours(90), in_hours(95))
    future = ("--starts-at", in_hours(90), "--ends-at", in_hours(95))
    person = ("+81 20 0000 0007", "--first-name", "Hanakomarker", "--last-name", "Quillfeather")
    verbose = ("--region", "JP", "--verbose")

    def launch(*options: str) -> Ran:
        again = ("--again", "--allow-overlap")
        return outbound(
            "launch",
            str(people),
            "--name",
            "R",
            "--allowed=00:00-24:00",
            *verbose,
            *again,
            *options,
        )

    runs = [
        launch("--ends-at", in_hours(48), "--key", "finished"),
        launch(*future, "--key", "stopped", "--no-wait"),
        outbound("stop", "stopped"),
        launch(*future, "--key", "stopped"),
        outbound("track", "finished", "--verbose"),
        launch(*future, "--key", "stopped", "--no-wait"),
        outbound("resume", "stopped", *future, "--no-wait", "--verbose"),
        outbound("stop", "stopped"),
        outbound("recover", "--once"),
        outbound(
            "launch",
            str(people),
            "--name",
            "R",
            "--allowed=00:00-24:00",
            *verbose,
            *future,
            "--key",
            "clashing",
        ),
        outbound("add", str(people), "--schedule", theirs, *verbose, "--key", "added", "--again"),
        outbound(
            "call",
            *person,
            "--name",
            "R",
            "--allowed=00:00-24:00",
            "--ends-at",
            in_hours(48),
            "--verbose",
        ),
    ]
    switch(sandbox, theirs, on=True)
    runs += [
        outbound("add", str(people), "--schedule", theirs, *verbose, "--key", "refused", "--again"),
        outbound("call", *person, "--schedule", theirs, "--verbose"),
        launch("--campaign", "nowhere", "--allowed=00:00-24:00", "--key", "two-campaigns"),
        outbound(
            "launch",
            str(people),
            "--campaign",
            "nowhere",
            "--allowed=00:00-24:00",
            *future,
            *verbose,
        ),
        outbound("status", "finished"),
    ]

    assert {run.status for run in runs} == {0, 1, 2}
    assert found_in(prefect_home) == []
    for run in runs:
        assert [trace for trace in TRACES if trace in run.out + run.err] == []
