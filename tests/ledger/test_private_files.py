"""A ledger in a file is its owner's alone: numbers and names stand in it."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from outbound.ledger.database import open_database
from outbound.ledger.locks import locked

Umask = Callable[[int], None]
FOR_ANYBODY = 0o777
PROC_LOCKS = Path("/proc/locks")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may do it")


@pytest.fixture
def umask() -> Iterator[Umask]:
    """Set it for as long as the test lasts."""
    before = os.umask(0)

    def to(mask: int) -> None:
        os.umask(mask)

    yield to
    os.umask(before)


@pytest.fixture(params=[0o755, 0o777], ids=["755", "777"])
def home(request: pytest.FixtureRequest, tmp_path: Path, umask: Umask) -> Path:
    """A folder that existed before, and that others may look into; new files are for anybody."""
    folder = tmp_path / "home"
    folder.mkdir()
    folder.chmod(request.param)
    umask(0)
    return folder


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def everything_in(folder: Path) -> dict[str, int]:
    """Files and folders, and what rights they have."""
    return {str(path.relative_to(folder)): rights(path) for path in folder.rglob("*")}


PRIVATE = {
    "ledger.db": 0o600,
    "ledger.db-wal": 0o600,
    "ledger.db-shm": 0o600,
    "ledger.db.locks": 0o700,
    "ledger.db.locks/opening": 0o600,
}


async def write(home: Path) -> dict[str, int]:
    """Write to the ledger; what is in its home meanwhile."""
    database = await open_database(f"sqlite:///{home / 'ledger.db'}")
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE IF NOT EXISTS anything (at INTEGER)"))
        found = everything_in(home)
    await database.close()
    return found


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077], ids=["000", "022", "077"])
async def test_every_file_of_a_new_ledger_is_for_its_owner_alone(
    home: Path, umask: Umask, mask: int
) -> None:
    umask(mask)
    assert await write(home) == PRIVATE


async def test_the_folder_keeps_the_rights_that_its_owner_gave_it(home: Path) -> None:
    before = rights(home)
    await write(home)
    assert rights(home) == before


async def test_a_ledger_that_others_could_read_is_closed_to_them_when_it_is_opened(
    home: Path,
) -> None:
    await write(home)
    working = await open_database(f"sqlite:///{home / 'ledger.db'}")  # so that its files stay
    for name in everything_in(home):
        (home / name).chmod(FOR_ANYBODY)
    assert await write(home) == PRIVATE
    await working.close()


@pytest.mark.skipif(not PROC_LOCKS.exists(), reason="only Linux lists locks")
async def test_opening_a_ledger_leaves_the_locks_of_who_works_on_it(home: Path) -> None:
    """The system forgets all locks of a process on a file once the process closes it."""
    working = await open_database(f"sqlite:///{home / 'ledger.db'}")
    async with working.reading() as connection:
        await connection.execute(text("SELECT count(*) FROM sqlite_master"))
    before = _locks_on(home / "ledger.db")
    again = await open_database(f"sqlite:///{home / 'ledger.db'}")
    assert before
    assert before <= _locks_on(home / "ledger.db")
    await again.close()
    await working.close()


def _locks_on(file: Path) -> set[str]:
    """This process's locks on it: proc(5) describes the lines of /proc/locks."""
    ours, inode = str(os.getpid()), str(file.stat().st_ino)
    found = set()
    for line in PROC_LOCKS.read_text("ascii").splitlines():
        _, *lock = line.split()
        if lock[3] == ours and lock[4].endswith(f":{inode}"):
            found.add(" ".join(lock))
    return found


def test_a_lock_that_others_could_take_is_closed_to_them(home: Path) -> None:
    for _ in range(2):
        with locked(home / "ledger.db", "run-1"):
            assert everything_in(home) == {"ledger.db.locks": 0o700, "ledger.db.locks/run-1": 0o600}
        for name in everything_in(home):
            (home / name).chmod(FOR_ANYBODY)


async def test_a_ledger_behind_a_link_is_made_where_the_link_leads(
    home: Path, tmp_path: Path
) -> None:
    (home / "ledger.db").symlink_to(tmp_path / "elsewhere.db")
    await write(home)
    assert rights(tmp_path / "elsewhere.db") == 0o600


@needs_root
async def test_no_right_is_given_back_that_its_owner_had_taken_away(home: Path) -> None:
    await write(home)
    (home / "ledger.db").chmod(0o444)
    await write(home)
    assert rights(home / "ledger.db") == 0o400


@needs_root
async def test_a_ledger_of_somebody_else_is_opened_and_keeps_its_rights(home: Path) -> None:
    await write(home)
    (home / "ledger.db").chmod(0o666)
    os.chown(home / "ledger.db", 65534, 65534)
    await write(home)
    assert rights(home / "ledger.db") == 0o666
