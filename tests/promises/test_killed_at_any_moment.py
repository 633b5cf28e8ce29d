"""Killed with SIGKILL at any moment and carried on each time, a launch keeps its promises."""

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from tests.cli.test_launching import rows_add_up
from tests.commands import Command, Ran, run, started
from tests.conftest import ServedSandbox, served_sandbox
from tests.promises.hours import in_hours
from tests.promises.people import People, write_people
from tests.promises.phases import Phase, is_held_by, phase_of
from tests.promises.truth import promises_to

pytestmark = pytest.mark.slow

KILLS = 30
MOST_RUNS = 20
PEOPLE = 2_200
BAD_ROWS = 5
SEED = int(os.environ.get("OUTBOUND_TEST_SEED", "2026"))

# Real seconds: each step of a run takes long enough to be met, none longer than its deadline.
SLOW_ANSWERS = {"campaign": 0.3, "schedule": 0.3, "bulk": 0.6, "list": 0.03, "enable": 0.6}
DEADLINE = 2
LOST_BULKS = """
[[fault]]  # some bulks come to nothing, and nobody is told
on = "bulk"
kind = "hang"
probability = 0.2
seconds = 0.6
"""

STAGES = {
    "staging": {Phase.STARTING, Phase.STAGING},
    "loading": {Phase.REFILLING, Phase.PREPARING, Phase.LOADING, Phase.LOOKING_UP},
    "counting": {Phase.COUNTING},
    "release": {Phase.RELEASING, Phase.VERIFYING},
    "tracking": {Phase.TRACKING, Phase.OVER},
}
LONGEST = {
    Phase.STARTING: 3.0,
    Phase.STAGING: 0.3,
    Phase.PREPARING: 1.0,
    Phase.LOADING: 1.2,
    Phase.COUNTING: 0.3,
    Phase.RELEASING: 0.6,
    Phase.TRACKING: 1.0,
}
"""For how long after it has reached a phase a process is let live at most, in real seconds."""
ONE_OF_EACH = (Phase.STAGING, Phase.LOADING, Phase.COUNTING, Phase.RELEASING, Phase.TRACKING)


@dataclass(frozen=True)
class Moment:
    """So many seconds after a process of ours has come so far."""

    phase: Phase
    delay: float


@dataclass
class KilledRun:
    """A run whose process is killed again and again."""

    key: str
    people: People
    launch: tuple[str, ...]
    environment: dict[str, str]
    killed: list[Phase] = field(default_factory=list)

    @property
    def records(self) -> Path:
        return Path(self.environment["OUTBOUND_HOME"]) / "ledger.db"

    @property
    def phase(self) -> Phase:
        return phase_of(self.records, self.key)

    def see_through(self, moments: list[Moment]) -> Ran:
        """Begin it, kill it at these moments and carry it on, until it has ended by itself."""
        while True:
            with started(*self._command, environment=self.environment) as process:
                if not moments or not self._is_killed(process, moments[0]):
                    return process.ended()
            del moments[0]
            self.killed.append(self.phase)

    @property
    def _command(self) -> tuple[str, ...]:
        is_known = self.phase != Phase.STARTING
        return ("resume", self.key, *OPTIONS) if is_known else (*self.launch, *OPTIONS)

    def _is_killed(self, process: Command, moment: Moment) -> bool:
        """Kill it at this moment, unless it has ended before."""
        while moment.phase != Phase.STARTING and not self._has_come_to(process, moment.phase):
            if process.status is not None:
                return False
            time.sleep(0.01)
        time.sleep(moment.delay)
        process.kill()
        return process.status == -signal.SIGKILL

    def _has_come_to(self, process: Command, phase: Phase) -> bool:
        is_at_work = is_held_by(self.records, self.key, process.pid)
        return is_at_work and self.phase >= phase


