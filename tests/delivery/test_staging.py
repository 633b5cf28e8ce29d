from dataclasses import replace
from pathlib import Path

import pytest

from outbound.contacts import open_list, read_contacts
from outbound.delivery.requests import Addition
from outbound.delivery.staging import open_run, stage, stage_results
from outbound.ledger.database import LedgerError
from outbound.ledger.staged import StagedRow
from outbound.mistakes import UserMistake
from outbound.planning import CallingWindow
from tests.delivery.bench import END, Bench, launch, rows_of, write_list
from tests.sandbox.caller import START


@pytest.fixture
def list_path(tmp_path: Path) -> Path:
    """Five rows: one without a number, one with an id and a number that were there before."""
    rows = rows_of(5)
    rows[1][1] = ""
    rows[3][:2] = rows[0][:2]
    return write_list(tmp_path / "five.csv", rows)


async def test_every_row_of_a_list_is_in_the_ledger(bench: Bench, list_path: Path) -> None:
    await bench.read(await bench.begun(), list_path)
    states = [row["state"] for row in await bench.exported()]
    assert states == ["planned", "rejected", "planned", "duplicate", "planned"]
    record = await bench.record()
    assert (record.rows_read, record.staged_at) == (5, START)


async def test_staging_again_changes_nothing(bench: Bench, list_path: Path) -> None:
    run = await bench.read(await bench.begun(), list_path)
    before = await bench.exported(), await bench.record()
    await stage(bench.session, run, open_list(list_path))
    assert (await bench.exported(), await bench.record()) == before


async def test_staging_carries_on_where_it_was_interrupted(bench: Bench, list_path: Path) -> None:
    run = await bench.begun()
    await _first_rows_of_another_process(bench, run.id)
    await bench.read(run, list_path)
    states = [row["state"] for row in await bench.exported()]
    assert states == ["planned", "rejected", "planned", "duplicate", "planned"]
    assert await bench.unsent(run) == {1: 3}


async def test_a_list_that_has_changed_since_is_not_read_on(bench: Bench, list_path: Path) -> None:
    run = await bench.begun()
    await _first_rows_of_another_process(bench, run.id)
    with pytest.raises(UserMistake, match="has changed since"):
        await stage(bench.session, await bench.run(), open_list(list_path))
    assert (await bench.count()).read == 2


async def _first_rows_of_another_process(bench: Bench, run_id: int) -> None:
    call: dict[str, object] = {"external_id": "P-1"}
    rows = [
        StagedRow(number=1, external_id="P-1", call=call),
        StagedRow(number=2, external_id="P-2"),
    ]
    await bench.ledger.rows.stage(run_id, rows)


async def test_two_who_stage_at_once_double_nobody(bench: Bench, list_path: Path) -> None:
    run = await bench.read(await bench.begun(), list_path)
    with pytest.raises(LedgerError):  # from one that believes that nothing was read yet
        await stage_results(bench.session, run, read_contacts(open_list(list_path), key=run.key))
    assert (await bench.count()).read == 5


async def test_an_id_of_any_length_is_said_to_be_too_long(bench: Bench, tmp_path: Path) -> None:
    rows = rows_of(3)
    rows[0][0], rows[1][0] = "x" * 501, "y" * 500
    run = await bench.begun()
    await bench.read(run, write_list(tmp_path / "long.csv", rows))
    first, *others = await bench.exported()
    assert (first["state"], first["field"]) == ("rejected", "external_id")
    assert [row["state"] for row in others] == ["planned", "planned"]


async def test_a_key_finds_the_run_that_was_begun_with_it(bench: Bench) -> None:
    assert await bench.begun() == await bench.begun()


async def test_the_first_window_of_a_run_is_its_window(bench: Bench) -> None:
    run = await bench.begun()
    window = CallingWindow(END, END.replace(day=30))
    await open_run(bench.session, key=run.key, asked=launch(), list_digest="0" * 64, window=window)
    record = await bench.record()
    assert (record.starts_at, record.ends_at) == (START, END)


async def test_the_lists_name_may_change_if_its_content_does_not(bench: Bench) -> None:
    assert await bench.begun() == await bench.begun(contacts="copy of list.csv")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"campaign": {"name": "Recalls"}}, "campaign"),
        ({"window": {"ends_at": "2026-11-24T12:00:00Z"}}, "window"),
        ({"retry_intervals": [60]}, "retry intervals"),
        ({"list_options": {"region": "JP"}}, "list options"),
    ],
)
async def test_a_key_refuses_other_settings_and_says_which(
    bench: Bench, changes: dict[str, object], what: str
) -> None:
    await bench.begun()
    with pytest.raises(UserMistake, match=rf"\(not the same: {what}\).*another --key"):
        await bench.begun("spring", **changes)


async def test_a_key_refuses_another_list(bench: Bench) -> None:
    await bench.begun()
    with pytest.raises(UserMistake, match="the list's content"):
        await open_run(
            bench.session, key="spring", asked=launch(), list_digest="1" * 64, window=None
        )


async def test_a_key_refuses_another_api(bench: Bench) -> None:
    await bench.begun()
    elsewhere = replace(bench.session, base_url="https://api.micovoice.com")
    with pytest.raises(UserMistake, match="the API's address"):
        await open_run(elsewhere, key="spring", asked=launch(), list_digest="0" * 64, window=None)


async def test_a_key_refuses_another_command(bench: Bench) -> None:
    await bench.begun()
    asked = Addition(contacts="list.csv", schedule_uid="there already")
    with pytest.raises(UserMistake, match=r"\(not the same: the command\)"):
        await open_run(bench.session, key="spring", asked=asked, list_digest="0" * 64, window=None)


async def test_a_refused_key_leaves_its_run_as_it_was(bench: Bench) -> None:
    run = await bench.begun()
    with pytest.raises(UserMistake):
        await bench.begun(list_options={"region": "JP"})
    assert await bench.run() == run
