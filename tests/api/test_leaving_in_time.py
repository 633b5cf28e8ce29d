"""What changes something leaves before its deadline or not at all, whatever slept meanwhile.

A suspended machine counts no time for its own deadlines, but when it wakes up its clock has moved.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from outbound.api import InDoubt, MicoClient, MicoError, Retriable
from tests.api import requests
from tests.api.conftest import NO_TLS, Opened, Script, settings_for
from tests.api.scripted import DEADLINE, Reply, answer, grant, hang
from tests.sandbox.caller import START, ManualClock, person

DONE = answer(201, {"uid": "d26a", "outbound_calls": []})
OVERDUE = "its time was over before it was sent"
AT_ONCE = 20
"""How many requests are on their way at once."""


def _asleep(clock: ManualClock, reply: Reply, seconds: float = DEADLINE) -> Reply:
    """The reply, after which the machine was suspended for so long."""

    async def late(writer: asyncio.StreamWriter) -> None:
        clock.advance(seconds)
        await reply(writer)

    return late


@requests.each(requests.TRIED_ONCE)
async def test_who_sleeps_while_a_token_is_fetched_sends_nothing_when_he_wakes_up(
    script: Script, opened: Opened, clock: ManualClock, request_: requests.Request
) -> None:
    server = await script(DONE, tokens=[_asleep(clock, grant())])
    with pytest.raises(Retriable, match=OVERDUE):
        await request_(opened(server))
    assert server.asked == []


@requests.each([requests.create_campaign, requests.create_schedule])
async def test_what_is_tried_again_has_a_new_deadline_for_each_try(
    script: Script,
    opened: Opened,
    clock: ManualClock,
    waits: list[float],
    request_: requests.Request,
) -> None:
    server = await script(DONE, tokens=[_asleep(clock, grant())])
    await request_(opened(server))
    assert (len(server.asked), len(waits)) == (1, 1)


@requests.each(requests.TRIED_ONCE)
async def test_who_sleeps_behind_a_401_does_not_send_it_again(
    script: Script, opened: Opened, clock: ManualClock, request_: requests.Request
) -> None:
    tokens = [grant("dead"), _asleep(clock, grant("alive"))]
    server = await script(answer(401), DONE, tokens=tokens)
    with pytest.raises(Retriable, match=OVERDUE):
        await request_(opened(server))
    assert len(server.asked) == 1


@requests.each([*requests.SENDS, requests.enable])
async def test_who_sleeps_while_he_waits_for_his_turn_sends_nothing(
    script: Script, opened: Opened, clock: ManualClock, request_: requests.Request
) -> None:
    freed = asyncio.Event()

    async def once_freed(writer: asyncio.StreamWriter) -> None:
        await freed.wait()
        await answer(200, [])(writer)

    server = await script(once_freed)
    mico = opened(server, access_token="good")
    reading = [asyncio.create_task(requests.read(mico)) for _ in range(AT_ONCE)]
    await server.comes(AT_ONCE)
    waiting = asyncio.create_task(request_(mico))
    await asyncio.sleep(0)
    clock.advance(DEADLINE)
    freed.set()
    with pytest.raises(Retriable, match=OVERDUE):
        await waiting
    await asyncio.gather(*reading)
    assert {asked.method for asked in server.asked} == {"GET"}


@dataclass
class JumpingClock:
    """Jumps over the deadline once it was looked at so often."""

    looks: int
    speed: float = 1

    def now(self) -> object:
        self.looks -= 1
        return START + timedelta(seconds=0 if self.looks >= 0 else DEADLINE)

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


Outcome = tuple[str, int]


async def _outcome(script: Script, looks: int, send: requests.Request) -> Outcome:
    """What it came to where the clock jumps behind so many looks, and how often it was sent."""
    server = await script(DONE)
    settings = settings_for(server.base_url, access_token="good")
    wire = httpx.AsyncHTTPTransport(verify=NO_TLS)
    clock = JumpingClock(looks)
    async with MicoClient(settings, clock=clock, wire=wire) as mico:  # type: ignore[arg-type]
        try:
            await send(mico)
        except MicoError as error:
            return type(error).__name__, len(server.asked)
        return "sent", len(server.asked)


async def _bulk(mico: MicoClient) -> object:
    deadline = START + timedelta(seconds=DEADLINE)
    return await mico.outbound_calls.create_bulk("096c", [person()], deadline=deadline)


async def _enable(mico: MicoClient) -> object:
    return await mico.schedules.enable("096c", deadline=START + timedelta(seconds=DEADLINE))


async def _disable(mico: MicoClient) -> object:
    return await mico.schedules.disable("096c", deadline=START + timedelta(seconds=DEADLINE))


@requests.each([_bulk, _enable, _disable])
async def test_whenever_the_clock_jumps_before_the_last_look_nothing_is_sent(
    script: Script, request_: requests.Request
) -> None:
    outcomes = [await _outcome(script, looks, request_) for looks in range(6)]
    assert outcomes == [
        ("Retriable", 0),  # before anything
        ("Retriable", 0),  # behind the note since when there is no answer
        ("Retriable", 0),  # behind the token and the turn
        ("Retriable", 0),  # behind the connection
        ("InDoubt", 0),  # behind the headers: without its body it cannot be carried out
        ("sent", 1),
    ]


async def test_a_wire_that_does_not_tell_when_it_writes_is_asked_before_it_is_given_anything(
    clock: ManualClock,
) -> None:
    given = list[str]()

    async def token_or_nothing(request: httpx.Request) -> httpx.Response:
        given.append(request.url.path)
        clock.advance(DEADLINE)
        return httpx.Response(200, json={"access_token": "good", "expires_in": 3600})

    wire = httpx.MockTransport(token_or_nothing)
    async with MicoClient(settings_for("https://api.example"), clock=clock, wire=wire) as mico:
        with pytest.raises(Retriable, match=OVERDUE):
            await requests.create_bulk(mico)
    assert given == ["/oauth/token"]


async def test_a_wire_that_does_not_tell_when_it_writes_has_sent_what_it_was_given(
    opened: Opened,
) -> None:
    async def broken(_request: httpx.Request) -> httpx.Response:
        raise httpx.WriteError("broken")

    mico = opened("https://api.example", wire=httpx.MockTransport(broken), access_token="good")
    with pytest.raises(InDoubt):
        await requests.create_bulk(mico)


async def test_what_only_reads_may_leave_late(
    script: Script, opened: Opened, clock: ManualClock
) -> None:
    server = await script(answer(200, []), tokens=[_asleep(clock, grant(expires_in=3600))])
    assert await requests.read(opened(server)) == []


@pytest.mark.parametrize(("seconds", "sent"), [(600 * DEADLINE - 1, 1), (600 * DEADLINE, 0)])
async def test_a_request_has_real_seconds_however_fast_the_clock_is(
    script: Script, opened: Opened, clock: ManualClock, seconds: float, sent: int
) -> None:
    clock.speed = 600
    server = await script(DONE, tokens=[_asleep(clock, grant(), seconds)])
    mico = opened(server)
    if sent:
        await requests.create_bulk(mico)
    else:
        with pytest.raises(Retriable, match=OVERDUE):
            await requests.create_bulk(mico)
    assert len(server.asked) == sent


async def test_a_clock_that_is_set_back_gives_a_request_no_more_time(
    script: Script, opened: Opened, clock: ManualClock
) -> None:
    async def set_back(writer: asyncio.StreamWriter) -> None:
        clock.advance(-3600)
        await grant()(writer)

    server = await script(hang, tokens=[set_back])
    mico = opened(server, timeout_seconds=0.5)
    with pytest.raises(InDoubt, match=r"within 0\.5 seconds"):
        await requests.enable(mico)
    assert len(server.asked) == 1


async def _answer_once(listener: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    connection, _ = await loop.sock_accept(listener)
    with connection:
        await loop.sock_recv(connection, 65536)
        await loop.sock_sendall(connection, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")


async def test_a_connection_that_is_never_made_leaves_no_doubt(opened: Opened) -> None:
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        listener.settimeout(0)
        host, port = listener.getsockname()
        mico = opened(f"http://{host}:{port}", access_token="good", timeout_seconds=0.5)
        await asyncio.gather(requests.read(mico), _answer_once(listener))
        for _ in range(4):  # nobody takes them: whoever comes next is kept waiting
            idle = stack.enter_context(socket.socket())
            idle.settimeout(0)
            idle.connect_ex((host, port))
        for request in requests.TRIED_ONCE:
            with pytest.raises(Retriable, match=r"within 0\.5 seconds"):
                await request(mico)


Connect = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def _refusing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()
    writer.close()


@pytest.mark.parametrize("proxy", [_silent, _refusing])
async def test_what_a_proxy_is_asked_first_is_not_the_request(
    monkeypatch: pytest.MonkeyPatch, proxy: Connect
) -> None:
    asked = list[bytes]()

    async def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n"))
        await proxy(reader, writer)

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    settings = settings_for("https://api.example", access_token="good", timeout_seconds=0.5)
    async with server, MicoClient(settings) as mico:
        mico._transport._connections._tells_of_writing = True  # noqa: SLF001 - it has read before
        with pytest.raises(Retriable):
            await requests.create_bulk(mico)
    assert asked == [b"CONNECT api.example:443 HTTP/1.1\r\n"]
