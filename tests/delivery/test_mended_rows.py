"""Rows that were mended are loaded again, and nobody is called twice through them."""

from collections.abc import Mapping
from pathlib import Path

from outbound.contacts import open_list, write_rejects
from outbound.delivery.loading import load_batch
from outbound.delivery.plan import plan_of, planning
from outbound.delivery.schedules import schedule_of
from outbound.ledger import Rates
from tests.delivery.bench import Bench, launch, rows_of, write_list

WHY = ("phone_number", "not a number")
TAKEN = "the run spring, of the list that this row comes from, has this person"


async def loaded(bench: Bench) -> Path:
    """A list of four people who were sent to the API."""
    await bench.loaded(4)
    return bench.folder / "spring.csv"


def rejects_of(source: Path, *numbers: int) -> Path:
    """A reject file with these rows."""
    contact_list = open_list(source)
    target = source.with_name(f"{source.stem}-again.csv")
    why = dict.fromkeys(numbers, WHY)
    write_rejects(contact_list.table, why, target, contact_list.origins)
    return target


async def fates(bench: Bench, path: Path, key: str = "again") -> Mapping[str, str]:
    """What becomes of each row of a list, launched under another key."""
    run = await bench.read(await bench.begun(key), path)
    return {
        str(row["external_id"]): str(row["reason"] or row["fate"])
        async for row in bench.ledger.fates(run.id)
    }


def mended(path: Path, *changes: tuple[str, str]) -> Path:
    text = path.read_text("utf-8-sig")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return path


async def test_a_row_that_is_mended_into_somebody_who_was_called_is_left_out(bench: Bench) -> None:
    source = await loaded(bench)
    again = rejects_of(source, 1, 2, 3)
    mended(again, ("P-2", "X-2"), ("P-3", "X-3"), ("812000000003", "812000000009"))
    # The second row has a new id and the same number and name; the third one is somebody else.
    found = await fates(bench, again)
    assert found == {"P-1": TAKEN, "X-2": TAKEN, "X-3": "usable"}


async def test_a_plan_tells_of_them_and_writes_nothing(bench: Bench) -> None:
    again = rejects_of(await loaded(bench), 1)
    contact_list = open_list(again)
    asked = launch(contacts=str(again))
    async with planning(bench.session, asked, contact_list) as (at, run):
        rates = Rates(calls_an_hour=None, seconds_a_bulk=None)
        plan = await plan_of(at, run, name="again.csv", rates=rates)
    assert [(why.fate, why.reason) for why in plan.not_called] == [("duplicate", TAKEN)]
    assert await bench.ledger.runs.find("plan") is None


async def test_a_plan_names_a_run_with_any_key_that_a_run_can_have(bench: Bench) -> None:
    run = await bench.staged(1, "plan")
    await load_batch(bench.session, await schedule_of(bench.session, run, 1), 1)
    again = rejects_of(bench.folder / "plan.csv", 1)
    asked = launch(contacts=str(again))
    async with planning(bench.session, asked, open_list(again)) as (at, planned):
        (why,) = await at.ledger.plans.reasons(planned.id)
    assert why.reason == TAKEN.replace("spring", "plan")


async def test_of_people_who_were_not_sent_nobody_is_left_out(bench: Bench) -> None:
    await bench.staged(2)
    again = rejects_of(bench.folder / "spring.csv", 1, 2)
    assert set((await fates(bench, again)).values()) == {"usable"}


async def test_rows_that_were_mended_twice_know_their_first_list(bench: Bench) -> None:
    first = await loaded(bench)
    again = rejects_of(first, 1, 2)
    twice = rejects_of(again, 1)
    assert open_list(twice).origins == (open_list(first).digest, open_list(again).digest)
    assert await fates(bench, twice) == {"P-1": TAKEN}


async def test_rows_of_two_reject_files_in_one_are_looked_for_in_both_lists(bench: Bench) -> None:
    called = rejects_of(await loaded(bench), 1)
    other = write_list(bench.folder / "other.csv", rows_of(9)[8:])
    both = rejects_of(other, 1)
    both.write_text(both.read_text("utf-8-sig") + called.read_text("utf-8-sig").splitlines()[1])
    assert await fates(bench, both) == {"P-9": "usable", "P-1": TAKEN}


async def test_the_origin_is_no_custom_parameter(bench: Bench) -> None:
    again = rejects_of(await loaded(bench), 1)
    assert "outbound_list" in open_list(again).table.header
    assert open_list(again).custom_parameters == ()
