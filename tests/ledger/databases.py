"""Databases that live for one test session: files, and a database of our own in PostgreSQL."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import asyncpg

from outbound.ledger.database import open_database
from outbound.ledger.tables import metadata

SERVER = os.environ.get("OUTBOUND_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432")
"""The server's address, without a database; whoever is named there may create databases."""

NO_SERVER = f"no PostgreSQL answers at {SERVER.rpartition('@')[2]} (OUTBOUND_TEST_POSTGRESQL)"


@contextmanager
def own_postgresql() -> Iterator[str | None]:
    """The address of a new database, dropped at the end; None where no server answers."""
    name = f"outbound_test_{uuid4().hex[:12]}"
    try:
        asyncio.run(_tell_server(f"CREATE DATABASE {name}"))
    except OSError:
        yield None
        return
    try:
        yield f"{SERVER}/{name}"
    finally:
        asyncio.run(_tell_server(f"DROP DATABASE {name} WITH (FORCE)"))


async def _tell_server(command: str) -> None:
    connection = await asyncpg.connect(f"{SERVER}/postgres", timeout=5)
    try:
        await connection.execute(command)
    finally:
        await connection.close()


async def emptied(url: str) -> str:
    """The database with its tables and nothing in them."""
    database = await open_database(url)
    async with database.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(table.delete())
    await database.close()
    return url
