"""Lists behind an address: fetched as a stream into a file that is gone with the process."""

import logging
import time
import warnings
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from outbound.contacts.tables.address import without_secrets
from outbound.contacts.tables.fetched import new_file
from outbound.contacts.tables.file import open_file
from outbound.contacts.tables.table import AS_SHOWN, SheetOptions, Table
from outbound.mistakes import UserMistake

# Seconds for which a server may say nothing.
_PATIENCE = 60.0

LARGEST = 2 * 1024**3
"""Bytes; a list of ten million people is smaller."""

LONGEST = 30 * 60.0
"""Seconds in which a list has come, however its server drips."""

# At INFO, httpx logs whole addresses: a password or a signature among them.
logging.getLogger("httpx").setLevel(logging.WARNING)


def open_download(address: str, sheets: SheetOptions = AS_SHOWN) -> Table:
    """Fetch a web address, and look at what came.

    Raises:
        UserMistake: it cannot be had, or is no list.
    """
    target, shown = new_file(), without_secrets(address)
    is_plain = urlsplit(address).scheme.lower() == "http"
    hooks = {"request": [_refuse_plain_to_others if is_plain else _refuse_plain]}
    try:
        with (
            httpx.Client(follow_redirects=True, timeout=_PATIENCE, event_hooks=hooks) as client,
            client.stream("GET", address) as answer,
            target.open("wb") as file,
        ):
            answer.raise_for_status()
            for chunk in _within_limits(answer, shown):
                file.write(chunk)
    except httpx.HTTPStatusError as error:
        raise UserMistake(
            f"{shown} answered {error.response.status_code}: check the address, and who "
            "may read it."
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UserMistake(
            f"{shown} cannot be had ({type(error).__name__}): check the address."
        ) from None
    return open_file(target, shown, sheets)


def _within_limits(answer: httpx.Response, shown: str) -> Iterator[bytes]:
    """What comes, as it is unpacked: a small answer may unpack to a huge list."""
    end, size = time.monotonic() + LONGEST, 0
    for chunk in answer.iter_bytes():
        size += len(chunk)
        if size > LARGEST:
            raise UserMistake(
                f"{shown} gives more than {LARGEST:,} bytes: no list is as large. Check the "
                "address, or fetch it yourself, and give the file's path."
            )
        if time.monotonic() > end:
            raise UserMistake(
                f"{shown} is not there after {LONGEST / 60:g} minutes: fetch it with a tool of "
                "your own, and give the file's path."
            )
        yield chunk


def _refuse_plain_to_others(request: httpx.Request) -> None:
    """Plain http stays on this machine."""
    if not _is_loopback(request.url.host):
        _refuse_plain(request)


def _refuse_plain(request: httpx.Request) -> None:
    """What began with https is not redirected to plain http, not even on this machine."""
    if request.url.scheme == "http":
        raise UserMistake(
            f"The list at {request.url.host} would come over the open network: use https://."
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def open_object(address: str, sheets: SheetOptions = AS_SHOWN) -> Table:
    """Fetch an object of a store (s3://, gs://, az://), and look at what came.

    Its credentials are those of the environment.

    Raises:
        UserMistake: it cannot be had, or is no list. Text must be UTF-8.
    """
    import polars as pl  # noqa: PLC0415 - it takes a while
    from polars.exceptions import ComputeError, PolarsError  # noqa: PLC0415 - the same

    target, shown = new_file(), without_secrets(address)
    try:
        with warnings.catch_warnings(action="ignore"):  # of a region that it finds out itself
            if urlsplit(address).path.lower().endswith((".parquet", ".pq")):
                pl.scan_parquet(address).sink_parquet(target)
            else:
                lines = pl.scan_lines(address)
                lines.sink_csv(target, include_header=False, quote_style="never")
    except FileNotFoundError:
        raise UserMistake(f"There is nothing at {shown}: check the address.") from None
    except ComputeError:
        raise UserMistake(
            f"{shown} holds neither Parquet, with a name in .parquet, nor text in UTF-8: "
            "fetch it with the store's own tool, and give the file's path."
        ) from None
    except (PolarsError, OSError) as error:
        raise UserMistake(
            f"{shown} cannot be had ({type(error).__name__}): check the address, and "
            "the credentials in the environment."
        ) from None
    return open_file(target, shown, sheets)
