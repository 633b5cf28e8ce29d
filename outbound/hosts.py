"""Hosts, as an address names them: by a name, or by a number."""

from ipaddress import IPv4Address, IPv6Address, ip_address


def ip_of(host: str) -> IPv4Address | IPv6Address | None:
    """The number that the host is named by; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    number = ip_of(host)
    return host == "localhost" or (number is not None and number.is_loopback)
