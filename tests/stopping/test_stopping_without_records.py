"""A stop disables the schedules although the records fail, and says only what was confirmed."""

import asyncio
import fcntl
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import asyncpg
import pytest

from tests.commands import Ran
from tests.conftest import Outbound, ServedSandbox, served_sandbox
from tests.ledger.databases import NO_SERVER, own_postgresql
from tests.stopping.released import Records
from tests.stopping.stage import (
    KEY,
    SECONDS_TO_STOP,
    fault,
    faults,
    in_hours,
    under_way,
    wait_until,
)

CONFIRMED = "confirmed by Mico"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ServedSandbox]:
    """A sandbox in real time."""
    with served_sandbox() as served:
        yield served


@pytest.fixture
def home(home: Path) -> Path:
    home.mkdir()
    return home


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """A command that knows no Prefect server."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MICO_", "OUTBOUND_", "PREFECT_"))
    }
    return clean | {"OUTBOUND_HOME": str(home), "MICO_TIMEOUT_SECONDS": "3"}


@pytest.fixture
def file_(sandbox: ServedSandbox, home: Path) -> Records:
    """Records in a file."""
    return Records(sandbox, home)


@pytest.fixture
def server_(sandbox: ServedSandbox, home: Path) -> Iterator[Records]:
    """Records in PostgreSQL."""
    with own_postgresql() as url:
        if url is None:
            pytest.skip(NO_SERVER)
        yield Records(sandbox, home, url)


@contextmanager
def run_is_locked(url: str) -> Iterator[None]:
    """A transaction on another connection has locked the run, and does not come to an end."""
    with asyncio.Runner() as runner:
        other = runner.run(asyncpg.connect(url))
        runner.run(other.execute("BEGIN"))
        runner.run(other.execute("SELECT 1 FROM runs FOR UPDATE"))
        yield
        runner.run(other.close())


def enabled(sandbox: ServedSandbox, uid: str) -> bool:
    return any(s["is_enabled"] for s in sandbox.truth()["schedules"] if s["uid"] == uid)


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """A home on a disk of its own."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(home)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield home
    unmount = ["umount", "--lazy", str(home)]
    subprocess.run(unmount, check=True)


def damage(ledger: Path) -> None:
    """What stands there is no database any more."""
    for file in ledger.parent.glob(f"{ledger.name}*"):
        if file.is_file():
            file.write_bytes(b"dear diary " * 1000)


def lose(ledger: Path) -> None:
    """The records are gone."""
    for file in ledger.parent.glob(f"{ledger.name}*"):
        if file.is_file():
            file.unlink()


def fill(ledger: Path) -> None:
    """Not a byte more goes onto their disk."""
    free = os.statvfs(ledger.parent)
    with (ledger.parent / "ballast").open("wb") as ballast:
        os.posix_fallocate(ballast.fileno(), 0, free.f_bavail * free.f_frsize)


def make_read_only(ledger: Path) -> None:
    remount = ["mount", "-o", "remount,ro", str(ledger.parent)]
    subprocess.run(remount, check=True)


Trouble = Callable[[Path], None]


@pytest.mark.parametrize("trouble", [damage, lose])
def test_a_stop_disables_although_the_ledger_is_no_more(
    file_: Records, outbound: Outbound, trouble: Trouble
) -> None:
    uid = file_.release()
    trouble(file_.ledger)
    assert_stopped_and_complained(outbound("stop", KEY), file_.sandbox, uid)


@pytest.mark.usefixtures("small_disk")
@pytest.mark.parametrize("trouble", [fill, make_read_only])
def test_a_stop_disables_and_a_status_reads_although_nothing_can_be_written(
    file_: Records, outbound: Outbound, trouble: Trouble
) -> None:
    uid = file_.release()
    trouble(file_.ledger)
    assert outbound("status", KEY, "--json").json["schedules"][0]["uid"] == uid
    assert_stopped_and_complained(outbound("stop", KEY), file_.sandbox, uid)


