"""Sends each request of the client once, and prints the most memory that it had, in MiB."""

import asyncio
import re
import sys
from pathlib import Path

import httpx

from outbound.api import MicoClient, MicoError
from tests.api import requests
from tests.api.conftest import NO_TLS, settings_for

ALL = (requests.read, *requests.WRITES)


async def _no_wait(_seconds: float) -> None:
    await asyncio.sleep(0)


async def _send_each(base_url: str) -> int:
    """How many requests failed."""
    failed = 0
    wire = httpx.AsyncHTTPTransport(verify=NO_TLS)
    settings = settings_for(base_url, timeout_seconds=300)
    async with MicoClient(settings, wire=wire, sleep=_no_wait) as mico:
        for request in ALL:
            try:
                await request(mico)
            except MicoError:
                failed += 1
    return failed


def _peak() -> float:
    # Not `getrusage`: a new process begins with what its parent had.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(kilobytes) / 1024


if __name__ == "__main__":
    failures = asyncio.run(_send_each(sys.argv[1]))
    sys.stdout.write(f"{failures} {_peak()}")
