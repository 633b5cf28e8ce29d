"""A query's rows, a portion in memory at a time. The database is only read."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL, CursorResult, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, ResourceClosedError, SQLAlchemyError

from outbound.contacts.rejections import Rejection
from outbound.contacts.tables.cells import row_of
from outbound.contacts.tables.table import Row
from outbound.mistakes import UserMistake

_PORTION = 1000
"""Rows in memory at a time."""


@dataclass(frozen=True, slots=True)
class Query:
    """A `Table` that a database gives.

    A run that was cut off goes on behind the last row it read: so the rows must come in the same
    order each time. ORDER BY says so; without it the digest may differ, and the run is refused.
    """

    url: URL = field(repr=False)
    query: str = field(repr=False)
    header: list[str]

    @property
    def digest(self) -> str:
        """The SHA-256 of the header and all rows, in hexadecimal: the query is carried out."""
        content = hashlib.sha256(json.dumps(self.header).encode())
        for row in self.rows():
            cells = row.cells if isinstance(row, Row) else [row.reason]
            content.update(json.dumps(cells).encode("utf-8", "surrogatepass"))
        return content.hexdigest()

    def rows(self) -> Iterator[Row | Rejection]:
        """Every row, numbered from 1."""
        with _connected(self.url) as connection:
            result = _carried_out(connection, self.query)
            for number, values in enumerate(result, start=1):
                yield row_of(number, values, self.header)


def open_query(address: str, query: str) -> Query:
    """Carry the query out, as far as its first row.

    Raises:
        UserMistake: the database cannot be reached, or does not understand the query, or gives no
            rows.
    """
    url = _url(address)
    with _connected(url) as connection:
        result = _carried_out(connection, query)
        try:
            header = [name.strip() for name in result.keys()]  # noqa: SIM118 - it is no mapping
            first = result.fetchone()
        except ResourceClosedError:
            raise UserMistake("The query gives no rows: write a SELECT.") from None
    if first is None:
        raise UserMistake("The query gives no rows: nobody would be called.")
    return Query(url, query, header)


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        raise UserMistake(
            "The list's address is not a database's: write it like sqlite:////home/me/people.db or "
            "postgresql://me@host/clinic."
        ) from None
    if url.get_backend_name() == "sqlite":
        return URL.create(
            "sqlite+pysqlite",
            database=f"file:{url.database}",
            query={"mode": "ro", "uri": "true"},
        )
    return url.set(drivername="postgresql+psycopg")


@contextmanager
def _connected(url: URL) -> Iterator[Connection]:
    options = {"stream_results": True, "max_row_buffer": _PORTION}
    if url.get_backend_name() == "postgresql":
        options["postgresql_readonly"] = True
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.connect().execution_options(**options) as connection:
            yield connection
    except SQLAlchemyError as error:
        raise UserMistake(f"The list's database failed: {_reason(error)}.") from None
    finally:
        engine.dispose()


def _carried_out(connection: Connection, query: str) -> CursorResult[tuple[object, ...]]:
    return connection.exec_driver_sql(query)


def _reason(error: SQLAlchemyError) -> str:
    """What it is about, without a value or a password: those may be in the whole text."""
    origin = error.orig if isinstance(error, DBAPIError) else None
    primary = getattr(getattr(origin, "diag", None), "message_primary", None)
    if primary:
        return str(primary)
    if origin is not None and type(origin).__module__.startswith("sqlite3"):
        return str(origin)
    return "it cannot be reached, or refuses us; check its address and who may read it"
