"""A launch through each kind of trouble with the network and the API, over a real socket."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import Outbound, ServedSandbox, served_sandbox
from tests.weather.going_on import PATIENT, End, carried_on, is_complete, launch

pytestmark = pytest.mark.slow

SPEED = 60
OFTEN = 0.2
EVERYWHERE = ("campaign", "schedule", "enable", "disable", "bulk", "list", "detail")
WITH_TOKEN = ("token", *EVERYWHERE)
CERTAIN = {"bulk": 2, "enable": 1, "list": 1}
"""Requests that meet the trouble whatever the luck: of these sorts, the one with this number."""

WHILE = {"list": 60}
"""Of these sorts, only so many requests can meet it: each lost page costs a second."""

Entry = Mapping[str, object]


def trouble(kind: str, where: Iterable[str], **details: object) -> list[Entry]:
    """A kind of fault, at each of these places."""
    return [
        {"on": on, "kind": kind, **how, **details}
        for on in where
        for how in (*_certainly(on), _often(on))
    ]


def _certainly(on: str) -> list[Entry]:
    return [{"numbers": [CERTAIN[on]]}] if on in CERTAIN else []


def _often(on: str) -> Entry:
    return {"probability": OFTEN} | ({"until": WHILE[on]} if on in WHILE else {})


KINDS: dict[str, list[Entry]] = {
    "drop": trouble("drop", WITH_TOKEN),
    "commit_then_drop": trouble("commit_then_drop", WITH_TOKEN),
    "half_then_drop": trouble("half_then_drop", ["bulk"]),
    "late_commit": trouble("late_commit", EVERYWHERE, seconds=0.5),
    "late": trouble("late", EVERYWHERE, seconds=1.3),
    "hang": trouble("hang", EVERYWHERE, seconds=3),
    "error": trouble("error", WITH_TOKEN),
    "error_after_commit": trouble("error_after_commit", WITH_TOKEN),
    "refused_after_commit": trouble("refused_after_commit", ["bulk"]),
    "cut_body": trouble("cut_body", WITH_TOKEN),
    "truncated_json": trouble("truncated_json", WITH_TOKEN),
    "too_many": trouble("too_many", EVERYWHERE, seconds=2),
    "too_many, as a date": trouble("too_many", EVERYWHERE, seconds=2, as_date=True),
    "dead_token": trouble("dead_token", EVERYWHERE),
    "lag": trouble("lag", ["list"], seconds=100),
    "uneven_lag": trouble("uneven_lag", ["list"], seconds=100),
    "repeated_rows": trouble("repeated_rows", ["list"]),
    "an enable that lands late": [
        {"on": "enable", "kind": "late_commit", "numbers": [1, 2], "seconds": 0.7}
    ],
}
A_LOST_ANSWER: Entry = {"on": "bulk", "kind": "commit_then_drop", "numbers": [2]}
"""A list is read whole only where somebody is looked for in it."""
WEATHER = KINDS | {
    f"{kind}, and a lost answer": [*KINDS[kind], A_LOST_ANSWER]
    for kind in ("lag", "uneven_lag", "repeated_rows")
}


def all_together() -> list[Entry]:
    """Every kind at every place, so that a quarter of all requests meets one."""
    kinds = [e for entries in KINDS.values() for e in entries if "probability" in e]
    at_place = Counter(str(entry["on"]) for entry in kinds)
    return [_as_rarely(entry, 0.28 / at_place[str(entry["on"])]) for entry in kinds]


def _as_rarely(entry: Entry, probability: float) -> Entry:
    return {name: of for name, of in entry.items() if name != "until"} | {
        "probability": probability
    }


def as_toml(entries: Iterable[Entry]) -> str:
    def text(entry: Entry) -> str:
        lines = (f"{name} = {json.dumps(value)}" for name, value in entry.items())
        return "\n".join(["[[fault]]", *lines, ""])

    return "\n".join(["seed = 11", *map(text, entries)])


@dataclass
class Figures:
    """A table that grows by a line with each kind of weather."""

    calm: End | None = None
    lines: list[str] = field(default_factory=list)

    def line(self, kind: str, end: End) -> str:
        beyond = end.requests - (self.calm.requests if self.calm else end.requests)
        happened = sum(end.truth["faults"].values())
        figures = (
            f"{kind:32}{end.seconds:8.1f}{end.requests:9}{beyond:+8}{happened:9}"
            f"{end.abandoned:10}{end.resumes:8}"
        )
        return "\n".join([figures, *(f"  {why}" for why in end.troubles), ""])


TITLES = (
    f"\n{'weather':32}{'seconds':>8}{'requests':>9}{'beyond':>8}{'happened':>9}"
    f"{'abandoned':>10}{'resumes':>8}\n"
)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures()


@pytest.fixture
def entries(request: pytest.FixtureRequest) -> list[Entry]:
    return list(getattr(request, "param", []))


@pytest.fixture
def sandbox(entries: list[Entry], tmp_path: Path) -> Iterator[ServedSandbox]:
    """A sandbox in which these faults happen."""
    file = tmp_path / "faults.toml"
    file.write_text(as_toml(entries))
    with served_sandbox(f"--speed={SPEED}", *([f"--faults={file}"] if entries else [])) as served:
        yield served


@pytest.fixture
def show(figures: Figures, capsys: pytest.CaptureFixture[str]) -> Iterator[dict[str, End]]:
    """Whatever end is put here is a line of the table."""
    ends: dict[str, End] = {}
    yield ends
    with capsys.disabled():
        for kind, end in ends.items():
            if not figures.lines:
                sys.stdout.write(TITLES)
            figures.lines.append(figures.line(kind, end))
            sys.stdout.write(figures.lines[-1])


@pytest.fixture
def weathered(
    outbound: Outbound, sandbox: ServedSandbox, people: Path, tmp_path: Path
) -> Callable[..., End]:
    """Launch, and carry on where that is needed."""

    def through(**window: float) -> End:
        command = launch(sandbox, people, **window)
        return carried_on(lambda: outbound(*command, env=PATIENT), outbound, sandbox, tmp_path)

    return through


def test_calm(weathered: Callable[..., End], figures: Figures, show: dict[str, End]) -> None:
    figures.calm = show["calm"] = end = weathered()
    is_complete(end)
    assert (end.abandoned, end.resumes) == (0, 0)


@pytest.mark.parametrize(("kind", "entries"), WEATHER.items(), ids=WEATHER, indirect=["entries"])
def test_each_kind_of_trouble_is_got_through(
    weathered: Callable[..., End], kind: str, show: dict[str, End]
) -> None:
    show[kind] = end = weathered()
    is_complete(end)
    assert end.truth["asked_too_early"] == 0
    assert sum(end.truth["faults"].values())


@pytest.mark.parametrize("entries", [all_together()], ids=["a quarter"], indirect=True)
def test_all_kinds_at_once_are_got_through(
    weathered: Callable[..., End], show: dict[str, End]
) -> None:
    show["all at once"] = end = weathered()
    is_complete(end)
    assert end.truth["asked_too_early"] == 0


@pytest.mark.parametrize("entries", [all_together()], ids=["a quarter"], indirect=True)
def test_all_kinds_at_once_are_got_through_while_the_window_is_open(
    weathered: Callable[..., End], show: dict[str, End]
) -> None:
    show["all, in an open window"] = end = weathered(opens_in=0)
    is_complete(end)
    assert any(call["attempts"] for call in end.truth["calls"])
    assert end.truth["asked_too_early"] == 0
