"""A ledger is read where nothing can be written."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from outbound.ledger import open_ledger, open_ledger_to_read
from outbound.ledger.database import LedgerError
from outbound.mistakes import UserMistake
from tests.ledger.runs import A_RUN, Story, people


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    unmount = ["umount", "--lazy", str(folder)]
    subprocess.run(unmount, check=True)


def make_read_only(disk: Path) -> None:
    remount = ["mount", "-o", "remount,ro", str(disk)]
    subprocess.run(remount, check=True)


async def fill(file: Path) -> None:
    async with open_ledger(f"sqlite:///{file}") as ledger:
        story = await Story.begun(ledger, A_RUN)
        await story.stage(people([1]))


async def rows_read(file: Path) -> int:
    async with open_ledger_to_read(f"sqlite:///{file}") as ledger:
        return (await ledger.count((await ledger.runs.get("spring")).id)).read


async def test_a_ledger_on_a_disk_that_is_read_only_is_read(disk: Path) -> None:
    await fill(disk / "ledger.db")
    make_read_only(disk)
    assert await rows_read(disk / "ledger.db") == 1


async def test_what_a_killed_writer_has_left_in_its_log_is_read(disk: Path, tmp_path: Path) -> None:
    await fill(tmp_path / "ledger.db")
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as writer:
        writer.execute("UPDATE runs SET key = 'autumn'")
        writer.commit()
        for name in ("ledger.db", "ledger.db-wal"):
            shutil.copy(tmp_path / name, disk / name)
    make_read_only(disk)
    async with open_ledger_to_read(f"sqlite:///{disk / 'ledger.db'}") as ledger:
        assert [run.key for run in await ledger.runs.newest()] == ["autumn"]


async def test_reading_leaves_nothing_behind_and_changes_nothing(tmp_path: Path) -> None:
    await fill(tmp_path / "ledger.db")
    before = (tmp_path / "ledger.db").read_bytes()
    await rows_read(tmp_path / "ledger.db")
    assert (tmp_path / "ledger.db").read_bytes() == before


async def test_a_file_whose_name_has_signs_of_an_address_is_read(tmp_path: Path) -> None:
    file = tmp_path / "100% mine #1.db"
    await fill(file)
    assert await rows_read(file) == 1


async def test_what_is_no_database_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("dear diary " * 1000)
    with pytest.raises(LedgerError, match="not a database"):
        await rows_read(tmp_path / "ledger.db")


async def test_a_ledger_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    with pytest.raises(UserMistake, match="know no run"):
        await rows_read(tmp_path / "new" / "ledger.db")
