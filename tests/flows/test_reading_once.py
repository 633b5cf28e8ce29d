"""A list is opened and read once a launch, and not called if it changes meanwhile."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows import launch_campaign as flow
from outbound.contacts import ContactList, ListOptions, open_list
from outbound.contacts.rejections import Rejection
from outbound.contacts.tables import Row
from outbound.delivery import lists as delivery_lists
from outbound.delivery.lists import Lists
from outbound.delivery.staging import stage
from outbound.mistakes import UserMistake
from tests.delivery.bench import Bench, launch, rows_of, write_list
from tests.ledger.columns import set_run

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of the lists that were opened."""
    found: list[str] = []

    def remembered(address: Path | str, *how: Any) -> ContactList:  # noqa: ANN401 - as it is called
        found.append(str(address))
        return open_list(address, *how)

    monkeypatch.setattr(delivery_lists, "open_list", remembered)
    return found


async def test_beginning_and_staging_open_it_once(bench: Bench, addresses: list[str]) -> None:
    path = write_list(bench.folder / "list.csv", rows_of(3))
    asked = launch()
    run = await flow._begin(bench.session, asked, "spring")  # noqa: SLF001 - what the flow does first
    await stage(bench.session, run, bench.session.lists.open("list.csv", asked.list_options))
    assert addresses == [str(path)]
    assert (await bench.count()).planned == 3


def test_another_way_of_reading_it_is_another_list(tmp_path: Path, addresses: list[str]) -> None:
    write_list(tmp_path / "list.csv", rows_of(3))
    lists = Lists(tmp_path)
    assert lists.open("list.csv", ListOptions()) is lists.open("list.csv", ListOptions())
    lists.open("list.csv", ListOptions(region="JP"))
    assert len(addresses) == 2


class _ChangesMeanwhile:
    """A table to which somebody adds a row while it is read."""

    def __init__(self, contact_list: ContactList, path: Path) -> None:
        self._table, self._path = contact_list.table, path
        self.header = contact_list.table.header

    @property
    def digest(self) -> str:
        return self._table.digest

    def rows(self) -> Iterator[Row | Rejection]:
        for number, row in enumerate(self._table.rows(), start=1):
            if number == 2:
                with self._path.open("a") as file:
                    file.write("P-9,+812000000009,Jane,Doe 9\n")
            yield row


async def test_a_list_that_changes_while_it_is_read_is_not_called(bench: Bench) -> None:
    path = write_list(bench.folder / "list.csv", rows_of(3))
    before = open_list(path)
    run = await bench.begun()
    await set_run(bench.ledger, run.id, list_digest=before.digest)
    changing = ContactList(
        before.name, _ChangesMeanwhile(before, path), before.columns, before.options
    )
    with pytest.raises(UserMistake, match=r"changed while it was read\. Nothing was sent"):
        await stage(bench.session, await bench.run(), changing)
    record = await bench.record()
    assert (record.staged_at, record.rows_read, await bench.exported()) == (None, 0, [])


async def test_a_list_that_is_gone_when_it_was_read_is_not_called(bench: Bench) -> None:
    path = write_list(bench.folder / "list.csv", rows_of(3))
    contact_list = open_list(path)
    assert contact_list.digest
    run = await bench.begun()
    await set_run(bench.ledger, run.id, list_digest=contact_list.digest)

    class Gone(_ChangesMeanwhile):
        def rows(self) -> Iterator[Row | Rejection]:
            yield from self._table.rows()
            path.unlink()

    gone = ContactList(
        contact_list.name, Gone(contact_list, path), contact_list.columns, contact_list.options
    )
    with pytest.raises(UserMistake, match="changed while it was read"):
        await stage(bench.session, await bench.run(), gone)
