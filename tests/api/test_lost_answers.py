"""Answers that never came, or came broken: what may have been carried out is not sent again."""

import asyncio
import socket
from dataclasses import dataclass

import httpx
import pytest

from outbound.api import InDoubt, MicoClient, MicoError, Retriable
from outbound.api.campaigns import Campaigns
from outbound.api.outbound_calls import OutboundCalls
from outbound.api.schedules import Schedules
from tests.api import requests
from tests.api.conftest import NO_TLS, Opened, Script
from tests.api.scripted import (
    BAD_GATEWAY,
    Reply,
    Scripted,
    after,
    answer,
    babble,
    cut_short,
    drip,
    grant,
    hang,
    reset,
    silence,
)

AT_ONCE = 20
"""How many requests are on their way at once."""

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


REDIRECTS = {
    str(status): answer(status, Location="/elsewhere") for status in (301, 302, 303, 307, 308)
}
SILENCES: dict[str, Reply] = {"silence": silence, "a byte now and then": drip}
every_silence = pytest.mark.parametrize("silent", SILENCES.values(), ids=list(SILENCES))
LOST = (
    httpx.CloseError,
    httpx.DecodingError,
    httpx.LocalProtocolError,
    httpx.ProxyError,
    httpx.ReadError,
    httpx.ReadTimeout,
    httpx.RemoteProtocolError,
    httpx.WriteError,
    httpx.WriteTimeout,
)


class LosingAnswers(httpx.AsyncBaseTransport):
    """Sends requests over a real socket and, but for tokens, loses what is answered."""

    def __init__(self, error: type[httpx.RequestError]) -> None:
        self._error = error
        self._socket = httpx.AsyncHTTPTransport(verify=NO_TLS)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._socket.handle_async_request(request)
        if request.url.path != "/oauth/token":
            await response.aread()
            raise self._error("lost")
        return response

    async def aclose(self) -> None:
        await self._socket.aclose()


@dataclass(frozen=True)
class Trouble:
    """What befalls a request that has reached the server, and leaves its answer unknown."""

    reply: Reply
    lost: type[httpx.RequestError] | None = None

    def client(self, opened: Opened, server: Scripted) -> MicoClient:
        wire = LosingAnswers(self.lost) if self.lost else None
        return opened(server, wire=wire)


TROUBLES = {
    **{name: Trouble(reply) for name, reply in (FAULTS | REDIRECTS | SILENCES).items()},
    **{error.__name__: Trouble(answer(201), lost=error) for error in LOST},
}


@requests.each(requests.WRITES)
@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=list(TROUBLES))
async def test_no_post_or_patch_that_may_have_been_carried_out_is_ever_repeated_by_the_transport(
    script: Script, opened: Opened, request_: requests.Request, trouble: Trouble
) -> None:
    server = await script(trouble.reply)
    with pytest.raises(InDoubt):
        await request_(trouble.client(opened, server))
    assert len(server.asked) == 1
    assert server.asked[0].method in {"POST", "PATCH"}


def test_every_endpoint_that_is_a_post_or_a_patch_is_among_those_counted() -> None:
    resources = (Campaigns, Schedules, OutboundCalls)
    changing = {"create", "create_bulk", "enable", "disable"}
    known = {"get", "page", "pages"} | changing
    public = [name for kind in resources for name in vars(kind) if not name.startswith("_")]
    assert set(public) <= known
    assert len([name for name in public if name in changing]) == len(requests.WRITES)


@pytest.mark.parametrize("redirect", REDIRECTS.values(), ids=list(REDIRECTS))
async def test_a_redirect_may_follow_upon_something_that_was_done(
    script: Script, opened: Opened, redirect: Reply
) -> None:
    with pytest.raises(InDoubt, match="MICO_BASE_URL"):
        await requests.create_call(opened(await script(redirect)))


@every_silence
async def test_a_deadline_is_for_the_whole_answer(
    script: Script, opened: Opened, silent: Reply
) -> None:
    server = await script(silent)
    with pytest.raises(InDoubt, match=r"no answer from 127\.0\.0\.1 within 20 seconds"):
        await requests.create_bulk(opened(server))
    assert len(server.asked) == 1


@every_silence
async def test_each_repetition_of_what_only_reads_has_its_own_deadline(
    script: Script, opened: Opened, silent: Reply
) -> None:
    server = await script(silent, silent, answer(200, []))
    assert await requests.read(opened(server)) == []


async def test_the_deadline_counts_the_token_s_request_in(script: Script, opened: Opened) -> None:
    # Each of the two comes in time, both together do not.
    server = await script(after(12, answer(201, {"uid": "d26a"})), tokens=[after(12, grant())])
    with pytest.raises(InDoubt):
        await requests.create_call(opened(server))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@requests.each(requests.REPEATED)
async def test_a_connection_that_was_never_made_is_tried_again(
    opened: Opened, waits: list[float], request_: requests.Request
) -> None:
    mico = opened(f"http://127.0.0.1:{_free_port()}", access_token="good")
    with pytest.raises(Retriable, match="check MICO_BASE_URL and the network"):
        await request_(mico)
    assert len(waits) == TRIES - 1


@requests.each(requests.TRIED_ONCE)
async def test_a_connection_that_was_never_made_is_told_at_once_to_whoever_tries_again_himself(
    opened: Opened, waits: list[float], request_: requests.Request
) -> None:
    mico = opened(f"http://127.0.0.1:{_free_port()}", access_token="good")
    with pytest.raises(Retriable, match="check MICO_BASE_URL and the network"):
        await request_(mico)
    assert waits == []


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


async def test_many_cancelled_requests_leave_the_client_usable(
    script: Script, opened: Opened
) -> None:
    server = await script(*[hang] * AT_ONCE, answer(200, []))
    mico = opened(server, access_token="good")
    reading = [asyncio.create_task(requests.read(mico)) for _ in range(2 * AT_ONCE)]
    await server.comes(AT_ONCE)
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    assert len(server.asked) == AT_ONCE
    assert await asyncio.gather(*(requests.read(mico) for _ in range(2 * AT_ONCE))) == (
        [[]] * 2 * AT_ONCE
    )


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
