"""Two launches of the same thing at the same time, or one after its records are gone, are one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import rmtree

import pytest

from tests.cli.test_launching import rows_add_up
from tests.cli.test_mistakes import is_one_clear_sentence
from tests.commands import PATIENCE, Command, Ran, run, started
from tests.conftest import ServedSandbox, served_sandbox
from tests.deployments.server import Prefect, running
from tests.deployments.test_deploying import form
from tests.promises.held_back import held_back
from tests.promises.hours import in_hours
from tests.promises.people import People, write_people
from tests.promises.truth import promises_to

pytestmark = pytest.mark.slow

ROUNDS = 10
PEOPLE = 30
FORGOTTEN = "your records know nothing of it: people may have been called already"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ServedSandbox]:
    """One sandbox for all the rounds, in which an hour takes a minute."""
    with served_sandbox("--speed=60") as served:
        yield served


@pytest.mark.parametrize(("key", "first"), [("spring", 0), (None, 10_000)], ids=["key", "no key"])
def test_two_launches_at_once_are_one(
    environment: dict[str, str],
    sandbox: ServedSandbox,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    key: str | None,
    first: int,
) -> None:
    ends: Counter[str] = Counter()
    for number in range(ROUNDS):
        home = tmp_path / str(number)
        people = write_people(tmp_path / f"{number}.csv", PEOPLE, first=first + number * 100)
        command = launching(people, sandbox, key=None if key is None else f"{key}-{number}")
        both = environment | sandbox.settings | {"OUTBOUND_HOME": str(home)}

        with (
            started(*command, environment=both) as one,
            started(*command, environment=both) as other,
        ):
            ran = [(process, process.ended()) for process in (one, other)]

        ends[assert_they_are_one(ran)] += 1
        kept = promises_to(sandbox, people.ids)
        assert kept.is_kept, kept
        assert (kept.schedules, kept.aside) == (1, 0)

    with capsys.disabled():
        how = ", ".join(f"{times} times {end}" for end, times in ends.items())
        print(f"\n{ROUNDS} pairs, {'with' if key else 'without'} a key: {how}")  # noqa: T201


def test_one_that_asks_prefect_while_the_other_begins_finds_its_run(
    environment: dict[str, str], prefect_api: str, sandbox: ServedSandbox, tmp_path: Path
) -> None:
    people = write_people(tmp_path / "people.csv", PEOPLE, first=40_000)
    command, its = launching(people, sandbox), environment | sandbox.settings
    with held_back(prefect_api, b"/flow_runs/filter") as way:
        patient = {"PREFECT_API_REQUEST_TIMEOUT": str(PATIENCE)}
        slower = its | patient | {"PREFECT_API_URL": way.url}
        with started(*command, environment=slower) as process:
            assert way.has_come.wait(PATIENCE), "it has seen no run in the records"
            first = run(*command, environment=its)
            way.may_go_on.set()
            second = process.ended()

    assert (first.status, second.status) == (0, 0), second.err
    assert second.json["schedules"] == first.json["schedules"]
    assert_called_once(sandbox, people)


def launching(people: People, sandbox: ServedSandbox, *, key: str | None = None) -> tuple[str, ...]:
    """A launch that does not wait for the calls' end."""
    window = (
        "--name=R",
        "--allowed=00:00-24:00",
        "--retry-intervals=none",
        "--ends-at",
        in_hours(sandbox, 12),
    )
    keyed = () if key is None else ("--key", key)
    return ("launch", str(people.path), *window, *keyed, "--no-wait", "--json")


def assert_they_are_one(both: Sequence[tuple[Command, Ran]]) -> str:
    """One has launched; the other found its run, or whoever works on it. Gives which."""
    (_, winner), (holder, loser) = sorted(both, key=lambda each: each[1].status)
    assert winner.status == 0, winner.err
    assert rows_add_up(winner.json)
    assert winner.json["rows"]["released"] == PEOPLE
    if loser.status == 0:
        assert loser.json["key"] == winner.json["key"]
        assert loser.json["schedules"] == winner.json["schedules"]
        assert loser.json["rows"] == winner.json["rows"]
        return "both found one run"
    holder = next(process for process, ran in both if ran is winner)
    assert (loser.status, is_one_clear_sentence(loser)) == (1, True), loser.err
    assert "is being worked on by" in loser.sentence
    assert f"process {holder.pid}" in loser.sentence.replace("\n", " ")
    return "one was told who works on it"


def test_launched_again_after_its_records_are_gone_it_calls_nobody(
    environment: dict[str, str], sandbox: ServedSandbox, home: Path, tmp_path: Path
) -> None:
    people = write_people(tmp_path / "people.csv", PEOPLE, first=20_000)
    command, its = launching(people, sandbox), environment | sandbox.settings
    assert run(*command, environment=its).status == 0

    rmtree(home)
    again = run(*command, environment=its)

    assert (again.status, is_one_clear_sentence(again)) == (2, True), again.err
    assert FORGOTTEN in again.sentence
    assert_called_once(sandbox, people)


def test_a_flow_run_retried_after_its_records_are_gone_calls_nobody(
    environment: dict[str, str],
    prefect_api: str,
    sandbox: ServedSandbox,
    home: Path,
    tmp_path: Path,
) -> None:
    people = write_people(tmp_path / "people.csv", PEOPLE, first=30_000)
    worker = environment | sandbox.settings | {"OUTBOUND_LISTS": str(tmp_path)}
    server = Prefect(prefect_api)
    with running("python", "-m", "deployments.serve", environment=worker):
        deployment = server.deployment("launch-campaign", "served")
        asked = form(sandbox, "R") | {"wait": False}
        launched = server.trigger(deployment, asked)
        first = server.ended(launched)

        rmtree(home)
        server.retry(launched)
        second = server.ended(launched)

    assert first["type"] == "COMPLETED", first
    assert (second["type"], second["name"]) == ("FAILED", "Cannot be done"), second
    assert FORGOTTEN in second["message"]
    assert_called_once(sandbox, people)


def assert_called_once(sandbox: ServedSandbox, people: People) -> None:
    kept = promises_to(sandbox, people.ids)
    assert kept.is_kept, kept
    assert (kept.schedules, kept.aside) == (1, 0)
