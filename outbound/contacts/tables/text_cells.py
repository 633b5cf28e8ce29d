"""Cells of a workbook that hold text, whatever they look like."""

from collections.abc import Iterable
from typing import Any

from openpyxl.cell import Cell

from outbound.contacts.tables.workbook_text import escaped

_AS_TEXT = "@"


class _TextCell(Cell):
    """A cell without formulas, and without a guess at a number when a person mends it."""

    __slots__ = ()

    def _bind_value(self, value: object) -> None:
        self._value, self.data_type = escaped(str(value)), "s"


def text_cells(sheet: Any, row: Iterable[str]) -> list[Cell]:  # noqa: ANN401 - openpyxl's
    """A row of such cells."""
    cells: list[Cell] = [_TextCell(sheet, row=1, column=1, value=cell) for cell in row]
    for cell in cells:
        cell.number_format = _AS_TEXT
    return cells
