"""Lists as people have them: what becomes of each row is what the corpus expects."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from outbound.contacts import ContactList, open_list, read_profile
from outbound.mistakes import UserMistake

LISTS = sorted((Path(__file__).parent / "lists").iterdir())
GOOD = [folder for folder in LISTS if (folder / "expected.csv").exists()]
BAD = [folder for folder in LISTS if (folder / "refused.txt").exists()]


def named(folder: Path) -> str:
    return folder.name


def opened(folder: Path) -> ContactList:
    """The folder's list, in Japan where its options do not say otherwise."""
    (path,) = folder.glob("list.*")
    options = read_profile(folder / "options.toml") if (folder / "options.toml").exists() else None
    if options is None or "# no region" not in (folder / "options.toml").read_text():
        known = options.model_dump() if options else {}
        options = JAPAN.model_copy(update={**known, "region": "JP"})
    address = f"sqlite:///{path}" if path.suffix == ".db" else path
    return open_list(address, options)


def expected(folder: Path) -> Sequence[dict[str, str]]:
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_corpus_is_large_enough() -> None:
    assert len(LISTS) >= 40
    assert len(LISTS) == len(GOOD) + len(BAD)


@pytest.mark.parametrize("folder", BAD, ids=named)
def test_a_list_that_cannot_be_read_says_why(folder: Path) -> None:
    with pytest.raises(UserMistake) as mistake:
        opened(folder)
    assert (folder / "refused.txt").read_text(encoding="utf-8").strip() in str(mistake.value)
