"""Lists of people of whom nobody stands in another list, with rows that cannot be used."""

from dataclasses import dataclass
from pathlib import Path

from tests.conftest import HEADER


@dataclass(frozen=True)
class People:
    """A list, and the external ids of those on it who can be called."""

    path: Path
    ids: frozenset[str]
    rejected: int
    duplicate: int


def write_people(path: Path, count: int, *, first: int = 0, bad: int = 0) -> People:
    """So many people, the first of whom has this number, and `bad` bad rows of each kind."""
    numbers = range(first, first + count)
    lines = [f"+812000{100_000 + n},Given{n},Family{n},,,P-{n}" for n in numbers]
    for place in range(bad):
        at = (place + 1) * count // (bad + 1)
        lines.insert(at, f"12,Too,Short,,,SHORT-{first}-{place}")
        lines.append(f"+812000{100_000 + first + place},Same,Id,,,P-{first + place}")
    path.write_text("\n".join([HEADER, *lines, ""]))
    return People(path, frozenset(f"P-{n}" for n in numbers), rejected=bad, duplicate=bad)
