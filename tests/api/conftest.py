"""A client for each test: of the sandbox, in this process and over a socket, or of a script."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr

from outbound.api import MicoClient, MicoSettings
from outbound.api.models import Schedule
from outbound.sandbox import CAMPAIGN_UID, Mix, Sandbox
from outbound.sandbox.server import serving
from tests.api.scripted import DEADLINE, Reply, Scripted, grant, on_a_socket
from tests.api.stopwatch import HeldStopwatch, Stopwatch
from tests.sandbox.caller import START, ManualClock

# Plain http needs no certificates, and reading them takes longer than a test.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

Opened = Callable[..., MicoClient]
Script = Callable[..., Awaitable[Scripted]]
NewSchedule = Callable[[], Awaitable[Schedule]]


def settings_for(base_url: str, **changes: object) -> MicoSettings:
    """The sandbox's credentials, and time enough for a slow machine."""
    fields: dict[str, object] = {
        "base_url": base_url,
        "client_id": "sandbox",
        "client_secret": SecretStr("sandbox-secret"),
        "access_token": None,
        "timeout_seconds": DEADLINE,
    }
    return MicoSettings.model_validate(fields | changes)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MicoSettings.model_fields:
        monkeypatch.delenv(f"MICO_{name.upper()}", raising=False)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def stopwatch() -> Stopwatch:
    """The real seconds of the client of a script; nobody waits."""
    return Stopwatch()


@pytest.fixture
def waits(stopwatch: Stopwatch) -> list[float]:
    """The seconds that the client of a script waited before it sent a request."""
    return stopwatch.waits


@pytest.fixture
def sandbox(clock: ManualClock) -> Iterator[Sandbox]:
    """Everybody answers the phone, and confirms."""
    mix = Mix(endings={"answered": 1}, outcomes={"APPOINTMENT_CONFIRMED": 1}, notified=1)
    sandbox = Sandbox(clock=clock, mix=mix)
    yield sandbox
    sandbox.close()


@pytest.fixture(params=["in process", "over a socket"])
async def mico(
    request: pytest.FixtureRequest, sandbox: Sandbox, clock: ManualClock
) -> AsyncIterator[MicoClient]:
    """A client of the sandbox, once each way."""
    async with AsyncExitStack() as stack:
        wire: httpx.AsyncBaseTransport
        if request.param == "over a socket":
            base_url = await stack.enter_async_context(serving(sandbox))
            wire = httpx.AsyncHTTPTransport(verify=NO_TLS)
        else:
            base_url, wire = "https://sandbox", httpx.ASGITransport(sandbox.app)
        client = MicoClient(settings_for(base_url), clock=clock, wire=wire)
        yield await stack.enter_async_context(client)


@pytest.fixture
def new_schedule(mico: MicoClient) -> NewSchedule:
    """Create a schedule that is open for three hours from the start on."""

    async def create() -> Schedule:
        return await mico.schedules.create(
            CAMPAIGN_UID,
            name="Morning Calls",
            starts_at=START,
            ends_at=START + timedelta(hours=3),
            retry_intervals=[300, 300, 300],
        )

    return create


@pytest.fixture
async def script() -> AsyncIterator[Script]:
    """Start a server that gives these replies, and tokens to whoever asks."""
    async with AsyncExitStack() as stack:

        async def start(*replies: Reply, tokens: list[Reply] | None = None) -> Scripted:
            scripted = Scripted(list(replies), tokens or [grant()])
            return await stack.enter_async_context(on_a_socket(scripted))

        yield start


@pytest.fixture
async def opened(clock: ManualClock, stopwatch: Stopwatch) -> AsyncIterator[Opened]:
    """Open a client, with settings of its own, that notes its waits and does not wait."""
    async with AsyncExitStack() as stack:

        def open_one(
            server: Scripted | str,
            *,
            wire: httpx.AsyncBaseTransport | None = None,
            time: Stopwatch | HeldStopwatch = stopwatch,
            **changes: object,
        ) -> MicoClient:
            base_url = server if isinstance(server, str) else server.base_url
            client = MicoClient(
                settings_for(base_url, **changes),
                clock=clock,
                wire=wire or httpx.AsyncHTTPTransport(verify=NO_TLS),
                sleep=time.sleep,
                monotonic=time.now,
            )
            stack.push_async_exit(client)
            return client

        yield open_one


@pytest.fixture
def no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that names no proxies and no certificates."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
