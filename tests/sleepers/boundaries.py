"""Where a machine can be put to sleep: around each change of the ledger, and of the API.

What only reads changes nothing: asleep before it is asleep behind the change before, and asleep
behind it is asleep before the next change.
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import httpx
from httpcore import SOCKET_OPTION, AsyncNetworkBackend, AsyncNetworkStream
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.api import MicoClient
from outbound.ledger.database import Database
from tests.sleepers.machines import Machine, Side

_CHANGED = "rows changed"
_BACKGROUND = {"Leases.renew"}
"""What a machine writes beside its work: no boundary, but it stands still, too."""


@dataclass
class _Writing:
    """The parts of a request that are still to be written."""

    request: str
    parts: list[Side] = field(default_factory=lambda: [Side.HEAD, Side.BODY])


_writing: ContextVar[_Writing | None] = ContextVar("_writing", default=None)
"""The request of this task."""


class SleepyDatabase(Database):
    """A database whose writer falls asleep before or after a commit."""

    machine: Machine

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with self.machine.working(), super().reading() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        what = _ledger_method()
        async with self.machine.working():
            async with super().writing() as connection:
                info = connection.sync_connection.info if connection.sync_connection else {}
                info[_CHANGED] = 0
                yield connection
                is_change = bool(info[_CHANGED]) and what not in _BACKGROUND
                falling_asleep = partial(_shorten_silence, connection)
                if is_change:
                    await self.machine.passes(Side.COMMIT, what, falling_asleep)
                await self.machine.stand_still(falling_asleep)
            if is_change:
                await self.machine.passes(Side.COMMITTED, what)


def count_changes(database: Database) -> None:
    """Let each connection of the database count the rows that its transaction changes."""

    @event.listens_for(database._engine.sync_engine, "after_cursor_execute")  # noqa: SLF001 - ours
    def _count(connection: object, cursor: object, *_: object) -> None:
        context = _[2]
        is_change = any(getattr(context, kind, False) for kind in ("isinsert", "isupdate"))
        is_change = is_change or getattr(context, "isdelete", False)
        # A statement for many rows does not tell how many: it is a change.
        if is_change and getattr(cursor, "rowcount", -1) != 0:
            info = connection.info  # type: ignore[attr-defined]
            info[_CHANGED] = info.get(_CHANGED, 0) + 1


async def _shorten_silence(connection: AsyncConnection) -> None:
    """Let the server end the transaction of a sleeper soon, where it ends one at all.

    Only of a sleeper: a busy machine may hold up for a moment one that is awake.
    """
    if connection.dialect.name == "postgresql":
        name = "idle_in_transaction_session_timeout"
        if (await connection.exec_driver_sql(f"SHOW {name}")).scalar() != "0":
            await connection.exec_driver_sql(f"SET LOCAL {name} = 300")


def sleepy_database(database: Database, machine: Machine) -> Database:
    """The same database, as this machine writes to it."""
    sleepy = SleepyDatabase.__new__(SleepyDatabase)
    sleepy.__dict__.update(copy(database).__dict__)
    sleepy.machine = machine
    return sleepy


def _ledger_method() -> str:
    """The operation of the ledger that begins a transaction, as its class and method."""
    frame = sys._getframe(1)  # noqa: SLF001 - who calls is what this is about
    while frame.f_back is not None:
        frame = frame.f_back
        code, module = frame.f_code, str(frame.f_globals.get("__name__", ""))
        is_operation = not code.co_name.startswith("_") and module != "outbound.ledger.database"
        if module.startswith("outbound.ledger.") and is_operation:
            return code.co_qualname
    return "the test"


def name_of(request: httpx.Request) -> str:
    """What a request is, by its method and what it is about."""
    path = request.url.path
    if request.method == "PATCH":
        switch = json.loads(request.content).get("is_enabled")
        return "PATCH enable" if switch else "PATCH disable"
    return f"{request.method} {path.rsplit('/', 1)[-1]}"


def _is_change(request: httpx.Request) -> bool:
    return request.method != "GET" and not request.url.path.startswith("/oauth/")


def sleepy_wire(machine: Machine) -> httpx.AsyncHTTPTransport:
    """A socket whose user falls asleep before it writes, or before it reads the answer."""
    wire = httpx.AsyncHTTPTransport(verify=False)
    pool = wire._pool  # noqa: SLF001 - httpx has no door to the sockets
    pool._network_backend = _SleepyNetwork(pool._network_backend, machine)  # noqa: SLF001 - the same
    exchange = wire.handle_async_request

    async def handle(request: httpx.Request) -> httpx.Response:
        async with machine.working():
            _writing.set(_Writing(name_of(request)) if _is_change(request) else None)
            response = await exchange(request)
            response.stream = httpx.ByteStream(await _whole(response))
            if _is_change(request):
                await machine.passes(Side.ANSWER, name_of(request))
            await machine.stand_still()
            return response

    wire.handle_async_request = handle  # type: ignore[method-assign] # its type counts, too
    return wire


async def _whole(response: httpx.Response) -> bytes:
    stream = cast("httpx.AsyncByteStream", response.stream)
    try:
        return b"".join([part async for part in stream])
    finally:
        await stream.aclose()


class _SleepyNetwork(AsyncNetworkBackend):
    def __init__(self, network: AsyncNetworkBackend, machine: Machine) -> None:
        self._network = network
        self._machine = machine

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as it is called
        local_address: str | None = None,
        socket_options: "list[SOCKET_OPTION] | None" = None,  # type: ignore[override]
    ) -> AsyncNetworkStream:
        stream = await self._network.connect_tcp(host, port, timeout, local_address, socket_options)
        return _SleepyStream(stream, self._machine)


class _SleepyStream(AsyncNetworkStream):
    def __init__(self, stream: AsyncNetworkStream, machine: Machine) -> None:
        self._stream = stream
        self._machine = machine

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - the same
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the same
        writing = _writing.get()
        if writing is not None and writing.parts:
            await self._machine.passes(writing.parts.pop(0), writing.request)
        await self._machine.stand_still()
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def hold_the_token(client: MicoClient, machine: Machine) -> None:
    """Let the machine fall asleep with its token in hand, before the last look at a deadline."""

    async def passes(request: httpx.Request) -> None:
        async with machine.working():
            if _is_change(request):
                await machine.passes(Side.TOKEN, name_of(request))

    http = client._transport._connections._http  # noqa: SLF001 - before its own hook
    http.event_hooks["request"].insert(0, passes)
