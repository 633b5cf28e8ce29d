"""How many seconds after `outbound stop` the API shows the schedules disabled, whatever fails."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from tests.conftest import ServedSandbox, served_sandbox, write_list
from tests.ledger.databases import NO_SERVER, own_postgresql
from tests.stopping.stage import (
    KEY,
    SECONDS_TO_STOP,
    Command,
    Moment,
    family,
    in_hours,
    is_enabled,
    kill,
    seconds_enabled,
    under_way,
    wait_for_moment,
    wait_until,
)
from tests.weather.proxy import HERE, Proxy

pytestmark = pytest.mark.slow

PEOPLE = 600
WATCHING = 6.0
"""Seconds from then on: a launcher that lives must not enable anything again."""
NO_PREFECT = {"PREFECT_API_URL": f"http://{HERE}:1/api"}


class Launcher(StrEnum):
    """What became of the process that launched the run."""

    ALIVE = "alive"
    DEAD = "dead"
    ASLEEP = "asleep"

    def meets(self, launched: Command) -> None:
        match self:
            case Launcher.DEAD:
                kill(family(launched.process.pid))
            case Launcher.ASLEEP:
                os.kill(launched.process.pid, signal.SIGSTOP)


@dataclass(frozen=True)
class Site:
    """The records of a run, and how they can be reached."""

    home: Path
    database: str | None = None
    way: Proxy | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {"OUTBOUND_DATABASE_URL": self.database} if self.database else {}


@contextmanager
def in_postgresql(home: Path) -> Iterator[Site]:
    with own_postgresql() as url:
        if url is None:
            pytest.skip(NO_SERVER)
        its = urlsplit(url)
        proxy = Proxy((its.hostname or HERE, its.port or 5432))
        by_proxy = its._replace(netloc=f"{its.username}@{HERE}:{proxy.port}")
        yield Site(home, by_proxy.geturl(), proxy)
        proxy.cut()


@contextmanager
def on_small_disk(home: Path) -> Iterator[Site]:
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(home)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield Site(home)
    unmount = ["umount", "--lazy", str(home)]
    subprocess.run(unmount, check=True)


def in_file(home: Path) -> AbstractContextManager[Site]:
    return nullcontext(Site(home))


@contextmanager
def gone(site: Site) -> Iterator[dict[str, str]]:
    assert site.way is not None
    site.way.cut()
    yield {}


@contextmanager
def locked(site: Site) -> Iterator[dict[str, str]]:
    with asyncio.Runner() as runner:
        other = runner.run(asyncpg.connect(site.database))
        runner.run(other.execute("BEGIN"))
        runner.run(other.execute("SELECT 1 FROM runs FOR UPDATE"))
        yield {}
        other.terminate()


@contextmanager
def full(site: Site) -> Iterator[dict[str, str]]:
    with (site.home / "ballast").open("wb") as ballast:
        _fill_up(ballast.fileno())
    yield {}


def _fill_up(file: int) -> None:
    """Let the file take all room; a launcher that lives takes some of it meanwhile."""
    taken = 0
    while free := os.fstatvfs(file).f_bavail * os.fstatvfs(file).f_frsize:
        with suppress(OSError):
            os.posix_fallocate(file, taken, free)
            taken += free


@contextmanager
def read_only(site: Site) -> Iterator[dict[str, str]]:
    """As the stop sees it: a launcher that lives has files open, and keeps the disk writable."""
    view = site.home.with_name("read-only")
    view.mkdir()
    for options in (["--bind"], ["-o", "remount,bind,ro"]):
        mount = ["mount", *options, str(site.home), str(view)]
        subprocess.run(mount, check=True)
    yield {"OUTBOUND_HOME": str(view)}
    unmount = ["umount", "--lazy", str(view)]
    subprocess.run(unmount, check=True)


@contextmanager
def damaged(site: Site) -> Iterator[dict[str, str]]:
    for file in site.home.glob("ledger.db*"):
        if file.is_file():
            file.write_bytes(b"dear diary " * 1000)
    yield {}


@contextmanager
def without_prefect(_site: Site) -> Iterator[dict[str, str]]:
    yield NO_PREFECT


Place = Callable[[Path], AbstractContextManager[Site]]
Trouble = Callable[[Site], AbstractContextManager[dict[str, str]]]
TROUBLES: dict[str, tuple[Place, Trouble]] = {
    "the database is gone": (in_postgresql, gone),
    "the database is locked": (in_postgresql, locked),
    "the disk is full": (on_small_disk, full),
    "the home is read-only": (on_small_disk, read_only),
    "the ledger is damaged": (in_file, damaged),
    "Prefect is gone": (in_file, without_prefect),
}


@pytest.fixture
def sandbox() -> Iterator[ServedSandbox]:
    """Real time, and an API that does as it is told."""
    with served_sandbox() as served:
        yield served


@pytest.mark.parametrize("launcher", list(Launcher), ids=str)
@pytest.mark.parametrize("trouble", list(TROUBLES))
def test_the_schedules_are_disabled_within_seconds(
    trouble: str,
    launcher: Launcher,
    environment: dict[str, str],
    sandbox: ServedSandbox,
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place, befall = TROUBLES[trouble]
    home.mkdir()
    contacts = write_list(tmp_path / "people.csv", PEOPLE)
    with place(home) as site:
        its = environment | sandbox.settings | site.environment
        with under_way(tmp_path, its, *launch(sandbox, contacts)) as launched:
            wait_for_moment(sandbox, Moment.CALLING)
            launcher.meets(launched)
            busy = seconds_to_begin(its)
            with befall(site) as seen, under_way(tmp_path, its | seen, "stop", KEY) as stopping:
                began = time.monotonic()
                wait_until(lambda: not is_enabled(sandbox.truth()))
                seconds = round(time.monotonic() - began, 1)
                assert not seconds_enabled(sandbox, time.monotonic(), WATCHING), "again"
                said = stopping.said
    with capsys.disabled():
        print(f"\n{trouble:24} launcher {launcher:7} {seconds:5} s, {busy} s to begin")  # noqa: T201
    assert not is_enabled(sandbox.truth()), said
    assert seconds <= SECONDS_TO_STOP + 2 * busy, said
    assert "Traceback" not in said


def seconds_to_begin(environment: dict[str, str]) -> float:
    """How long any command takes to begin: many seconds on a busy machine."""
    began = time.monotonic()
    command = [sys.executable, "-m", "outbound.cli", "--version"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return round(time.monotonic() - began, 1)


def launch(sandbox: ServedSandbox, contacts: Path) -> tuple[str, ...]:
    return (
        "launch",
        str(contacts),
        "--name=Reminders",
        "--allowed=00:00-24:00",
        f"--key={KEY}",
        "--poll-interval=2",
        "--ends-at",
        in_hours(sandbox, 6),
        "--retry-intervals=none",
    )
