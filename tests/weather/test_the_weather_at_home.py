"""A launch on a machine that has trouble of its own, in real time: it goes on, or says why not."""

import os
import resource
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.test_runs import wait_until
from tests.commands import PATIENCE, Command, started
from tests.conftest import Outbound, ServedSandbox, served_sandbox
from tests.ledger.databases import NO_SERVER, own_postgresql
from tests.weather.going_on import (
    KEY,
    PATIENT,
    carried_on,
    is_complete,
    is_one_clear_sentence,
    launch,
    looked_at,
)
from tests.weather.proxy import HERE, Proxy

pytestmark = pytest.mark.slow

BULK = "POST /api/v1/schedules/{uid}/outbound_calls/bulk"
SLOWLY = '[[fault]]\non = "bulk"\nkind = "late"\nprobability = 1\nseconds = 0.4\n'
"""Every bulk takes a while, so that loading has a middle."""
A_WHILE = 5
"""Real seconds that an ordinary trouble lasts."""


class Site:
    """The API at an address that stays, whether somebody is there or not."""

    def __init__(self, folder: Path) -> None:
        faults = folder / "slowly.toml"
        faults.write_text(SLOWLY)
        self._options = [f"--database={folder / 'sandbox.db'}", f"--faults={faults}"]
        self._serving = ExitStack()
        self.sandbox = self._serving.enter_context(served_sandbox(*self._options))
        self._options.append(f"--port={urlsplit(self.sandbox.base_url).port}")

    def close(self) -> None:
        self._serving.close()

    def reopen(self) -> None:
        self._serving.enter_context(served_sandbox(*self._options))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.close()


@pytest.fixture
def sandbox(site: Site) -> ServedSandbox:
    """A sandbox in real time that takes its time for a bulk."""
    return site.sandbox


@pytest.fixture
def patient(environment: dict[str, str], sandbox: ServedSandbox) -> dict[str, str]:
    """The environment of a command that sends one bulk after the other."""
    one_by_one = {"OUTBOUND_BULKS_AT_ONCE": "1"}
    return environment | sandbox.settings | PATIENT | one_by_one


@pytest.fixture
def loading(patient: dict[str, str], sandbox: ServedSandbox, people: Path) -> Iterator[Command]:
    """A launch that has begun to load."""
    with started(*launch(sandbox, people), environment=patient) as process:
        wait_until(lambda: is_loading(sandbox))
        yield process


def is_loading(sandbox: ServedSandbox) -> bool:
    return bool(sandbox.truth()["requests"].get(BULK, 0) > 1)


@pytest.fixture
def is_seen_through(
    outbound: Outbound, sandbox: ServedSandbox, tmp_path: Path
) -> Callable[..., int]:
    """The launch comes to its end, and is carried on to a complete one; gives how often."""

    def check(process: Command, **env: str) -> int:
        end = carried_on(lambda: process.ended(2 * PATIENCE), outbound, sandbox, tmp_path, **env)
        is_complete(end)
        return end.resumes

    return check


@contextmanager
def locked(ledger: Path) -> Iterator[None]:
    """Another process writes, and does not come to an end."""
    with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_records_that_are_locked_for_a_while_are_waited_for(
    loading: Command, home: Path, is_seen_through: Callable[..., int]
) -> None:
    with locked(home / "ledger.db"):
        time.sleep(A_WHILE)
    assert is_seen_through(loading) == 0


def test_records_that_are_locked_for_longer_than_a_writer_waits(
    loading: Command, home: Path, is_seen_through: Callable[..., int]
) -> None:
    with locked(home / "ledger.db"):
        time.sleep(35)
    is_seen_through(loading)


def test_an_api_that_is_gone_for_a_while_is_waited_for(
    loading: Command, site: Site, is_seen_through: Callable[..., int]
) -> None:
    site.close()
    time.sleep(A_WHILE)
    site.reopen()
    assert is_seen_through(loading) == 0


def test_a_laptop_that_falls_asleep_in_the_middle_of_a_request(
    loading: Command, is_seen_through: Callable[..., int]
) -> None:
    os.kill(loading.pid, signal.SIGSTOP)
    time.sleep(A_WHILE)
    os.kill(loading.pid, signal.SIGCONT)
    assert is_seen_through(loading) == 0


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """A home on a disk of its own that is soon full."""
    home.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(home)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield home
    unmount = ["umount", "--lazy", str(home)]
    subprocess.run(unmount, check=True)


