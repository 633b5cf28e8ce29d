"""The API behind proxies, and behind a root certificate that only one network knows."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from outbound.api import MicoClient, MicoSettings, NotFound, Retriable
from outbound.api.surroundings import keep_this_machine_to_itself
from tasks.connection import settings_of
from tasks.credentials import MicoCredentials
from tests.proxies import connect_proxy, socks_proxy
from tests.tls import Site, secure_site, trusted, trusted_folder

HOST = "api.example"
pytestmark = pytest.mark.usefixtures("no_surroundings")


@pytest.fixture(scope="module")
def root() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def site(root: trustme.CA) -> Iterator[Site]:
    with secure_site(root, HOST) as site:
        yield site


@pytest.fixture
def on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host's name leads here."""
    resolve = socket.getaddrinfo

    def resolved(host: Any, *how: Any, **named: Any) -> Any:  # noqa: ANN401 - as it is declared
        return resolve("127.0.0.1" if host in {HOST, HOST.encode()} else host, *how, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)


async def ask(base_url: str) -> None:
    """Ask for a call flow that does not exist: the API's 404 shows that it was reached."""
    settings = MicoSettings(base_url=base_url, access_token="made-up")
    async with MicoClient(settings) as api:
        with pytest.raises(NotFound):
            await api.call_flows.get("nowhere")


async def why_not(base_url: str) -> str:
    settings = MicoSettings(base_url=base_url, access_token="made-up")
    async with MicoClient(settings) as api:
        with pytest.raises(Retriable) as unreachable:
            await api.call_flows.get("nowhere")
    return str(unreachable.value)


@pytest.mark.usefixtures("on_this_machine")
@pytest.mark.parametrize(
    ("variable", "written"), [("SSL_CERT_FILE", trusted), ("SSL_CERT_DIR", trusted_folder)]
)
async def test_a_root_of_the_networks_own_stands_in_a_file_or_a_folder(
    site: Site,
    root: trustme.CA,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    written: Callable[[trustme.CA, Path], str],
) -> None:
    monkeypatch.setenv(variable, written(root, tmp_path))
    await ask(f"https://{HOST}:{site.port}")
    assert site.hosts == [f"{HOST}:{site.port}"]


@pytest.mark.usefixtures("on_this_machine")
async def test_a_root_that_nobody_named_is_told_by_its_variable(site: Site) -> None:
    assert "name its PEM file in SSL_CERT_FILE" in await why_not(f"https://{HOST}:{site.port}")
    assert not site.hosts


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
async def test_the_api_is_asked_through_a_proxy(
    site: Site, root: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", trusted(root, tmp_path))
    async with connect_proxy(site.port) as proxy:
        monkeypatch.setenv(variable, f"http://127.0.0.1:{proxy.port}")
        await ask(f"https://{HOST}")
    assert (proxy.asked, site.hosts) == ([f"{HOST}:443"], [HOST])


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_the_api_is_asked_through_a_socks_proxy(
    site: Site, root: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", trusted(root, tmp_path))
    async with socks_proxy(site.port) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:{proxy.port}")
        await ask(f"https://{HOST}")
    assert (proxy.asked, site.hosts) == ([f"{HOST}:443"], [HOST])


async def test_a_proxy_that_refuses_is_told_by_its_variable(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connect_proxy(site.port, refuses=True) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert f"(HTTPS_PROXY) gives no way to {HOST}" in await why_not(f"https://{HOST}")


def test_a_worker_reads_the_exceptions_from_a_proxy_as_the_command_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "[::1],10.0.0.0/8,*.clinic.example")
    block = MicoCredentials(client_id="a", client_secret="b", base_url="https://10.1.2.3")
    settings_of(block)
    assert {"10.1.2.3", ".clinic.example", "::1"} <= set(os.environ["NO_PROXY"].split(","))


def test_a_network_that_is_excepted_is_known_to_the_flow_runs_of_a_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "10.0.0.0/8")
    keep_this_machine_to_itself(os.environ)  # as the process that serves does
    block = MicoCredentials(client_id="a", client_secret="b", base_url="https://10.1.2.3")
    settings_of(block)
    assert "10.1.2.3" in os.environ["NO_PROXY"].split(",")
