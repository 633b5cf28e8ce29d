"""Answers that never came, or came broken: what may have been carried out is not sent again."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable

import pytest

from outbound.api import InDoubt, MicoClient, MicoError, Retriable
from tests.api import requests
from tests.api.conftest import Opened, Script
from tests.api.scripted import (
    BAD_GATEWAY,
    Reply,
    after,
    answer,
    babble,
    cut_short,
    drip,
    grant,
    hang,
    reset,
)

TRIES = 4
"""How often the transport sends what it may repeat."""

FAULTS: dict[str, Reply] = {
    "an HTML page of a gateway": BAD_GATEWAY,
    "500": answer(500, {"error": "oops"}),
    "503": answer(503),
    "520": answer(520, b"error code: 520"),
    "599": answer(599),
    "a time-out of the server": answer(408),
    "success without a body": answer(200),
    "success as HTML": answer(200, b"<html>Welcome</html>"),
    "truncated JSON": answer(201, b'{"uid": "d26'),
    "JSON without end": answer(200, b"[" * 200_000),
    "JSON null": answer(200, None),
    "JSON of another shape": answer(201, {"data": {"uid": "d26a"}}),
    "bytes that are no text": answer(200, b"\xff\xfe\xfa"),
    "a body that is not gzip": answer(200, b"plain", Content_Encoding="gzip"),
    "a reset": reset,
    "a body cut short": cut_short,
    "no HTTP at all": babble,
}
every_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))


@every_fault
async def test_what_only_reads_is_asked_for_again(
    script: Script, opened: Opened, fault: Reply
) -> None:
    server = await script(fault, answer(200, []))
    assert await requests.read(opened(server)) == []
    assert len(server.asked) == 2


@every_fault
async def test_what_only_reads_ends_as_retriable(
    script: Script, opened: Opened, fault: Reply
) -> None:
    server = await script(fault)
    with pytest.raises(Retriable):
        await requests.read(opened(server))
    assert len(server.asked) == TRIES


@every_fault
async def test_what_may_have_been_carried_out_is_sent_once_and_left_in_doubt(
    script: Script, opened: Opened, waits: list[float], fault: Reply
) -> None:
    server = await script(fault)
    with pytest.raises(InDoubt):
        await requests.create_bulk(opened(server))
    assert (len(server.asked), waits) == (1, [])


@pytest.mark.parametrize("write", requests.WRITES, ids=lambda write: str(write.__name__))
@pytest.mark.parametrize("fault", [BAD_GATEWAY, reset], ids=["502", "reset"])
async def test_this_holds_for_every_request_that_changes_something(
    script: Script,
    opened: Opened,
    write: Callable[[MicoClient], Awaitable[object]],
    fault: Reply,
) -> None:
    server = await script(fault)
    with pytest.raises(InDoubt):
        await write(opened(server))
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_may_follow_upon_something_that_was_done(
    script: Script, opened: Opened, status: int
) -> None:
    server = await script(answer(status, Location="/elsewhere"))
    with pytest.raises(InDoubt, match="MICO_BASE_URL"):
        await requests.create_call(opened(server))
    assert len(server.asked) == 1


@pytest.mark.parametrize("silence", [hang, drip], ids=["nothing", "a byte now and then"])
async def test_a_deadline_is_for_the_whole_answer(
    script: Script, opened: Opened, silence: Reply
) -> None:
    server = await script(silence)
    began = time.monotonic()
    with pytest.raises(InDoubt, match=r"no answer from 127\.0\.0\.1 within 0\.2 seconds"):
        await requests.create_bulk(opened(server, timeout_seconds=0.2))
    assert 0.2 <= time.monotonic() - began < 5
    assert len(server.asked) == 1


@pytest.mark.parametrize("silence", [hang, drip], ids=["nothing", "a byte now and then"])
async def test_each_repetition_of_what_only_reads_has_its_own_deadline(
    script: Script, opened: Opened, silence: Reply
) -> None:
    server = await script(silence, silence, answer(200, []))
    assert await requests.read(opened(server, timeout_seconds=0.2)) == []


async def test_the_deadline_counts_the_token_s_request_in(script: Script, opened: Opened) -> None:
    # Each of the two comes in time, both together do not.
    server = await script(after(0.3, answer(201, {"uid": "d26a"})), tokens=[after(0.2, grant())])
    with pytest.raises(InDoubt):
        await requests.create_call(opened(server, timeout_seconds=0.4))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def test_a_connection_that_was_never_made_is_tried_again_for_every_request(
    opened: Opened, waits: list[float]
) -> None:
    mico = opened(f"http://127.0.0.1:{_free_port()}", access_token="good")
    with pytest.raises(Retriable, match="check MICO_BASE_URL and the network"):
        await requests.create_bulk(mico)
    assert len(waits) == TRIES - 1


async def test_a_cancelled_request_gives_its_connection_back(
    script: Script, opened: Opened
) -> None:
    server = await script(hang, answer(200, []))
    mico = opened(server)
    reading = asyncio.create_task(requests.read(mico))
    await server.under_way.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await requests.read(mico) == []


async def test_a_cancelled_request_is_never_sent_again(script: Script, opened: Opened) -> None:
    server = await script(hang)
    sending = asyncio.create_task(requests.create_bulk(opened(server)))
    await server.under_way.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert len(server.asked) == 1


async def test_the_caller_s_own_deadline_is_not_taken_for_ours(
    script: Script, opened: Opened
) -> None:
    mico = opened(await script(hang))
    with pytest.raises(TimeoutError) as caught:
        await asyncio.wait_for(requests.create_bulk(mico), 0.1)
    assert not isinstance(caught.value, MicoError)
