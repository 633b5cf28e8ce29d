"""A worker that sleeps past its lease loses the run, and what it still does calls nobody."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.test_launching import rows_add_up
from tests.cli.test_mistakes import is_one_clear_sentence
from tests.cli.test_runs import wait_until
from tests.commands import Command, Ran, started
from tests.conftest import ServedSandbox, served_sandbox
from tests.ledger.databases import NO_SERVER, own_postgresql
from tests.promises.hours import in_hours
from tests.promises.people import People, write_people
from tests.promises.truth import promises_to, times_disabled, was_ever_enabled

pytestmark = pytest.mark.slow

LEASE = 3
DEADLINE = 60
"""Real seconds of a request: longer than the sleep, so that whoever wakes may still send."""

TOKENS = "POST /oauth/token"
BULKS = "POST /api/v1/schedules/{uid}/outbound_calls/bulk"

SECOND_BULK_IS_LATE = """
[[fault]]
on = "bulk"
kind = "late"
numbers = [2]
seconds = 6
"""

SECOND_BULK_WAITS_FOR_ITS_TOKEN = """
[[fault]]
on = "bulk"
kind = "dead_token"
numbers = [2]

[[fault]]  # the first is for a look before the launch, the second for the launch
on = "token"
kind = "late"
numbers = [3]
seconds = 6
"""


PEOPLE = 1_200
KEY = "spring"


@dataclass(frozen=True)
class Scene:
    """A list, a sandbox, and workers that share a database."""

    people: People
    sandbox: ServedSandbox
    environment: dict[str, str]

    def launcher(self) -> AbstractContextManager[Command]:
        """The worker that will fall asleep; its bulks go one by one."""
        options = (
            "--name=R",
            "--allowed=00:00-24:00",
            "--retry-intervals=none",
            "--ends-at",
            in_hours(self.sandbox, 48),
        )
        command = ("launch", str(self.people.path), "--key", KEY, *options)
        return started(*command, *WATCHING, environment=self.environment)

    def successor(self) -> AbstractContextManager[Command]:
        """The worker that takes over."""
        return started("resume", KEY, *WATCHING, environment=self.environment)

    def asked(self, request: str) -> int:
        """How often the sandbox was asked this."""
        return int(self.sandbox.truth()["requests"].get(request, 0))

    def fall_asleep(self, worker: Command, request: str, number: int) -> None:
        """Put the worker to sleep while the sandbox has its request of this number in hand."""
        wait_until(lambda: self.asked(request) == number)
        worker.send(signal.SIGSTOP)

    def calls_in(self, schedule: int) -> int:
        """How many calls stand in the schedule of this number."""
        truth = self.sandbox.truth()
        uid = truth["schedules"][schedule]["uid"]
        return sum(call["schedule_uid"] == uid for call in truth["calls"])

    def assert_promises_kept(self, sleeper: Ran, successor: Ran) -> None:
        """The sleeper gave up in one sentence, its successor did everything, once."""
        assert successor.status == 0, successor.err
        assert successor.json["state"] == "finished"
        assert rows_add_up(successor.json)
        assert successor.json["rows"]["released"] == PEOPLE
        assert (sleeper.status, is_one_clear_sentence(sleeper)) == (1, True), sleeper.err
        assert "Another process has taken this run over" in sleeper.sentence
        kept = promises_to(self.sandbox, self.people.ids)
        assert kept.is_kept, kept
        theirs, ours = self.sandbox.truth()["schedules"]
        assert not was_ever_enabled(theirs), "the sleeper may still have sent into it"
        assert ours["is_enabled"]
        assert not times_disabled(ours), (
            "it was the successor's, and none of the sleeper's business"
        )


WATCHING = ("--json", "--poll-interval=60")

Staged = Callable[[str], Scene]


@pytest.fixture
def staged(environment: dict[str, str], tmp_path: Path) -> Iterator[Staged]:
    """Sets the scene in which this goes wrong."""
    with ExitStack() as stack:

        def stage(faults: str) -> Scene:
            url = stack.enter_context(own_postgresql())
            if url is None:
                pytest.skip(NO_SERVER)
            file = tmp_path / "faults.toml"
            file.write_text(faults)
            served = stack.enter_context(served_sandbox("--speed=180", f"--faults={file}"))
            settings = {
                "OUTBOUND_DATABASE_URL": url,
                "OUTBOUND_LEASE_SECONDS": str(LEASE),
                "OUTBOUND_BULKS_AT_ONCE": "1",
                "MICO_TIMEOUT_SECONDS": str(DEADLINE),
            }
            return Scene(
                write_people(tmp_path / "people.csv", PEOPLE),
                served,
                environment | served.settings | settings,
            )

        yield stage


def test_one_that_slept_while_its_request_was_under_way_records_nothing_of_it(
    staged: Staged,
) -> None:
    scene = staged(SECOND_BULK_IS_LATE)
    with scene.launcher() as sleeping:
        scene.fall_asleep(sleeping, BULKS, 2)
        assert scene.calls_in(0) == 1_000, "the second bulk is under way"

        with scene.successor() as taking_over:
            successor = taking_over.ended()
        sleeping.send(signal.SIGCONT)
        sleeper = sleeping.ended()

    scene.assert_promises_kept(sleeper, successor)
    wait_until(lambda: scene.calls_in(0) == PEOPLE)  # the bulk came, where nobody is called from


def test_one_that_slept_before_its_request_left_sends_it_where_nobody_is_called_from(
    staged: Staged,
) -> None:
    scene = staged(SECOND_BULK_WAITS_FOR_ITS_TOKEN)
    with scene.launcher() as sleeping:
        scene.fall_asleep(sleeping, TOKENS, 3)
        assert scene.calls_in(0) == 1_000, "the second bulk is claimed"

        with scene.successor() as taking_over:
            successor = taking_over.ended()
        assert scene.calls_in(0) == 1_000, "it has not left yet"
        sleeping.send(signal.SIGCONT)
        sleeper = sleeping.ended()

    scene.assert_promises_kept(sleeper, successor)
    wait_until(lambda: scene.calls_in(0) == PEOPLE)  # it left late, into what was given up


def test_one_that_wakes_while_another_works_leaves_its_schedule_alone(staged: Staged) -> None:
    scene = staged(SECOND_BULK_IS_LATE)
    with scene.launcher() as sleeping:
        scene.fall_asleep(sleeping, BULKS, 2)

        with scene.successor() as taking_over:
            wait_until(lambda: len(scene.sandbox.truth()["schedules"]) == 2)
            sleeping.send(signal.SIGCONT)
            sleeper, successor = sleeping.ended(), taking_over.ended()

    scene.assert_promises_kept(sleeper, successor)
