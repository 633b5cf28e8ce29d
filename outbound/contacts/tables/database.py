"""A query's rows, read once into a file: its digest and its rows are of the same reading.

The database is only read.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, ResourceClosedError, SQLAlchemyError

from outbound.contacts.rejections import Rejection
from outbound.contacts.tables.cells import row_of
from outbound.contacts.tables.fetched import new_file
from outbound.contacts.tables.only_reading import let_only_read
from outbound.contacts.tables.table import FileTable, Row
from outbound.mistakes import UserMistake

# Rows in memory at a time.
_PORTION = 1000

_SQLITE = "sqlite:///"

# Behind white space and comments.
_EXPLAINS = re.compile(
    r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?(?:\*/|$))*EXPLAIN\b", re.DOTALL | re.IGNORECASE
)

# How databases say that a statement is not one that reads.
_NOT_READING = {"SQLITE_AUTH", "SQLITE_READONLY", "ReadOnlySqlTransaction"}


@dataclass(frozen=True, slots=True)
class QueryResult(FileTable):
    """A `Table` that a database gave, in a file of JSON lines.

    The header is its first line; of a row that is none, the reason stands there in its place. A
    run that was cut off goes on behind the last row it read: so the rows must come in the same
    order each time. ORDER BY says so; without it the digest may differ, and the run is refused.
    """

    def rows(self) -> Iterator[Row | Rejection]:
        """Every row, numbered from 1."""
        with self.path.open(encoding="ascii") as file:
            next(file)
            for number, line in enumerate(file, start=1):
                found = json.loads(line)
                is_row = isinstance(found, list)
                yield Row(number, found) if is_row else Rejection(number, "row", found)


def open_query(address: str, query: str) -> QueryResult:
    """Carry the query out, and keep what it gives.

    Raises:
        UserMistake: the database cannot be reached, or is asked by a role that may do more than
            read; or the query does, or is not understood, or asks for no rows.
    """
    _refuse_explanations(query)
    target = new_file()
    with _connected(_engine(address)) as connection:
        result = connection.exec_driver_sql(query)
        try:
            header = [name.strip() for name in result.keys()]  # noqa: SIM118 - it is no mapping
        except ResourceClosedError:
            raise UserMistake("The query gives no rows: write a SELECT.") from None
        _write(target, header, result)
    return QueryResult(target, header)


def _refuse_explanations(query: str) -> None:
    """EXPLAIN gives rows, too, but none of them is a person."""
    if _EXPLAINS.match(query):
        raise UserMistake("The query explains another one: leave EXPLAIN out.")


def _write(target: Path, header: list[str], rows: Iterable[Iterable[object]]) -> None:
    with target.open("w", encoding="ascii") as file:
        file.write(json.dumps(header) + "\n")
        for number, values in enumerate(rows, start=1):
            row = row_of(number, values, header)
            file.write(json.dumps(row.cells if isinstance(row, Row) else row.reason) + "\n")


def _engine(address: str) -> Engine:
    if address.lower().startswith("sqlite:"):
        return create_engine("sqlite://", creator=partial(_sqlite, _sqlite_file(address)))
    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise UserMistake(
            "The list's address is not a database's: write it like sqlite:////home/me/people.db or "
            "postgresql://me@host/clinic."
        ) from None
    return create_engine(url, hide_parameters=True)


def _sqlite_file(address: str) -> Path:
    """What follows `sqlite:///` is the path, whatever characters it holds."""
    path = Path(address[len(_SQLITE) :])
    if not address.lower().startswith(_SQLITE) or not path.is_file():
        raise UserMistake(
            f"There is no file {path}: check the address, which is sqlite:/// and the path behind "
            "it, like sqlite:////home/me/people.db."
        )
    return path


def _sqlite(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    # Text that is not UTF-8 costs its row, and not the list.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    return connection


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    options = {"stream_results": True, "max_row_buffer": _PORTION}
    options["no_parameters"] = True  # else a % in the query would stand for one
    if engine.name == "postgresql":
        options["postgresql_readonly"] = True
    try:
        with engine.connect().execution_options(**options) as connection:
            let_only_read(connection)
            yield connection
    except (SQLAlchemyError, sqlite3.Warning) as error:
        if _kind(error) in _NOT_READING:
            raise UserMistake(
                "The query does more than read, or reads a virtual table that cannot be read "
                "without writing: write one SELECT over ordinary tables."
            ) from None
        if "one statement at a time" in str(error):
            raise UserMistake("The query holds several statements: write one SELECT.") from None
        raise UserMistake(
            f"The list's database failed ({_kind(error)}): check its address, the query, and who "
            "may read it."
        ) from None
    finally:
        engine.dispose()


def _kind(error: Exception) -> str:
    """The kind of the error: its text may hold a value, a name or a password."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    return getattr(origin, "sqlite_errorname", type(origin).__name__)
