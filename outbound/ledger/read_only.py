"""Reading a ledger without writing a byte: on a disk that is full, read-only, or half damaged."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from sqlalchemy.engine import URL

from outbound.ledger.database import (
    Database,
    LedgerError,
    is_of_this_version,
    open_database,
    parsed_address,
    without_personal_data,
)
from outbound.ledger.engines import ORDINARY, Patience, sqlite_engine


@asynccontextmanager
async def opened_to_read(url: str, *, patience: Patience = ORDINARY) -> AsyncIterator[Database]:
    """The database at this address, from which is only read.

    A file is read as it is, else from a copy. Tables of an older version are brought up to date
    first, and a file that is not there is made, as for a writer.

    Raises:
        UserMistake: the address is of no database we know, or a newer version made its tables.
        LedgerError: it cannot be reached, or read in any way.
    """
    async with await _ready_to_read(url, patience) as database:
        yield database


async def _ready_to_read(url: str, patience: Patience) -> AbstractAsyncContextManager[Database]:
    file = file_of(url)
    if file is None or not file.exists():
        return _for_writers(url, patience)
    failed: LedgerError | None = None
    for way in (_as_it_is, _copied, _without_its_log):
        try:
            async with way(file, patience) as database:
                is_usable = await is_of_this_version(database)
        except LedgerError as error:
            failed = failed or error
        else:
            return way(file, patience) if is_usable else _for_writers(url, patience)
    raise failed or AssertionError("there is a way to read a file")


def file_of(url: str) -> Path | None:
    """The file at this address; None where a server keeps the database.

    Raises:
        UserMistake: the address is of no database we know.
    """
    parsed = parsed_address(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database
    return Path(str(parsed.database)).resolve() if is_file else None


@asynccontextmanager
async def _for_writers(url: str, patience: Patience) -> AsyncIterator[Database]:
    database = await open_database(url, patience=patience)
    try:
        yield database
    finally:
        await database.close()


def _as_it_is(file: Path, patience: Patience) -> AbstractAsyncContextManager[Database]:
    return _opened(file, "mode", "ro", patience)


@asynccontextmanager
async def _copied(file: Path, patience: Patience) -> AsyncIterator[Database]:
    """The file and its log, elsewhere: SQLite cannot keep its notes beside the file."""
    with without_personal_data():
        folder = TemporaryDirectory(prefix="outbound-")
    with folder as elsewhere:
        with without_personal_data():
            for name in (file.name, f"{file.name}-wal"):
                if file.with_name(name).exists():
                    await _copy(file.with_name(name), Path(elsewhere) / name)
        async with _opened(Path(elsewhere) / file.name, "mode", "rw", patience) as database:
            yield database


async def _copy(file: Path, to: Path) -> None:
    """Copy a file of the database in a process of its own.

    To close the file here would drop the locks that this process may hold on it through SQLite
    (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    copying = await asyncio.create_subprocess_exec("cp", "--", str(file), str(to))
    if await copying.wait():
        raise OSError(f"{file} cannot be copied")


def _without_its_log(file: Path, patience: Patience) -> AbstractAsyncContextManager[Database]:
    """The last resort: what was written last may be missing."""
    return _opened(file, "immutable", "1", patience)


@asynccontextmanager
async def _opened(
    file: Path, option: str, value: str, patience: Patience
) -> AsyncIterator[Database]:
    """The file, opened with an option that SQLite reads in its address."""
    address = URL.create(
        "sqlite+aiosqlite",
        database=f"file:{quote(str(file))}",
        query={option: value, "uri": "true"},
    )
    database = Database(sqlite_engine(address, patience), file=file)
    try:
        yield database
    finally:
        await database.close()
