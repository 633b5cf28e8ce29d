"""A server on a real socket that answers as it is told, for what the sandbox never does."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from tests.loop_time import time_passes

DEADLINE = 20.0
"""Seconds that the client's requests have."""

Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]
"""Answers one request over its connection; it may break off whenever it likes."""


@dataclass(frozen=True)
class Asked:
    """One request, as it came over the socket."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Scripted:
    """Gives each reply once, in order, and the last one again and again."""

    replies: list[Reply]
    tokens: list[Reply]
    base_url: str = ""
    asked: list[Asked] = field(default_factory=list)
    """The requests of the API itself."""
    asked_for_token: list[Asked] = field(default_factory=list)
    under_way: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a request of the API itself has come in."""
    _came: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    def reply_to(self, asked: Asked) -> Reply:
        is_token = asked.path == "/oauth/token"
        (self.asked_for_token if is_token else self.asked).append(asked)
        if not is_token:
            self.under_way.set()
            self._came.release()
        replies = self.tokens if is_token else self.replies
        return replies.pop(0) if len(replies) > 1 else replies[0]

    async def comes(self, count: int) -> None:
        """Wait until so many more requests of the API itself have come in."""
        async with asyncio.timeout(60):
            for _ in range(count):
                await self._came.acquire()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing() and (asked := await _read(reader)):
                await self.reply_to(asked)(writer)
        finally:
            writer.close()


@asynccontextmanager
async def on_a_socket(scripted: Scripted) -> AsyncIterator[Scripted]:
    """Serve for as long as the block lasts; conversations still under way are broken off."""
    conversations: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversations.add(asyncio.create_task(scripted.converse(reader, writer)))

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    scripted.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield scripted
    finally:
        server.close()
        for conversation in conversations:
            conversation.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split()
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body)


def _head(status: int, length: int, headers: dict[str, str]) -> bytes:
    reason = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Odd"
    fields = {"Content-Length": str(length), "Content-Type": "application/json", **headers}
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {of}" for name, of in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def answer(status: int, body: object = b"", **headers: str) -> Reply:
    """A whole answer. `body` is JSON unless it is bytes; `Retry_After` names `Retry-After`."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    spelled = {name.replace("_", "-"): value for name, value in headers.items()}

    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(status, len(content), spelled) + content)
        await writer.drain()

    return reply


def grant(text: str = "good", **changes: object) -> Reply:
    """A token, as the authentication page shows it; what is changed to None is left out."""
    fields = {"access_token": text, "expires_in": 86399, "token_type": "bearer", **changes}
    return answer(200, {name: value for name, value in fields.items() if value is not None})


def after(seconds: float, reply: Reply) -> Reply:
    """The reply, this many seconds late."""

    async def late(writer: asyncio.StreamWriter) -> None:
        await time_passes(seconds)
        await reply(writer)

    return late


async def hang(_writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.Event().wait()


silence = after(DEADLINE, hang)
"""Never answer, until the client's time is over."""


async def reset(writer: asyncio.StreamWriter) -> None:
    """Break the connection without a word."""
    writer.transport.abort()
    await asyncio.sleep(0)


async def cut_short(writer: asyncio.StreamWriter) -> None:
    """Break the connection in the middle of a body."""
    writer.write(_head(200, 1000, {}) + b'[{"uid": "d26a')
    await writer.drain()
    writer.close()


async def drip(writer: asyncio.StreamWriter) -> None:
    """Send a body byte by byte, so that no single read takes long, and never end."""
    writer.write(_head(200, 10**6, {}))
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await time_passes(DEADLINE / 8)


async def babble(writer: asyncio.StreamWriter) -> None:
    """Answer something that is no HTTP."""
    writer.write(b"+818012345678 John Doe\r\n\r\n")
    await writer.drain()
    writer.close()


BAD_GATEWAY = answer(502, b"<html><h1>502 Bad Gateway</h1></html>", Content_Type="text/html")
