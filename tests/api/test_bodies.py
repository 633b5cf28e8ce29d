"""Bodies are read up to a limit, packed or not; what is longer is an answer that was lost."""

import asyncio
import gzip
import json
import zlib
from collections.abc import Callable
from itertools import repeat

import pytest
from pydantic import ValidationError

from outbound.api import InDoubt, Retriable
from outbound.api.answers import Answer
from outbound.api.bodies import LONGEST_ANSWER, LONGEST_TOKEN_ANSWER
from tests.api import requests
from tests.api.conftest import Opened, Script, settings_for
from tests.api.scripted import Reply, answer, grant

DONE = answer(201, {"uid": "d26a", "outbound_calls": []})


def _page(length: int) -> bytes:
    """JSON of so many bytes."""
    return b"[" + b" " * (length - 2) + b"]"


def _packed(body: bytes, encoding: str) -> Reply:
    return answer(200, body, Content_Encoding=encoding)


def endless(status: int = 200, body: bytes = b" " * 65536, **headers: str) -> Reply:
    """A body without end."""
    spelled = {name.replace("_", "-"): value for name, value in headers.items()}

    async def reply(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status} Odd", *(f"{name}: {of}" for name, of in spelled.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        for part in repeat(body):
            writer.write(part)
            await writer.drain()

    return reply


LONGER: dict[str, Reply] = {
    "a body of a byte more": answer(200, _page(LONGEST_ANSWER + 1)),
    "a body that has a byte more once it is unpacked": _packed(
        gzip.compress(_page(LONGEST_ANSWER + 1)), "gzip"
    ),
    "a body without end": endless(),
    "a packed body without end": endless(Content_Encoding="gzip", body=b"\x00" * 65536),
    "a packed body, and then bytes without end": endless(
        Content_Encoding="gzip", body=gzip.compress(b"[]")
    ),
    "a body that was packed twice": _packed(gzip.compress(gzip.compress(b"[]")), "gzip, gzip"),
    "a body that was packed otherwise": _packed(zlib.compress(b"[]"), "deflate"),
    "a packed body cut short": _packed(gzip.compress(_page(1000))[:-9], "gzip"),
    "a refusal without end": endless(503),
}
each_longer = pytest.mark.parametrize("longer", LONGER.values(), ids=list(LONGER))


@each_longer
async def test_what_only_reads_is_asked_for_again(
    script: Script, opened: Opened, longer: Reply
) -> None:
    server = await script(longer, answer(200, []))
    assert await requests.read(opened(server)) == []


@each_longer
@requests.each(requests.WRITES)
async def test_what_may_have_been_carried_out_is_in_doubt(
    script: Script, opened: Opened, longer: Reply, request_: requests.Request
) -> None:
    server = await script(longer)
    with pytest.raises(InDoubt):
        await request_(opened(server))
    assert len(server.asked) == 1


async def test_the_error_says_how_long_the_answer_was_and_repeats_nothing_of_it(
    script: Script, opened: Opened
) -> None:
    server = await script(endless(body=b"8012345678"))
    with pytest.raises(InDoubt, match=r"127\.0\.0\.1 is longer than 3,145,728 bytes") as caught:
        await requests.create_bulk(opened(server))
    assert "8012345678" not in str(caught.value)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
async def test_an_answer_of_the_greatest_length_is_read(
    script: Script, opened: Opened, pack: Callable[[bytes], bytes]
) -> None:
    encoding = "identity" if pack is bytes else "GZip"
    server = await script(_packed(pack(_page(LONGEST_ANSWER)), encoding))
    assert await requests.read(opened(server)) == []


async def test_gzip_is_all_that_is_asked_for(script: Script, opened: Opened) -> None:
    server = await script(answer(200, []))
    await requests.read(opened(server))
    asked = [*server.asked, *server.asked_for_token]
    assert {each.headers["accept-encoding"] for each in asked} == {"gzip"}


async def test_an_empty_body_that_is_said_to_be_packed_is_empty(
    script: Script, opened: Opened
) -> None:
    server = await script(_packed(b"", "gzip"))
    with pytest.raises(InDoubt, match="cannot be read"):
        await requests.create_bulk(opened(server))


async def test_a_401_without_end_was_a_no_all_the_same(script: Script, opened: Opened) -> None:
    server = await script(endless(401))
    with pytest.raises(Retriable, match="is longer than"):
        await requests.create_bulk(opened(server))


TOKENS: dict[str, Reply] = {
    "an answer of a byte more": answer(200, b" " * (LONGEST_TOKEN_ANSWER + 1)),
    "an answer without end": endless(),
    "a refusal without end": endless(400),
    "a packed answer without end": endless(Content_Encoding="gzip", body=b"\x00" * 65536),
    "an answer packed twice": _packed(gzip.compress(gzip.compress(b"{}")), "gzip, gzip"),
    "a token that no header carries": grant("x" * 8193),
}


@pytest.mark.parametrize("token", TOKENS.values(), ids=list(TOKENS))
async def test_a_token_that_is_too_long_is_none(
    script: Script, opened: Opened, token: Reply
) -> None:
    server = await script(DONE, tokens=[token])
    with pytest.raises(Retriable, match=r"is longer|is packed|no access token"):
        await requests.create_bulk(opened(server))
    assert server.asked == []


async def test_a_token_of_the_greatest_length_is_used(script: Script, opened: Opened) -> None:
    server = await script(DONE, tokens=[grant("x" * 8192)])
    await requests.create_bulk(opened(server))


def test_a_ready_token_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValidationError, match="longer than 8,192 characters"):
        settings_for("https://api.example", access_token="x" * 8193)


def test_json_of_far_more_values_than_an_answer_has_is_left_as_text() -> None:
    usual = json.dumps([[0] * 300] * 100).encode()
    assert Answer(200, {}, usual).body() == [[0] * 300] * 100
    assert isinstance(Answer(200, {}, b"[" + b"{}," * 50_000 + b"{}]").body(), str)
