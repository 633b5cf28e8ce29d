"""Long reads, a portion in memory at a time."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, Select

from outbound.ledger.database import Database

# Rows in memory at a time.
_PORTION = 1000

_Columns = TypeVar("_Columns", bound=tuple[Any, ...])


async def portions(
    database: Database, query: Select[_Columns]
) -> AsyncIterator[Sequence[Row[_Columns]]]:
    """What a query finds, in the order of its first column, which tells its rows apart."""
    # Each portion is a transaction of its own: a slow reader holds up nobody who writes.
    key = query.selected_columns[0]
    ordered = query.order_by(key).limit(_PORTION)
    portion = ordered
    while found := (await database.read(portion)).all():
        yield found
        portion = ordered.where(key > found[-1][0])
