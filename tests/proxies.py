"""Proxies that lead to one port of this machine, whatever host they are asked for."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Proxy:
    """A proxy, and the hosts that it was asked for."""

    port: int
    asked: list[str] = field(default_factory=list)


@asynccontextmanager
async def connect_proxy(to: int, *, refuses: bool = False) -> AsyncIterator[Proxy]:
    """An http proxy that is asked by `CONNECT`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        proxy.asked.append(request.split()[1])
        if refuses:
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            writer.close()
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await _pass_on(reader, writer, to)

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        proxy = Proxy(server.sockets[0].getsockname()[1])
        yield proxy


@asynccontextmanager
async def socks_proxy(to: int) -> AsyncIterator[Proxy]:
    """A SOCKS5 proxy that wants no password and resolves names itself (RFC 1928)."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _version, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        *_, kind = await reader.readexactly(4)
        assert kind == 3, "a name"
        (length,) = await reader.readexactly(1)
        name = (await reader.readexactly(length)).decode()
        (port,) = struct.unpack("!H", await reader.readexactly(2))
        proxy.asked.append(f"{name}:{port}")
        writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        await _pass_on(reader, writer, to)

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        proxy = Proxy(server.sockets[0].getsockname()[1])
        yield proxy


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, to: int) -> None:
    far_reader, far_writer = await asyncio.open_connection("127.0.0.1", to)
    await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while some := await reader.read(65_536):
            writer.write(some)
            await writer.drain()
    writer.close()
