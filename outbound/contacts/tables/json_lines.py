"""JSON lines: an object a line, whose keys are the columns."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from outbound.contacts.rejections import Rejection
from outbound.contacts.tables.cells import row_of
from outbound.contacts.tables.table import Row
from outbound.mistakes import UserMistake

_LOOKED_AT = 1000
"""Lines whose keys make up the columns."""


@dataclass(frozen=True, slots=True)
class JsonLines:
    """A `Table` in a file of JSON lines."""

    path: Path
    shown: str
    encoding: str
    header: list[str]

    @classmethod
    def open(cls, path: Path, shown: str, encoding: str) -> "JsonLines":
        """Find the columns out.

        Raises:
            UserMistake: none of the first lines is a JSON object.
        """
        with path.open(encoding=encoding, errors="replace") as file:
            objects = (_object(line) for line in islice(file, _LOOKED_AT))
            keys = dict.fromkeys(key for found in objects for key in found or {})
        if not keys:
            raise UserMistake(
                f"{shown} begins with {{ and its lines are no JSON objects: write one a line, "
                'like {"phone_number": "…", "first_name": "…"}.'
            )
        return cls(path, shown, encoding, list(keys))

    @property
    def digest(self) -> str:
        """The SHA-256 of the file's bytes, in hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def rows(self) -> Iterator[Row | Rejection]:
        """Every line but blank ones, numbered from 1."""
        with self.path.open(encoding=self.encoding, errors="replace") as file:
            lines = (line for line in file if line.strip())
            for number, line in enumerate(lines, start=1):
                yield self._row(number, line)

    def _row(self, number: int, line: str) -> Row | Rejection:
        found = _object(line)
        if found is None:
            return Rejection(number, "row", "the line is not a JSON object")
        if not found.keys() <= set(self.header):
            return Rejection(
                number,
                "row",
                f"the line has a key that none of the first {_LOOKED_AT:,} lines has: let the "
                "first line have every key, with null for what it lacks",
            )
        return row_of(number, (found.get(key) for key in self.header), self.header)


def _object(line: str) -> dict[str, object] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