def assert_stopped_and_complained(stopped: Ran, sandbox: ServedSandbox, uid: str) -> None:
    assert not enabled(sandbox, uid), stopped.err
    assert stopped.status == 1
    assert f"{CONFIRMED}. Who was called is not known yet" in stopped.err
    assert "do not know of it: " in stopped.err
    assert f"`outbound stop {KEY}`" in stopped.err
    assert "Traceback" not in stopped.err


def test_a_database_server_that_is_gone_does_not_keep_a_stop_from_disabling(
    server_: Records, environment: dict[str, str], tmp_path: Path
) -> None:
    uid = server_.release()
    gone = {"OUTBOUND_DATABASE_URL": "postgresql://postgres@127.0.0.1:1/ledger"}
    with under_way(tmp_path, environment | server_.environment | gone, "stop", KEY):
        wait_until(lambda: not enabled(server_.sandbox, uid), SECONDS_TO_STOP)


@pytest.mark.slow
def test_where_the_records_and_their_notes_are_gone_prefect_knows_the_schedules(
    file_: Records, outbound: Outbound, prefect_api: str, people: Path
) -> None:
    on_a_server = {"PREFECT_API_URL": prefect_api}
    options = ("--name=R", "--allowed=00:00-24:00", "--ends-at", in_hours(file_.sandbox, 6))
    launched = outbound(
        "launch", str(people), *options, "--key=remembered", "--no-wait", env=on_a_server
    )
    assert launched.status == 0, launched.err
    uid = outbound("status", "remembered", "--json").json["schedules"][0]["uid"]
    assert enabled(file_.sandbox, uid)
    damage(file_.ledger)
    shutil.rmtree(file_.home / "ledger.db.live")

    stopped = outbound("stop", "remembered", env=on_a_server)

    assert not enabled(file_.sandbox, uid), stopped.err
    assert f"{CONFIRMED}. Who was called is not known yet" in stopped.err


def test_where_no_schedule_is_known_it_says_how_to_stop_all_the_same(
    file_: Records, outbound: Outbound
) -> None:
    uid = file_.release()
    damage(file_.ledger)
    shutil.rmtree(file_.home / "ledger.db.live")
    stopped = outbound("stop", KEY)
    assert stopped.status == 1
    assert f"Switch off, in Mico's page, the schedules that are called {KEY} 1" in stopped.sentence
    assert "--schedule UID" in stopped.sentence

    by_uid = outbound("stop", "--schedule", uid)
    assert (by_uid.status, enabled(file_.sandbox, uid)) == (0, False)
    assert f"{CONFIRMED}: {uid}" in by_uid.err


def test_a_schedule_that_mico_does_not_know_is_your_mistake(
    file_: Records, outbound: Outbound
) -> None:
    uid = file_.release()
    stopped = outbound("stop", "--schedule", "no-such-schedule", "--schedule", uid)
    assert (stopped.status, enabled(file_.sandbox, uid)) == (2, False)
    assert "no-such-schedule" in stopped.sentence


def test_a_stop_by_a_schedules_uid_names_its_run(file_: Records, outbound: Outbound) -> None:
    uid = file_.release()
    assert f"`outbound stop {KEY}` stops the run" in outbound("stop", "--schedule", uid).err


@pytest.mark.parametrize("arguments", [(), (KEY, "--schedule", "uid")])
def test_a_stop_is_of_a_run_or_of_schedules(outbound: Outbound, arguments: tuple[str, ...]) -> None:
    stopped = outbound("stop", *arguments)
    assert stopped.status == 2
    assert "Say what to stop" in stopped.sentence


def test_a_run_of_which_mico_knows_nothing_is_not_called_confirmed(
    file_: Records, outbound: Outbound
) -> None:
    file_.begin(people=2)
    stopped = outbound("stop", KEY, env={"MICO_BASE_URL": "http://127.0.0.1:1"})
    assert stopped.status == 0
    assert "nothing of this run ever reached Mico: 0 called, 2 not" in stopped.err
    assert CONFIRMED not in stopped.err


def test_a_repeated_stop_says_when_it_was_stopped_first(file_: Records, outbound: Outbound) -> None:
    file_.release()
    outbound("stop", KEY)
    with closing(sqlite3.connect(file_.ledger)) as db, db:
        db.execute("UPDATE runs SET stop_wished_at = '2026-11-24 03:04:05.000000'")
    assert f"Stopped 03:04:05 UTC, {CONFIRMED}" in outbound("stop", KEY).err


