"""JSON lines: an object a line; its keys are the columns."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from outbound.contacts.rejections import Rejection
from outbound.contacts.tables.cells import row_of
from outbound.contacts.tables.nul_bytes import without_nul
from outbound.contacts.tables.table import FileTable, Row
from outbound.mistakes import UserMistake

# So many lines tell the columns by their keys.
_LOOKED_AT = 1000


class _NoObjectError(Exception):
    """A line that gives no row, and why."""


@dataclass(frozen=True, slots=True)
class JsonLines(FileTable):
    """A `Table` in a file of JSON lines."""

    encoding: str

    @classmethod
    def open(cls, path: Path, shown: str, encoding: str) -> "JsonLines":
        """Find the columns out.

        Raises:
            UserMistake: none of the first lines is a JSON object.
        """
        with path.open(encoding=encoding, errors="replace") as file:
            keys = dict.fromkeys(key for line in islice(file, _LOOKED_AT) for key in _keys(line))
        if not keys:
            raise UserMistake(
                f"{shown} looks like JSON, and its lines are no JSON objects: write one a line, "
                'like {"phone_number": "…", "first_name": "…"}.'
            )
        return cls(path, list(keys), encoding)

    def rows(self) -> Iterator[Row | Rejection]:
        """Every line but blank ones, numbered from 1."""
        with self.path.open(encoding=self.encoding, errors="replace") as file:
            lines = (line for line in file if line.strip("\0 \t\r\n"))
            for number, line in enumerate(lines, start=1):
                yield self._row(number, line)

    def _row(self, number: int, line: str) -> Row | Rejection:
        try:
            found = _object(line)
        except _NoObjectError as error:
            return Rejection(number, "row", str(error))
        # A key that appears late may be the phone number of half of the list: it is not dropped.
        if not found.keys() <= set(self.header):
            return Rejection(
                number,
                "row",
                f"the line has a key that none of the first {_LOOKED_AT:,} lines has: let the "
                "first line have every key, with null for what it lacks",
            )
        return row_of(number, (found.get(key) for key in self.header), self.header)


def _keys(line: str) -> Iterable[str]:
    try:
        return _object(line)
    except _NoObjectError:
        return ()


def _object(line: str) -> dict[str, object]:
    try:
        found = json.loads(without_nul(line), object_pairs_hook=_without_repeated)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _NoObjectError("the line is not a JSON object")
    return found


def _without_repeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _NoObjectError("the line has a key more than once: leave one")
    return found
