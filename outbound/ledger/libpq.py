"""A PostgreSQL address as people have it: what libpq takes, and what stands unescaped in it."""

import re
from urllib.parse import quote, urlencode

from sqlalchemy.engine import URL

from outbound.mistakes import UserMistake

# What asyncpg reads in an address that it is given as a whole.
_READ = {
    "krbsrvname",
    "passfile",
    "service",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcrl",
    "sslkey",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "target_session_attrs",
}
# They change nothing here, or are what we do anyway.
_NEEDLESS = {
    "channel_binding",
    "client_encoding",
    "fallback_application_name",
    "gssencmode",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "load_balance_hosts",
    "pgbouncer",
    "sslcompression",
    "sslsni",
}
_HOSTS = {"host", "port"}
# Behind the last @ stands the host: no part of an address but the password has others unescaped.
_WITH_PASSWORD = re.compile(r"([\w+]+://[^:/@?#]*):(.*)@([^@]*)", re.DOTALL)


def escaped(url: str) -> str:
    """The address with its password escaped, whatever characters it has."""
    if found := _WITH_PASSWORD.fullmatch(url):
        before, password, behind = found.groups()
        return f"{before}:{quote(password, safe='%')}@{behind}"
    return url


def for_driver(url: URL) -> tuple[URL, dict[str, object]]:
    """The address without libpq's parameters, and what the driver is to be told of them.

    Raises:
        UserMistake: there is a parameter that nobody knows, or one that cannot be used.
    """
    query = {name: of if isinstance(of, str) else of[-1] for name, of in url.query.items()}
    if unknown := sorted(set(query) - _READ - _NEEDLESS - _HOSTS - {"connect_timeout"}):
        raise UserMistake(
            f"OUTBOUND_DATABASE_URL has the parameter {unknown[0]}, which is not known: take it "
            "out. A setting of the server is written as options=-c%20name%3Dvalue."
        )
    told: dict[str, object] = {}
    if seconds := _seconds(query.get("connect_timeout", "0")):
        told["timeout"] = seconds
    if read := {name: of for name, of in query.items() if name in _READ}:
        told["dsn"] = f"postgresql:///?{urlencode(read)}"
    return url.difference_update_query(set(query) - _HOSTS), told


def _seconds(text: str) -> int:
    try:
        return max(0, int(text))
    except ValueError:
        raise UserMistake(
            "OUTBOUND_DATABASE_URL has a connect_timeout that is no whole number of seconds."
        ) from None
