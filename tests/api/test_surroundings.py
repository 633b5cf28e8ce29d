"""What the environment says of proxies and certificates is used, or refused in one sentence."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.api.surroundings import keep_this_machine_to_itself, refuse_unusable
from outbound.mistakes import UserMistake

pytestmark = pytest.mark.usefixtures("no_surroundings")


@asynccontextmanager
async def _server(name: str, asked: list[str]) -> AsyncIterator[str]:
    """Answers any request, or any request to a proxy, with its own name."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0].decode())
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(name)}\r\nConnection: close\r\n\r\n"
        writer.write((head + name).encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
async def test_what_is_on_this_machine_is_not_asked_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    asked: list[str] = []
    async with _server("proxy", asked) as proxy, _server("server", []) as server:
        monkeypatch.setenv(variable, proxy)
        keep_this_machine_to_itself(os.environ)
        async with httpx.AsyncClient() as client:
            assert (await client.get(server)).text == "server"
            assert (await client.get("http://elsewhere.example.com/")).text == "proxy"
    assert asked == ["GET http://elsewhere.example.com/ HTTP/1.1"]


@pytest.mark.parametrize(
    ("no_proxy", "url"),
    [
        ("[::1]", "http://[::1]:9/"),
        ("fd00::/8", "http://[fd00::7]/"),
        ("10.0.0.0/8", "http://10.1.2.3/"),
        ("*.example.com", "http://api.example.com/"),
        (".example.com", "http://api.example.com/"),
        ("example.com", "http://api.example.com/"),
        ("fe80::1%eth0, [, *.example.com", "http://api.example.com/"),
        ("*", "http://api.example.com/"),
    ],
)
def test_an_exception_from_the_proxy_counts_in_every_spelling(no_proxy: str, url: str) -> None:
    environment = {"HTTP_PROXY": "http://proxy:1", "NO_PROXY": no_proxy, "MICO_BASE_URL": url}
    keep_this_machine_to_itself(environment)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        client = httpx.Client()
    direct = client._transport  # noqa: SLF001 - httpx says it nowhere else
    assert client._transport_for_url(httpx.URL(url)) is direct  # noqa: SLF001


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_no_list_of_exceptions_breaks_a_client(no_proxy: str) -> None:
    environment = {"HTTP_PROXY": "http://proxy:1", "NO_PROXY": no_proxy}
    keep_this_machine_to_itself(environment)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        httpx.Client(verify=False).close()  # noqa: S501 - nothing is asked


def test_without_a_proxy_the_environment_stays_as_it_is() -> None:
    environment = {"NO_PROXY": "[::1]"}
    keep_this_machine_to_itself(environment)
    assert environment == {"NO_PROXY": "[::1]"}


@pytest.mark.parametrize("name", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("proxy", ["socks4://p:1", "ftp://p", "http://me:opensesame@p:port"])
def test_a_proxy_that_cannot_be_used_is_told_by_its_variable(name: str, proxy: str) -> None:
    with pytest.raises(UserMistake, match=f"^{name} ") as caught:
        refuse_unusable({name: proxy})
    assert "opensesame" not in str(caught.value)


@pytest.mark.parametrize(
    "proxy", ["http://p:3128", "https://me:secret@p", "p:3128", "socks5h://p:1"]
)
def test_a_proxy_that_can_be_used_is_not_refused(proxy: str) -> None:
    refuse_unusable({"HTTPS_PROXY": proxy})


def test_a_certificate_file_that_is_none_is_told_by_its_variable(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    for file in (tmp_path / "nowhere.pem", tmp_path / "empty.pem", tmp_path):
        with pytest.raises(UserMistake, match="SSL_CERT_FILE is"):
            refuse_unusable({"SSL_CERT_FILE": str(file)})


def test_a_folder_of_certificates_that_is_none_is_told_by_its_variable(tmp_path: Path) -> None:
    refuse_unusable({"SSL_CERT_DIR": str(tmp_path)})
    with pytest.raises(UserMistake, match="SSL_CERT_DIR is"):
        refuse_unusable({"SSL_CERT_DIR": str(tmp_path / "nowhere")})
