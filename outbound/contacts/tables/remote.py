"""Lists behind an address: fetched as a stream into a file that is gone with the process."""

import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from outbound.contacts.tables.file import open_file
from outbound.contacts.tables.table import Table
from outbound.mistakes import UserMistake

_PATIENCE = 60.0
"""Seconds for which a server may say nothing."""

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_folder = tempfile.TemporaryDirectory(prefix="outbound-lists-", ignore_cleanup_errors=True)


def open_download(address: str) -> Table:
    """Fetch a web address, and look at what came.

    Raises:
        UserMistake: it cannot be had, or is no list.
    """
    parts = urlsplit(address)
    if parts.scheme.lower() == "http" and parts.hostname not in _LOOPBACK:
        raise UserMistake(
            f"The list at {parts.hostname} would come over the open network: use https://."
        )
    target = _new_file()
    try:
        with (
            httpx.stream("GET", address, follow_redirects=True, timeout=_PATIENCE) as answer,
            target.open("wb") as file,
        ):
            answer.raise_for_status()
            for chunk in answer.iter_bytes():
                file.write(chunk)
    except httpx.HTTPStatusError as error:
        raise UserMistake(
            f"{_shown(address)} answered {error.response.status_code}: check the address, and who "
            "may read it."
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UserMistake(
            f"{_shown(address)} cannot be had ({type(error).__name__}): check the address."
        ) from None
    return open_file(target, _shown(address))


def open_object(address: str) -> Table:
    """Fetch an object of a store (s3://, gs://, az://), and look at what came.

    Its credentials are those of the environment.

    Raises:
        UserMistake: it cannot be had, or is no list. Text must be UTF-8.
    """
    import polars as pl  # noqa: PLC0415 - it takes a while
    from polars.exceptions import PolarsError  # noqa: PLC0415 - the same

    target = _new_file()
    try:
        if urlsplit(address).path.lower().endswith((".parquet", ".pq")):
            pl.scan_parquet(address).sink_parquet(target)
        else:
            lines = pl.scan_lines(address)
            lines.sink_csv(target, include_header=False, quote_style="never")
    except (PolarsError, OSError) as error:
        raise UserMistake(
            f"{_shown(address)} cannot be had ({type(error).__name__}): check the address, and "
            "the credentials in the environment."
        ) from None
    return open_file(target, _shown(address))


def _new_file() -> Path:
    with tempfile.NamedTemporaryFile(dir=_folder.name, delete=False) as file:
        return Path(file.name)


def _shown(address: str) -> str:
    """Without what may be secret: user, password, signature."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}{parts.path}"
