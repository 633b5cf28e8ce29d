"""Rows that were not used are written as their list has them, and load back to the same cells."""

import csv
import tempfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outbound.contacts import open_list, open_table, protected, write_rejects
from outbound.contacts.tables import Row, Table
from outbound.contacts.tables.apostrophes import unprotected
from outbound.contacts.tables.workbook_text import escaped, unescaped

SEMICOLONS = "phone;first name;last name\n12;Iris;Inkwater\n+812000005678;Otis;Snowhatch\n"
WHY = ("note", "a reason")
FORMATS = ["csv", "tsv", "txt", "jsonl", "xlsx", "parquet"]
# What begins a formula, or could be taken for the mark that protects one, is tried often.
CELL = st.text(
    st.one_of(
        st.sampled_from("='+-@\t\r\n \"_x0B;,1\x0b\ufffe\ufeff"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffd"),
    ),
    max_size=12,
)
ROWS = st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=4)


def cells_of(table: Table) -> list[list[str]]:
    rows = list(table.rows())
    assert all(isinstance(row, Row) for row in rows), rows
    return [row.cells for row in rows if isinstance(row, Row)]


def written(source: Path, ending: str) -> Path:
    """Every row of the list as a reject file."""
    table, file = open_table(str(source)), source.with_name(f"rejects.{ending}")
    write_rejects(table, {row: WHY for row, _ in enumerate(table.rows(), start=1)}, file)
    return file


def as_parquet(folder: Path, rows: list[tuple[str, ...]], header: list[str]) -> Path:
    path = folder / "list.parquet"
    pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row").write_parquet(path)
    return path


def as_csv(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, "utf-8")
    return path


def test_text_keeps_the_delimiter_of_its_list(tmp_path: Path) -> None:
    source, rejects = tmp_path / "people.csv", tmp_path / "rejects.csv"
    source.write_text(SEMICOLONS)
    assert write_rejects(open_list(source).table, {1: ("phone", "too short")}, rejects) == 1
    header, row = rejects.read_text(encoding="utf-8-sig").splitlines()
    assert header.startswith('"phone";"first name";"last name";')
    digest = open_list(source).digest
    assert row == f'"12";"Iris";"Inkwater";"1";"phone";"too short";"{digest}"'


@pytest.mark.parametrize("ending", FORMATS)
@given(rows=ROWS)
@settings(max_examples=60, deadline=None)
def test_any_cells_load_back_as_they_were(rows: list[tuple[str, ...]], ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        again = open_table(str(written(as_parquet(Path(folder), rows, ["a", "b", "c"]), ending)))
        assert again.header[:3] == ["a", "b", "c"]
        assert [tuple(cells[:3]) for cells in cells_of(again)] == rows


@given(cell=CELL)
def test_exactly_the_apostrophe_that_was_added_is_removed(cell: str) -> None:
    assert unprotected(protected(cell)) == cell


@given(text=CELL)
def test_what_a_workbook_cannot_hold_comes_back_as_it_was(text: str) -> None:
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize(
    "cell",
    [
        "=1+2",
        "@SUM(1)",
        "+1+2",
        "-2*3",
        " =1",
        "\t=1",
        "\n=1",
        "\u200b=1",
        "\uff1d1",
        "\uff0b1-x",
        "'=1",
    ],
)
def test_a_formula_is_protected(cell: str) -> None:
    assert protected(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell",
    ["+819010000002", "+81 90-1000-0002", "+1 (201) 555.0123", "-5", "-", "'090", "a=1", "", "1+2"],
)
def test_a_number_and_ordinary_text_stay_as_they_are(cell: str) -> None:
    assert protected(cell) == unprotected(cell) == cell


def test_a_workbook_has_texts_and_no_formula(tmp_path: Path) -> None:
    source = as_csv(tmp_path, "phone,note\n+8112,=1+2\n#N/A,\x0b\n")
    sheet = openpyxl.load_workbook(written(source, "xlsx")).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}, "a mended number keeps its plus"
    assert [cell.value for cell in next(sheet.iter_rows(min_row=2))[:2]] == ["+8112", "=1+2"]


@pytest.mark.parametrize("ending", FORMATS)
def test_columns_without_names_of_their_own_keep_their_cells(tmp_path: Path, ending: str) -> None:
    source = as_csv(tmp_path, "phone,note,,note,\n1,2,3,4,5\n")
    again = open_table(str(written(source, ending)))
    assert [name.strip() for name in again.header[:5]] == ["phone", "note", "", "note", ""]
    assert cells_of(again)[0][:5] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_column_may_be_called_like_a_formula(tmp_path: Path, ending: str) -> None:
    names = ["=1+2", "+81", "'x"]
    assert open_table(str(written(as_parquet(tmp_path, [("1", "2", "3")], names), ending))).header[
        :3
    ] == (names)


@pytest.mark.parametrize("ending", FORMATS)
def test_the_reasons_of_an_earlier_time_are_left_out(tmp_path: Path, ending: str) -> None:
    once = written(as_csv(tmp_path, "phone,note\n1,2\n"), ending)
    first = open_table(str(once))
    twice = tmp_path / f"twice.{ending}"
    write_rejects(first, {1: ("phone", "another reason")}, twice)
    again = open_table(str(twice))
    assert again.header == first.header
    assert cells_of(again) == [["1", "2", "1", "phone", "another reason", first.digest]]


def test_what_a_spreadsheet_protected_itself_is_read_without_the_mark(tmp_path: Path) -> None:
    with (path := tmp_path / "list.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["phone", "'=note"], ["'090", "'=1"]])
    table = open_table(str(path))
    assert table.header == ["phone", "=note"]
    assert cells_of(table) == [["'090", "=1"]]