def test_a_stop_that_is_left_says_until_when_calls_may_be_made_and_that_it_is_tried_again(
    file_: Records, environment: dict[str, str], tmp_path: Path
) -> None:
    file_.release()
    nobody = {"MICO_BASE_URL": "http://127.0.0.1:1"}
    with under_way(tmp_path, environment | file_.environment | nobody, "stop", KEY) as stopping:
        wait_until(lambda: "Not confirmed" in stopping.said, 30)
        time.sleep(5)  # two more tries
        assert stopping.said.count("Not confirmed") == 1
        stopping.process.send_signal(signal.SIGINT)
        assert stopping.ended(10) == 130
    last = stopping.said.splitlines()[-1]
    assert re.search(r"calls may be made until 00:00 on \d{4}-\d\d-\d\d Asia/Tokyo", last)
    assert "`recover-runs`" in last


def test_who_was_called_is_not_said_where_it_could_not_be_read(
    environment: dict[str, str], home: Path, tmp_path: Path
) -> None:
    behind_the_count = f"numbers = {list(range(3, 40))}"
    broken = fault("list", "hang", seconds=60, which=behind_the_count)
    with served_sandbox(faults(tmp_path / "list.toml", broken)) as sandbox:
        records = Records(sandbox, home)
        uid = records.release()
        with under_way(tmp_path, environment | records.environment, "stop", KEY) as stopping:
            assert stopping.ended() == 0
        assert not enabled(sandbox, uid)
    assert f"{CONFIRMED}. Who was called is not known yet; `outbound track {KEY}`" in stopping.said
    assert " not" not in stopping.said.partition("called,")[2]


def test_the_note_of_a_live_schedule_is_its_owners_alone_and_holds_nothing_personal(
    file_: Records, outbound: Outbound
) -> None:
    uid = file_.release()
    (note,) = (file_.home / "ledger.db.live").iterdir()
    assert note.stat().st_mode & 0o777 == 0o600
    kept = json.loads(note.read_text())
    assert kept.keys() == {"key", "uid", "base_url", "ends_at"}
    assert (kept["key"], kept["uid"]) == (KEY, uid)
    outbound("stop", KEY)
    assert not note.exists()


def test_a_note_that_cannot_be_written_holds_no_release_up(file_: Records) -> None:
    (file_.home / "ledger.db.live").touch()
    assert enabled(file_.sandbox, file_.release())


def test_a_stop_behind_a_lock_disables_first_and_writes_the_wish_once_it_can(
    server_: Records, environment: dict[str, str], outbound: Outbound, tmp_path: Path
) -> None:
    uid = server_.release()
    its = environment | server_.environment
    with under_way(tmp_path, its, "stop", KEY) as stopping:
        with run_is_locked(str(server_.database)):
            wait_until(lambda: "records cannot be told" in stopping.said, 30)
            assert not enabled(server_.sandbox, uid)
            assert CONFIRMED not in stopping.said
        assert stopping.ended() == 0
    assert CONFIRMED in stopping.said
    told = outbound("status", KEY, "--json", env=dict(server_.environment))
    assert told.json["state"] == "stopped"


def test_a_stop_behind_a_sleeping_writer_disables_and_can_be_left(
    file_: Records, environment: dict[str, str], tmp_path: Path
) -> None:
    uid = file_.release()
    with closing(sqlite3.connect(file_.ledger, isolation_level=None)) as sleeper:
        sleeper.execute("BEGIN IMMEDIATE")
        with owned(file_), under_way(tmp_path, environment | file_.environment, "stop", KEY) as it:
            wait_until(lambda: "records cannot be told" in it.said, 30)
            assert not enabled(file_.sandbox, uid)
            it.process.send_signal(signal.SIGINT)
            assert it.ended(10) == 130
    assert "may enable them again" in it.said
    assert f"`outbound stop {KEY}`" in it.said


@contextmanager
def owned(records: Records) -> Iterator[None]:
    """A launcher that works on the run lives."""
    with (records.home / "ledger.db.locks" / "run-1").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
