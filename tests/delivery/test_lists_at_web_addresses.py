"""A list at an https address that a form names: of the open network, and fetched within limits."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from outbound.contacts import FileOptions, ListOptions, UnknownEncodingError
from outbound.contacts.tables import reach, web
from outbound.delivery.lists import Lists
from outbound.mistakes import UserMistake
from outbound.settings import OutboundSettings
from tests.tls import Site, secure_site, trusted

LIST = b"phone_number,first_name,last_name\n+812000001234,Iris,Inkwater\n"


@pytest.fixture(scope="module")
def root() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def site(root: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("SSL_CERT_FILE", trusted(root, tmp_path))
    with secure_site(root, "localhost", "lists.example") as site:
        site.pages["/people.csv"] = LIST
        yield site


def rows(name: str, *hosts: str) -> int:
    """How many rows the list of this name has, as a form names it."""
    return Lists(Path(), names_only=True, hosts=hosts).open(name, ListOptions()).count_rows()


def told(name: str, *hosts: str) -> str:
    with pytest.raises(UserMistake) as mistake:
        rows(name, *hosts)
    return str(mistake.value)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "10.0.0.8",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - nobody listens
        "224.0.0.1",
        "[::1]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:10.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
    ],
)
def test_a_host_of_a_private_network_is_refused(host: str) -> None:
    assert "is in a private network" in told(f"https://{host}:1/people.csv")


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "64:ff9b::808:808"])
def test_an_address_of_the_open_network_is_public(address: str) -> None:
    assert reach.is_public(address)


def test_a_private_host_that_the_settings_name_is_asked(site: Site) -> None:
    assert rows(f"https://localhost:{site.port}/people.csv", "localhost") == 1


def test_each_redirect_is_judged_by_itself(site: Site) -> None:
    site.redirects["/away"] = f"https://127.0.0.1:{site.port}/people.csv"
    refused = told(f"https://localhost:{site.port}/away", "localhost")
    assert "The list at 127.0.0.1 is in a private network" in refused
    assert site.hosts == [f"localhost:{site.port}"]


def test_a_redirect_within_the_site_is_followed(site: Site) -> None:
    site.redirects["/old.csv"] = "/people.csv"
    assert rows(f"https://localhost:{site.port}/old.csv", "localhost") == 1


def test_redirects_come_to_an_end(site: Site) -> None:
    site.redirects["/round"] = "/round"
    with pytest.raises(UserMistake, match="from address to address"):
        Lists(Path()).open(f"https://localhost:{site.port}/round", ListOptions())


def test_what_stands_in_a_redirect_is_not_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/old.csv"] = b"x" * 50_000_000
    site.redirects["/old.csv"] = "/people.csv"
    monkeypatch.setattr(web, "LARGEST", 1000)
    assert rows(f"https://localhost:{site.port}/old.csv", "localhost") == 1


def test_what_began_with_https_is_not_fetched_over_http(site: Site) -> None:
    site.redirects["/plain"] = "http://127.0.0.1:1/people.csv"
    with pytest.raises(UserMistake, match="use https://"):
        Lists(Path()).open(f"https://localhost:{site.port}/plain", ListOptions())


def test_a_name_is_resolved_once_and_connected_to_at_the_address_that_was_judged(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve, asked = socket.getaddrinfo, []

    def resolved(host: Any, *how: Any, **named: Any) -> Any:  # noqa: ANN401 - as it is declared
        asked.append(host)
        return resolve("127.0.0.1" if host == "lists.example" else host, *how, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr(reach, "is_public", lambda address: address == "127.0.0.1")
    assert rows(f"https://lists.example:{site.port}/people.csv") == 1
    assert site.hosts == [f"lists.example:{site.port}"]
    assert asked.count("lists.example") == 1


def test_another_address_of_the_host_is_tried_where_one_does_not_answer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = socket.getaddrinfo

    def resolved(host: Any, *how: Any, **named: Any) -> Any:  # noqa: ANN401 - as it is declared
        if host != "lists.example":
            return resolve(host, *how, **named)
        return [*resolve("127.0.0.9", *how, **named), *resolve("127.0.0.1", *how, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr(reach, "is_public", lambda address: address.startswith("127."))
    assert rows(f"https://lists.example:{site.port}/people.csv") == 1


def test_who_is_judged_by_name_is_asked_through_the_proxy_and_in_no_other_way(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another reading of NO_PROXY would connect to the host itself.
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", f"lists.example:{site.port},https://lists.example")
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *how, **named: resolve(
            "127.0.0.1" if host == "lists.example" else host, *how, **named
        ),
    )
    assert "cannot be had" in told(f"https://lists.example:{site.port}/people.csv")
    assert not site.hosts


def test_behind_a_proxy_only_the_name_can_be_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert "is in a private network" in told("https://10.0.0.8/people.csv")
    assert "is in a private network" in told("https://localhost/people.csv")
    assert "cannot be had" in told("https://lists.example/people.csv")


@pytest.mark.parametrize(
    "page", [b"secret_column,other\nhush,2\n", b"<html>hush</html>", b"\xff\xfe\x00hush", None]
)
def test_a_form_is_not_told_what_an_address_answers(site: Site, page: bytes | None) -> None:
    if page is not None:
        site.pages["/inner"] = page
    address = f"https://localhost:{site.port}/inner"
    sentence = told(address, "localhost")
    assert sentence.startswith("The list at localhost cannot be had, or be read as a list.")
    with pytest.raises(UserMistake) as at_a_terminal:
        Lists(Path()).open(address, ListOptions())
    assert str(at_a_terminal.value) != sentence


def test_a_do_not_call_list_is_fetched_by_the_same_rules(site: Site) -> None:
    lists = Lists(Path(), names_only=True)
    with pytest.raises(UserMistake, match="is in a private network"):
        lists.table(f"https://localhost:{site.port}/people.csv")


def test_a_server_that_answers_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "LONGEST", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/people.csv"
        with pytest.raises(UserMistake, match="is not there after"):
            Lists(Path()).open(address, ListOptions())


def test_hosts_are_named_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTBOUND_LIST_HOSTS", "Lists.Clinic.example, localhost")
    lists = Lists.of(OutboundSettings.read(), names_only=True)
    with pytest.raises(UserMistake, match="cannot be had"):
        lists.open("https://localhost:1/people.csv", ListOptions())


def test_a_do_not_call_list_in_an_encoding_that_must_be_named_says_so_to_the_program(
    site: Site,
) -> None:
    site.pages["/japanese.csv"] = "phone_number\n+819012345678 ｱｲｳ\n".encode("cp932")
    lists = Lists(Path(), names_only=True, hosts=["localhost"])
    address = f"https://localhost:{site.port}/japanese.csv"
    with pytest.raises(UnknownEncodingError, match="cannot be had, or be read as a list"):
        lists.table(address)
    assert lists.table(address, options=FileOptions(encoding="cp932")).header == ["phone_number"]