OPTIONS = ("--json", "--poll-interval=30")


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[ServedSandbox]:
    """A sandbox in which an hour takes twenty seconds, and answers take their time."""
    faults = tmp_path / "faults.toml"
    entries = (
        f'[[fault]]\non = "{on}"\nkind = "late"\nprobability = 1\nseconds = {seconds}\n'
        for on, seconds in SLOW_ANSWERS.items()
    )
    faults.write_text("".join([LOST_BULKS, *entries]))
    with served_sandbox("--speed=180", f"--faults={faults}") as served:
        yield served


def a_run(
    number: int, luck: Random, sandbox: ServedSandbox, home: Path, environment: dict[str, str]
) -> KilledRun:
    """A run with people of its own; its bulks go one by one, or all at once."""
    path = home.with_name(f"people-{number}.csv")
    people = write_people(path, PEOPLE, first=number * 10_000, bad=BAD_ROWS)
    key = f"run-{number}"
    settings = {
        "MICO_TIMEOUT_SECONDS": str(DEADLINE),
        "OUTBOUND_BULKS_AT_ONCE": luck.choice(["1", "4"]),
    }
    window = ("--ends-at", in_hours(sandbox, 48), "--retry-intervals", "none")
    return KilledRun(
        key=key,
        people=people,
        launch=(
            "launch",
            str(path),
            "--name=R",
            "--allowed=00:00-24:00",
            "--region=JP",
            "--key",
            key,
            *window,
        ),
        environment=environment | sandbox.settings | settings,
    )


def some_moments(luck: Random, at_most: int) -> list[Moment]:
    """One in each stage of a run, and one more anywhere."""
    phases = [*ONE_OF_EACH, luck.choice(list(LONGEST))]
    chosen = sorted(luck.sample(phases, min(at_most, len(phases))))
    return [Moment(phase, luck.uniform(0, LONGEST[phase])) for phase in chosen]


def in_missed_stages(luck: Random, killed: list[Phase]) -> list[Moment]:
    """One in each stage that was not met: how long each lasts is up to the machine."""
    stages = zip(ONE_OF_EACH, STAGES.values(), strict=True)
    missed = [phase for phase, phases in stages if not phases & set(killed)]
    return [Moment(phase, luck.uniform(0, LONGEST[phase])) for phase in missed]


def assert_promises_kept(run_: KilledRun, last: Ran, sandbox: ServedSandbox) -> int:
    """Of the run and to its people; gives how many calls stand where nobody is called from."""
    assert last.status == 0, last.err
    status = run("status", run_.key, "--json", environment=run_.environment)
    assert (status.status, status.json) == (0, last.json)
    assert rows_add_up(status.json), status.json
    rows = status.json["rows"]
    people = run_.people
    assert (rows["rejected"], rows["duplicate"]) == (people.rejected, people.duplicate)
    assert rows["released"] == len(people.ids)
    kept = promises_to(sandbox, people.ids)
    assert kept.is_kept, kept
    return kept.aside


def test_killed_thirty_times_at_any_moment_it_calls_nobody_twice_and_loses_nobody(
    environment: dict[str, str],
    sandbox: ServedSandbox,
    home: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    luck = Random(SEED)  # noqa: S311 - a test's luck, to be had again
    killed: list[Phase] = []
    aside = runs = 0
    while moments := some_moments(luck, KILLS - len(killed)) or in_missed_stages(luck, killed):
        runs += 1
        assert runs <= MOST_RUNS, f"not every stage was met: {killed}"
        run_ = a_run(runs, luck, sandbox, home, environment)
        last = run_.see_through(moments)
        aside += assert_promises_kept(run_, last, sandbox)
        killed += run_.killed

    stages = {name: sum(phase in phases for phase in killed) for name, phases in STAGES.items()}
    with capsys.disabled():
        print(f"\n{len(killed)} kills in {runs} runs (seed {SEED}): {_listed(stages)}")  # noqa: T201
        exactly = Counter(phase.words for phase in sorted(killed))
        print(f"  exactly: {_listed(exactly)}")  # noqa: T201
        print(f"  0 of {runs * PEOPLE:,} called twice, 0 lost; {aside:,} calls set aside")  # noqa: T201
    assert all(stages.values())


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())
