"""What tests share that go through the front door: a Prefect server, a sandbox, the command."""

import asyncio
import json
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from hypothesis import HealthCheck, settings

from outbound.cli.private_server import PrivateServer
from outbound.ledger.database import open_database
from tests.commands import PATIENCE, Ran, run, started

# A busy machine makes no test fail: examples may take their time. And no change is turned down for
# what another one has brought about: the examples are the same each time, unless
# OUTBOUND_TEST_SEED is set to anything, for who goes hunting. It stands here since a test takes its
# profile along when its module is read.
settings.register_profile(
    "patient",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="OUTBOUND_TEST_SEED" not in os.environ,
)
settings.load_profile("patient")

SPEED = 600
EXAMPLE = Path(__file__).parent.parent / "examples" / "contacts.csv"
HEADER = "phone_number,first_name,last_name,phonetic_first_name,phonetic_last_name,external_id"


@dataclass(frozen=True)
class ServedSandbox:
    """A sandbox in a process of its own."""

    settings: dict[str, str]

    @property
    def base_url(self) -> str:
        return self.settings["MICO_BASE_URL"]

    def truth(self) -> dict[str, Any]:
        """What the sandbox knows, call by call."""
        answer = httpx.get(f"{self.base_url}/_sandbox/state", timeout=PATIENCE)
        return cast("dict[str, Any]", answer.json())


Outbound = Callable[..., Ran]


_addresses: set[str] = set()


@contextmanager
def served_sandbox(*options: str) -> Iterator[ServedSandbox]:
    """`outbound sandbox`, at an address that no other sandbox of these tests has had.

    Prefect remembers which keys were run at which address: two sandboxes are not one. The sandbox
    takes a free port itself: one that was free before it started may be somebody else's by then.
    """
    is_chosen = any(option.startswith("--port=") for option in options)
    with ExitStack() as stack:
        while True:
            served = stack.enter_context(_sandbox_process("--port=0", *options))
            if is_chosen or served.base_url not in _addresses:
                break
        _addresses.add(served.base_url)
        yield served


@contextmanager
def _sandbox_process(*options: str) -> Iterator[ServedSandbox]:
    with started("sandbox", "--json", *options, environment=os.environ) as sandbox:
        settings = json.loads(sandbox.first_line())
        del settings["OUTBOUND_HOME"]  # each test has a home of its own
        yield ServedSandbox(settings)


@pytest.fixture(scope="session")
def empty_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger's file in which nothing stands."""
    file = tmp_path_factory.mktemp("records") / "ledger.db"

    async def make() -> None:
        await (await open_database(f"sqlite:///{file}")).close()

    # In a thread, for whoever asks for it first may do so from within a running loop.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(make())).result()
    return file


@pytest.fixture
def records(empty_records: Path, tmp_path: Path) -> str:
    """The address of an empty ledger: a copy, since making its tables anew takes its time."""
    file = shutil.copy(empty_records, tmp_path / "ledger.db")
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Prefect keeps its database during the tests."""
    return tmp_path_factory.mktemp("prefect")


@contextmanager
def prefect_server(home: Path) -> Iterator[str]:
    """A Prefect server with a database of its own in this folder; gives the address of its API."""
    before = os.environ.get("PREFECT_HOME")
    os.environ["PREFECT_HOME"] = str(home)
    server = PrivateServer(None)
    try:
        server.wait_until_ready()
        yield server.url
    finally:
        server.end()
        del os.environ["PREFECT_HOME"]
        if before is not None:
            os.environ["PREFECT_HOME"] = before


@pytest.fixture(scope="session")
def prefect_api(prefect_home: Path) -> Iterator[str]:
    """A standing Prefect server for all the tests; gives the address of its API."""
    with prefect_server(prefect_home) as url:
        yield url


@pytest.fixture
def sandbox() -> Iterator[ServedSandbox]:
    """A sandbox whose hours take seconds."""
    with served_sandbox(f"--speed={SPEED}") as served:
        yield served


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The `OUTBOUND_HOME` of one test."""
    return tmp_path / "home"


@pytest.fixture
def environment(home: Path, prefect_api: str, prefect_home: Path) -> dict[str, str]:
    """The environment of a command that knows a Prefect server and no API."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MICO_", "OUTBOUND_", "PREFECT_"))
    }
    return clean | {
        "OUTBOUND_HOME": str(home),
        "PREFECT_API_URL": prefect_api,
        "PREFECT_HOME": str(prefect_home),
    }


@pytest.fixture
def outbound(environment: dict[str, str], sandbox: ServedSandbox) -> Outbound:
    """Runs `outbound` against the sandbox; `env` changes or (None) removes variables."""

    def command(*arguments: str, env: dict[str, str | None] | None = None) -> Ran:
        changed = environment | sandbox.settings | (env or {})
        given = {name: of for name, of in changed.items() if of is not None}
        return run(*arguments, environment=given)

    return command


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A list of thirty people."""
    return write_list(tmp_path / "people.csv", 30)


def write_list(path: Path, people: int) -> Path:
    """A list of this many people whose traces cannot be mistaken for anything else."""
    lines = [
        f"+812000{100_000 + n},Zebulon{n},Quillfeather{n},,,SECRETID-{n}" for n in range(people)
    ]
    path.write_text("\n".join([HEADER, *lines, ""]))
    return path
