"""Which hosts are asked for a list that somebody names in a form: none of a private network."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.request import getproxies, proxy_bypass

from outbound.hosts import ip_of, is_loopback
from outbound.mistakes import UserMistake

_NAT64 = ip_network("64:ff9b::/96")

# A network's own translation to IPv4, and a way of writing IPv4 that is no longer in use.
_NEVER_PUBLIC = (ip_network("64:ff9b:1::/48"), ip_network("::/96"))


class PrivateAddressError(UserMistake):
    """A list at an address that a form may not name."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The list at {host} is in a private network, or on the worker's own machine: a form "
            f"may name it only where the worker's settings do. Set OUTBOUND_LIST_HOSTS={host} "
            "there, or name its address as a connection."
        )


@dataclass(frozen=True, slots=True)
class Way:
    """How a host is asked: at one of these addresses, or through this proxy."""

    addresses: tuple[str, ...] = ()
    proxy: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """The hosts that a list may come from: all that are public, and some by name."""

    named: frozenset[str] = frozenset()
    """Hosts in small letters that may be anywhere."""

    async def way_to(self, host: str, port: int) -> Way | None:
        """How the host is asked; None: by its name, as the environment says.

        Judging the very address that is connected to leaves nothing to a name that changes its
        address in between. A proxy resolves the name itself: then only the name can be judged, and
        the host is asked through that proxy and in no other way.

        Raises:
            PrivateAddressError: the host is private, and not named.
            OSError: it has no address.
        """
        if host.lower() in self.named:
            return None
        if (proxy := _proxy_of(host)) is not None:
            if is_loopback(host.lower()) or (ip_of(host) is not None and not is_public(host)):
                raise PrivateAddressError(host)
            return Way(proxy=proxy)
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = tuple(dict.fromkeys(str(name[0]) for *_, name in found))
        if not all(map(is_public, addresses)):
            raise PrivateAddressError(host)
        return Way(addresses)


def is_public(address: str) -> bool:
    """Whether an address is on the open network, also the one that is written within it."""
    return all(
        each.is_global and not each.is_multicast and not any(each in n for n in _NEVER_PUBLIC)
        for each in _written_in(ip_address(address.partition("%")[0]))
    )


def _written_in(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """What a router may make of the address: IPv6 can carry one of IPv4."""
    if not isinstance(address, IPv6Address):
        yield address
        return
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        carried.append(IPv4Address(int(address) & 0xFFFF_FFFF))
    inner = [each for each in carried if each is not None]
    yield from inner
    if address.ipv4_mapped is None:
        yield address


def _proxy_of(host: str) -> str | None:
    """The proxy that the environment names for https addresses of the host."""
    proxies = getproxies()
    proxy = proxies.get("https") or proxies.get("all")
    if proxy is None or proxy_bypass(host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
