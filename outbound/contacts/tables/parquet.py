"""Parquet, read a slice at a time: memory does not grow with the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import PanicException, PolarsError

from outbound.contacts.rejections import Rejection
from outbound.contacts.tables.cells import row_of
from outbound.contacts.tables.table import FileTable, Row
from outbound.mistakes import UserMistake

# Rows in memory at a time.
_SLICE = 10_000


@dataclass(frozen=True, slots=True)
class ParquetFile(FileTable):
    """A `Table` in a Parquet file."""

    shown: str
    """What messages call it."""
    length: int

    @classmethod
    def open(cls, path: Path, shown: str) -> "ParquetFile":
        """Read the columns' names.

        Raises:
            UserMistake: it is broken.
        """
        frame = pl.scan_parquet(path)
        with _readable(shown):
            header = frame.collect_schema().names()
            length = int(frame.select(pl.len()).collect().item())
        return cls(path, header, shown, length)

    def rows(self) -> Iterator[Row | Rejection]:
        """Every row, numbered from 1.

        Raises:
            UserMistake: the file is broken behind what `open` looked at.
        """
        frame = pl.scan_parquet(self.path, low_memory=True)
        for first in range(0, self.length, _SLICE):
            with _readable(self.shown):
                some = frame.slice(first, _SLICE).collect()
            for number, values in enumerate(some.iter_rows(), start=first + 1):
                yield row_of(number, values, self.header)


@contextmanager
def _readable(shown: str) -> Iterator[None]:
    try:
        yield
    except (PolarsError, PanicException):
        raise UserMistake(f"{shown} is a broken Parquet file: export it again.") from None
