"""Proxies and certificates of the environment: made readable, or refused in one sentence."""

import ssl
from collections.abc import Iterator, Mapping, MutableMapping
from ipaddress import ip_network
from pathlib import Path

import httpx

from outbound.hosts import ip_of
from outbound.mistakes import UserMistake

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1", "127.0.0.0/8")


def keep_this_machine_to_itself(environment: MutableMapping[str, str], *urls: str) -> None:
    """Rewrite NO_PROXY as every client reads it; nothing on this machine is behind a proxy.

    `urls` are asked, besides those that the environment names.
    Prefect's client reads the variable as well, and some spellings make it fail.
    """
    if not any(_value(environment, name) for name in _PROXIES):
        return
    entries = [*_value(environment, "NO_PROXY").split(","), *_THIS_MACHINE]
    named = (environment.get(name, "") for name in ("MICO_BASE_URL", "PREFECT_API_URL"))
    hosts = [_host(url) for url in (*named, *urls)]
    readable = ",".join(dict.fromkeys(_readable(entries, [host for host in hosts if host])))
    environment.update(NO_PROXY=readable, no_proxy=readable)


def _readable(entries: list[str], hosts: list[str]) -> Iterator[str]:
    for entry in (entry.strip().removeprefix("[").removesuffix("]") for entry in entries):
        try:
            network = ip_network(entry, strict=False)
        except ValueError:
            name = entry.removeprefix("*") if entry.startswith("*.") else entry
            if name and _can_be_matched(name):
                yield name
            continue
        if network.num_addresses == 1:
            yield str(network.network_address)
        elif _can_be_matched(str(network)):
            yield str(network)  # for the next process, which may ask other hosts
        # Clients know no networks: the hosts that we ask stand there by themselves.
        numbers = ((host, ip_of(host)) for host in hosts)
        yield from (host for host, number in numbers if number is not None and number in network)


def _can_be_matched(name: str) -> bool:
    try:
        httpx.URL(name if "://" in name else f"all://*{name}")
    except httpx.InvalidURL:
        return False
    return True


def _host(url: str) -> str:
    try:
        return httpx.URL(url).host
    except httpx.InvalidURL:
        return ""


def refuse_unusable(environment: Mapping[str, str]) -> None:
    """Look at the proxies and certificates before a client is made with them.

    Raises:
        UserMistake: one cannot be used; the sentence names the variable, and no password.
    """
    for name in _PROXIES:
        if proxy := _value(environment, name):
            _refuse_proxy(name, proxy)
    _refuse_certificates(environment)


def _value(environment: Mapping[str, str], name: str) -> str:
    """As clients read it: in small letters it counts first."""
    return environment.get(name.lower()) or environment.get(name, "")


def _refuse_proxy(name: str, proxy: str) -> None:
    try:
        httpx.Proxy(proxy if "://" in proxy else f"http://{proxy}")
    except (ValueError, httpx.InvalidURL):
        raise UserMistake(
            f"{name} is not the address of a proxy that can be used: write it like "
            "http://proxy.example.com:3128."
        ) from None


def _refuse_certificates(environment: Mapping[str, str]) -> None:
    file, folder = (environment.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"))
    if file:
        try:
            ssl.create_default_context(cafile=file)
        except OSError as error:  # of which ssl's own is one
            raise UserMistake(
                f"SSL_CERT_FILE is {file}, of which no certificate can be read "
                f"({type(error).__name__}): name a PEM file, or unset it."
            ) from None
    if folder and not file and not Path(folder).is_dir():
        raise UserMistake(f"SSL_CERT_DIR is {folder}, which is no folder: name one, or unset it.")
