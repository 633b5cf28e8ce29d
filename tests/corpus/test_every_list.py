"""Lists as people have them: what becomes of each row is what the corpus expects of it."""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outbound.contacts import ContactList, ListOptions, open_list, read_profile, write_rejects
from outbound.delivery.lists import Lists
from outbound.delivery.plan import planning
from outbound.delivery.requests import Launch, NewCampaign
from outbound.delivery.session import OfflineSession
from outbound.ledger import Ledger
from outbound.mistakes import UserMistake
from outbound.planning import AllowedHours, Between
from tests.sandbox.caller import ManualClock

LISTS = sorted((Path(__file__).parent / "lists").iterdir())
GOOD = [folder for folder in LISTS if (folder / "expected.csv").exists()]
BAD = [folder for folder in LISTS if (folder / "refused.txt").exists()]
NO_REGION = "numbers without a country"
EVENING = datetime(2026, 11, 24, 9, tzinfo=UTC)


def named(folder: Path) -> str:
    return folder.name


def opened(folder: Path) -> ContactList:
    """The folder's list, in Japan where its options name no country and that is not the point."""
    profile = folder / "options.toml"
    options = read_profile(profile) if profile.exists() else ListOptions()
    if folder.name != NO_REGION and options.region is None:
        options = options.model_copy(update={"region": "JP"})
    (path,) = folder.glob("list.*")
    return open_list(f"sqlite:///{path}" if path.suffix == ".db" else path, options)


async def fates(contact_list: ContactList, ledger: Ledger) -> tuple[list[dict[str, str]], bool]:
    """What a plan makes of each row, and whether the sums add up."""
    session = OfflineSession(
        ledger=ledger, clock=ManualClock(EVENING), base_url="", lists=Lists(Path())
    )
    asked = Launch(
        contacts="list",
        campaign=NewCampaign(name="plan"),
        window=Between(ends_at=EVENING.replace(hour=12)),
        allowed=AllowedHours(hours="00:00-24:00"),
        retry_intervals=[],
    )
    async with planning(session, asked, contact_list) as (at, run):
        counts = await at.ledger.count(run.id)
        found = [row async for row in at.ledger.fates(run.id)]
    wanted = ("row", "fate", "field")
    return [{name: str(row[name] or "") for name in wanted} for row in found], counts.adds_up


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


@pytest.mark.parametrize("folder", GOOD, ids=named)
async def test_every_row_has_the_fate_that_it_should_have(folder: Path, ledger: Ledger) -> None:
    found, adds_up = await fates(opened(folder), ledger)
    assert found == expected(folder)
    assert adds_up


@pytest.mark.parametrize("folder", GOOD, ids=named)
def test_the_same_list_has_the_same_digest(folder: Path) -> None:
    assert opened(folder).digest == opened(folder).digest


WRITTEN = [(folder, "csv") for folder in GOOD] + [
    (folder, ending)
    for folder in GOOD
    if folder.name in {"ragged rows", "a workbook", "json lines", "parquet", "nul bytes"}
    for ending in ("tsv", "jsonl", "xlsx", "parquet")
]


@pytest.mark.parametrize(
    ("folder", "ending"), WRITTEN, ids=[f"{folder.name}-{ending}" for folder, ending in WRITTEN]
)
async def test_what_is_not_used_can_be_written_and_loaded_again(
    folder: Path, ending: str, tmp_path: Path, ledger: Ledger
) -> None:
    contact_list = opened(folder)
    why = {
        int(row["row"]): (row["field"], "a reason")
        for row in expected(folder)
        if row["fate"] != "usable"
    }
    file = tmp_path / f"rejects.{ending}"
    assert write_rejects(contact_list.table, why, file) == len(why)
    if not why:
        return
    again = open_list(file, contact_list.options.model_copy(update={"query": None}))
    assert not set(again.custom_parameters) - set(contact_list.custom_parameters)
    found, _ = await fates(again, ledger)
    # A duplicate is none any more where the first one is not there; the others are as they were.
    faults = Counter(row["fate"] for row in expected(folder))["rejected"]
    assert Counter(row["fate"] for row in found)["rejected"] == faults
