"""Lists at web addresses: fetched as a stream into a file that is gone with the process."""

import asyncio
import logging
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx

from outbound.contacts.tables.address import without_secrets
from outbound.contacts.tables.fetched import new_file
from outbound.contacts.tables.file import open_file
from outbound.contacts.tables.reach import Reach
from outbound.contacts.tables.table import AS_SHOWN, FileOptions, Table
from outbound.hosts import is_loopback
from outbound.mistakes import UserMistake

# Seconds for which a server may say nothing.
_PATIENCE = 60.0

LARGEST = 2 * 1024**3
"""Bytes; a list of ten million people is smaller."""

LONGEST = 30 * 60.0
"""Seconds in which a list has come, from the first look for its host to its last byte."""

_REDIRECTS = 5

# At INFO, httpx logs whole addresses: a password or a signature among them.
logging.getLogger("httpx").setLevel(logging.WARNING)


def open_download(
    address: str, options: FileOptions = AS_SHOWN, reach: Reach | None = None
) -> Table:
    """Fetch a web address, and look at what came; `reach`: from these hosts only.

    Raises:
        UserMistake: it cannot be had, or is no list.
    """
    target, shown = new_file(), without_secrets(address)
    try:
        _in_a_loop_of_its_own(_fetch(address, target, shown, reach))
    except httpx.HTTPStatusError as error:
        raise UserMistake(
            f"{shown} answered {error.response.status_code}: check the address, and who "
            "may read it."
        ) from None
    except TimeoutError:
        raise UserMistake(
            f"{shown} is not there after {LONGEST / 60:g} minutes: fetch it with a tool of "
            "your own, and give the file's path."
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        raise UserMistake(
            f"{shown} cannot be had ({type(error).__name__}): check the address."
        ) from None
    return open_file(target, shown, options)


def _in_a_loop_of_its_own(fetching: Coroutine[Any, Any, None]) -> None:
    """A deadline over everything needs an event loop, and this thread's may be running."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, fetching).result()


async def _fetch(address: str, target: Path, shown: str, reach: Reach | None) -> None:
    """Follow redirects to the list, and write it to the file."""
    async with asyncio.timeout(LONGEST):
        url = httpx.URL(address)
        was_secure = url.scheme == "https"
        for _ in range(_REDIRECTS + 1):
            _refuse_plain(url, was_secure=was_secure)
            async with AsyncExitStack() as stack:
                answer = await _asked(stack, url, reach)
                if answer.next_request is None:
                    answer.raise_for_status()
                    await _write(answer, target, shown)
                    return
                # What stands in a redirect is not read: it may be without an end.
                url = url.join(answer.headers["Location"])
    raise UserMistake(f"{shown} leads from address to address: give the one of the list itself.")


async def _asked(stack: AsyncExitStack, url: httpx.URL, reach: Reach | None) -> httpx.Response:
    """The beginning of the host's answer; behind a reach, in the way that was judged."""
    way = await reach.way_to(url.host, url.port or 443) if reach else None
    if way is None:
        client = httpx.AsyncClient(timeout=_PATIENCE)
        return await _answer(stack, client, url)
    # A transport of its own keeps the environment from choosing another way.
    wire = httpx.AsyncHTTPTransport(proxy=way.proxy)
    client = httpx.AsyncClient(timeout=_PATIENCE, transport=wire)
    if way.proxy is not None:
        return await _answer(stack, client, url)
    unreachable: httpx.ConnectError | httpx.ConnectTimeout | None = None
    for address in way.addresses:
        try:
            return await _answer(stack, client, url, at=address)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            unreachable = error
    raise unreachable or OSError("the host has no address")


async def _answer(
    stack: AsyncExitStack, client: httpx.AsyncClient, url: httpx.URL, at: str | None = None
) -> httpx.Response:
    """The beginning of the answer, from the host itself or at an address of it."""
    stack.push_async_callback(client.aclose)
    if at is None:
        return await stack.enter_async_context(client.stream("GET", url))
    answering = client.stream(
        "GET",
        url.copy_with(host=at),
        headers={"Host": url.netloc.decode("ascii")},
        extensions={"sni_hostname": url.raw_host.decode("ascii")},  # its certificate is the name's
    )
    return await stack.enter_async_context(answering)


async def _write(answer: httpx.Response, target: Path, shown: str) -> None:
    """Write what comes, as it is unpacked: a small answer may unpack to a huge list."""
    size = 0
    with target.open("wb") as file:
        async for chunk in answer.aiter_bytes():
            size += len(chunk)
            if size > LARGEST:
                raise UserMistake(
                    f"{shown} gives more than {LARGEST:,} bytes: no list is as large. Check the "
                    "address, or fetch it yourself, and give the file's path."
                )
            file.write(chunk)


def _refuse_plain(url: httpx.URL, *, was_secure: bool) -> None:
    """Plain http stays on this machine, and what began with https does not turn into it."""
    if url.scheme == "http" and (was_secure or not is_loopback(url.host)):
        raise UserMistake(f"The list at {url.host} would come over the open network: use https://.")
