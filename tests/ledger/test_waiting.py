"""How long the ledger's sessions wait for others, and how long others wait for a sleeper."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from outbound.ledger import URGENT, open_ledger
from outbound.ledger.advisory_locks import AdvisoryLock, lock_exclusive
from outbound.ledger.database import Database, LedgerError, open_database
from outbound.ledger.engines import Patience
from tests.ledger.databases import emptied
from tests.ledger.runs import A_RUN, Story

HASTY = Patience(lock=0.2, answer=600, connecting=10)


@asynccontextmanager
async def opened(url: str, patience: Patience = HASTY) -> AsyncIterator[Database]:
    database = await open_database(url, patience=patience)
    try:
        yield database
    finally:
        await database.close()


async def setting(database: Database, name: str) -> str:
    async with database.reading() as connection:
        return str((await connection.execute(text(f"SHOW {name}"))).scalar_one())


@pytest.mark.parametrize("name", ["idle_in_transaction_session_timeout", "tcp_keepalives_idle"])
async def test_a_session_that_falls_asleep_or_is_gone_is_ended_by_the_server(
    postgresql: str, name: str
) -> None:
    async with opened(postgresql) as database:
        assert await setting(database, name) not in {"0", "7200"}


async def test_what_a_sleeper_has_locked_is_free_after_a_while(postgresql: str) -> None:
    async with open_ledger(await emptied(postgresql)) as ledger, opened(postgresql) as sleeper:
        run = await ledger.runs.create(A_RUN)
        asleep = _asleep_in(sleeper)
        await anext(asleep)
        await ledger.runs.stop_requested(run.id, at=A_RUN.created_at)  # it waits no longer
        assert (await ledger.runs.by_id(run.id)).stop_wished_at == A_RUN.created_at
        with pytest.raises(LedgerError):
            await anext(asleep)


async def _asleep_in(database: Database) -> AsyncIterator[None]:
    """Locks the runs, and says nothing more until it is woken up."""
    async with database.writing() as connection:
        await connection.execute(text("SELECT 1 FROM runs FOR UPDATE"))
        yield
        await connection.execute(text("SELECT 1"))
        yield


async def test_who_waits_for_a_lock_gives_up_in_one_sentence(url: str) -> None:
    async with open_ledger(url) as ledger:
        await Story.begun(ledger, A_RUN)
    async with opened(url, URGENT) as one, opened(url, URGENT) as other, one.writing() as writing:
        await writing.execute(text("UPDATE runs SET rows_read = 1"))
        began = monotonic()
        with pytest.raises(LedgerError, match="locked"):
            async with other.writing() as waiting:
                await waiting.execute(text("UPDATE runs SET rows_read = 2"))
        assert monotonic() - began < 10


async def test_a_turn_of_somebody_else_is_waited_for_however_long_it_takes(
    postgresql: str,
) -> None:
    async with opened(postgresql) as one, opened(postgresql) as other:
        async with one.writing() as writing:
            await lock_exclusive(writing, AdvisoryLock.CLAIM)
            waiting = asyncio.create_task(_have_a_turn(other))
            _, pending = await asyncio.wait({waiting}, timeout=5 * HASTY.lock)
            assert pending
        await waiting


async def _have_a_turn(database: Database) -> None:
    async with database.writing() as connection:
        await lock_exclusive(connection, AdvisoryLock.CLAIM)


@pytest.mark.parametrize(
    "own", ["lock_timeout=7s", "options=-c%20lock_timeout%3D7s", "options=--lock-timeout%3D7s"]
)
async def test_what_the_address_sets_is_left_as_it_is(postgresql: str, own: str) -> None:
    async with opened(f"{postgresql}?{own}") as database:
        assert await setting(database, "lock_timeout") == "7s"


async def test_through_a_pooler_that_takes_no_settings_each_transaction_has_its_own(
    postgresql: str,
) -> None:
    async with pooler(postgresql) as by_pooler, opened(by_pooler) as database:
        assert await setting(database, "lock_timeout") == "200ms"
        assert await setting(database, "idle_in_transaction_session_timeout") == "10s"


@asynccontextmanager
async def pooler(url: str) -> AsyncIterator[str]:
    """The database behind a pooler that refuses settings as pgbouncer does by default."""
    its = urlsplit(url)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        start = await _startup(reader, writer)
        if b"lock_timeout" in start:
            writer.write(_refusal("unsupported startup parameter: lock_timeout"))
            writer.close()
            return
        far_reader, far_writer = await asyncio.open_connection(its.hostname, its.port)
        far_writer.write(start)
        await asyncio.gather(_pass_on(reader, far_writer), _pass_on(far_reader, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield its._replace(netloc=f"{its.username}@127.0.0.1:{port}").geturl()
    finally:
        server.close()


async def _startup(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """The startup message; encryption is declined (PostgreSQL's protocol, SSLRequest)."""
    while True:
        size = await reader.readexactly(4)
        rest = await reader.readexactly(int.from_bytes(size) - 4)
        if rest[:4] != (80877103).to_bytes(4):
            return size + rest
        writer.write(b"N")


def _refusal(sentence: str) -> bytes:
    fields = b"SFATAL\0VFATAL\0C08P01\0M" + sentence.encode() + b"\0\0"
    return b"E" + (len(fields) + 4).to_bytes(4) + fields


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


async def test_a_server_that_takes_the_connection_and_says_nothing_is_given_up() -> None:
    async def say_nothing(_reader: object, _writer: object) -> None:
        pass

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    began = monotonic()
    with pytest.raises(LedgerError, match="no answer in time"):
        await open_database(f"postgresql://me@127.0.0.1:{port}/x", patience=URGENT)
    assert monotonic() - began < 10
    server.close()


async def test_a_change_of_the_tables_takes_as_long_as_it_takes(postgresql: str) -> None:
    brief = Patience(lock=1, answer=1, connecting=10)
    async with opened(postgresql) as another:
        async with another.writing() as writing:
            await writing.execute(text("DROP SCHEMA public CASCADE"))
            await writing.execute(text("CREATE SCHEMA public"))
        async with another.writing() as writing:
            await lock_exclusive(writing, AdvisoryLock.MIGRATION)
            changing = asyncio.create_task(open_database(postgresql, patience=brief))
            _, pending = await asyncio.wait({changing}, timeout=2 * brief.lock)
            assert pending
        await (await changing).close()
