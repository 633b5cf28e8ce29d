"""Whatever is answered, the client takes at most 100 MiB more than with an answer as it should be.

Another process sends each request once, over a socket, and tells the most memory that it had.
"""

import asyncio
import gzip
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from outbound.api.bodies import LONGEST_ANSWER
from tests.api.conftest import Script
from tests.api.measured import ALL
from tests.api.scripted import Reply, answer, grant
from tests.api.test_bodies import endless

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory as Linux tells it"),
]

USUAL = answer(200, {"uid": "d26a", "outbound_calls": []})
MIB = 2**20
MOST = 100


def _bomb(mebibytes: int) -> bytes:
    """So many MiB of zeros, packed."""
    pack = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    zeros = bytes(MIB)
    return b"".join([*(pack.compress(zeros) for _ in range(mebibytes)), pack.flush()])


def _filled(item: bytes) -> bytes:
    """A JSON array of as much of this as an answer may have."""
    return b"[" + b",".join([item] * ((LONGEST_ANSWER - 2) // (len(item) + 1))) + b"]"


def _packed(body: bytes, encoding: str = "gzip") -> Reply:
    return answer(200, body, Content_Encoding=encoding)


def _greedy() -> dict[str, Reply]:
    bomb = _bomb(1024)
    return {
        "endless": endless(),
        "endless, of a refusal": endless(401),
        "endless, of nothing packed": endless(
            Content_Encoding="gzip", body=b"\x00\x00\x00\xff\xff" * 13_000
        ),
        "bomb": _packed(bomb),
        "bomb in a bomb": _packed(gzip.compress(bomb), "gzip, gzip"),
        "bomb otherwise": _packed(bomb, "deflate"),
        "objects": answer(200, _filled(b"{}")),
        "objects, packed": _packed(gzip.compress(_filled(b'{"uid":""}'))),
        "one wide letter": answer(200, b'["\xf0\x9f\x98\x80' + b"a" * (LONGEST_ANSWER - 9) + b'"]'),
    }


async def _most_memory(
    script: Script, reply: Reply, tokens: Sequence[Reply] = (), *, failed: int = len(ALL)
) -> float:
    server = await script(reply, tokens=list(tokens))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.api.measured", server.base_url, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    failures, mib = told.split()
    assert int(failures) == failed
    return float(mib)


async def test_no_answer_takes_more_than_100_mib(script: Script) -> None:
    usual = await _most_memory(script, USUAL, failed=1)  # a list is no object
    taken = {name: await _most_memory(script, of) - usual for name, of in _greedy().items()}
    assert {name: round(mib) for name, mib in taken.items() if mib > MOST} == {}


async def test_no_token_takes_more_than_100_mib(script: Script) -> None:
    usual = await _most_memory(script, USUAL, failed=1)
    tokens = {"of 50 MB": grant("x" * 50_000_000), **_greedy()}
    taken = {name: await _most_memory(script, USUAL, [of]) - usual for name, of in tokens.items()}
    assert {name: round(mib) for name, mib in taken.items() if mib > MOST} == {}