@contextmanager
def full(disk: Path, *, but_for: int = 0) -> Iterator[None]:
    """Somebody else has filled it, but for so many bytes."""
    ballast = disk / "ballast"
    free = os.statvfs(disk)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - but_for)
    yield
    ballast.unlink()


def test_a_disk_that_is_full_for_a_while_is_waited_for(
    small_disk: Path, loading: Command, is_seen_through: Callable[..., int]
) -> None:
    with full(small_disk):
        time.sleep(A_WHILE)
    assert is_seen_through(loading) == 0


def test_a_disk_that_is_too_small_for_the_list_ends_it_and_it_can_be_carried_on(
    small_disk: Path,
    patient: dict[str, str],
    sandbox: ServedSandbox,
    people: Path,
    outbound: Outbound,
    tmp_path: Path,
) -> None:
    with (
        full(small_disk, but_for=600_000),
        started(*launch(sandbox, people), environment=patient) as process,
    ):
        ran = process.ended(2 * PATIENCE)
    is_one_clear_sentence(ran)
    assert ran.status == 1
    assert "disk" in ran.sentence
    end = carried_on(lambda: ran, outbound, sandbox, tmp_path)
    is_complete(end)
    assert end.resumes == 1


def test_records_that_can_grow_no_further_for_a_while(
    loading: Command, is_seen_through: Callable[..., int]
) -> None:
    before = resource.prlimit(loading.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(loading.pid, resource.RLIMIT_FSIZE, (4096, before[1]))
    time.sleep(A_WHILE)
    resource.prlimit(loading.pid, resource.RLIMIT_FSIZE, before)
    assert is_seen_through(loading) == 0


@pytest.fixture
def way_to_postgresql() -> Iterator[tuple[Proxy, str]]:
    """A way to a database that can be cut, and the address by it."""
    with own_postgresql() as url:
        if url is None:
            pytest.skip(NO_SERVER)
        its = urlsplit(url)
        proxy = Proxy((its.hostname or HERE, its.port or 5432))
        by_proxy = its._replace(netloc=f"{its.username}@{HERE}:{proxy.port}")
        yield proxy, by_proxy.geturl()
        proxy.cut()


def test_a_database_server_that_is_gone_for_a_while_is_waited_for(
    way_to_postgresql: tuple[Proxy, str],
    patient: dict[str, str],
    sandbox: ServedSandbox,
    people: Path,
    is_seen_through: Callable[..., int],
) -> None:
    proxy, url = way_to_postgresql
    records = {"OUTBOUND_DATABASE_URL": url}
    with started(*launch(sandbox, people), environment=patient | records) as process:
        wait_until(lambda: is_loading(sandbox))
        proxy.cut()
        time.sleep(A_WHILE)
        proxy.restore()
        assert is_seen_through(process, **records) == 0


def test_a_database_server_that_is_not_there_at_all_is_told_in_one_sentence(
    way_to_postgresql: tuple[Proxy, str],
    outbound: Outbound,
    sandbox: ServedSandbox,
    people: Path,
) -> None:
    proxy, url = way_to_postgresql
    proxy.cut()
    ran = outbound(*launch(sandbox, people), env={"OUTBOUND_DATABASE_URL": url})
    is_one_clear_sentence(ran)
    assert ran.status == 1
    assert not sandbox.truth()["schedules"]


def test_a_laptop_that_slept_while_another_machine_took_the_run_over(
    way_to_postgresql: tuple[Proxy, str],
    patient: dict[str, str],
    sandbox: ServedSandbox,
    people: Path,
    is_seen_through: Callable[..., int],
    outbound: Outbound,
    tmp_path: Path,
) -> None:
    records = {"OUTBOUND_DATABASE_URL": way_to_postgresql[1], "OUTBOUND_LEASE_SECONDS": "3"}
    with started(*launch(sandbox, people), environment=patient | records) as sleeper:
        wait_until(lambda: is_loading(sandbox))
        os.kill(sleeper.pid, signal.SIGSTOP)
        with started("resume", KEY, "--no-wait", environment=patient | records) as another:
            is_seen_through(another, **records)
            os.kill(sleeper.pid, signal.SIGCONT)
        told = sleeper.ended(2 * PATIENCE)
    is_one_clear_sentence(told)
    assert told.status == 1
    assert "Another process" in told.sentence
    is_complete(looked_at(outbound, sandbox, tmp_path, **records))
