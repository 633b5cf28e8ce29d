"""A do-not-call list is what it looks like: one number, or a header and nobody yet."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from outbound.contacts import open_list, open_table, read_numbers
from outbound.mistakes import UserMistake

NUMBER = "+819010000001"


def numbers(address: Path | str, query: str | None = None) -> list[str]:
    return list(read_numbers(open_table(str(address), query), "dnc", "JP"))


def workbook(*first_row: str | int) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].append(first_row)
    book.save(content)
    return content.getvalue()


def parquet(*columns: str) -> bytes:
    content = io.BytesIO()
    pl.DataFrame(schema=dict.fromkeys(columns, pl.String)).write_parquet(content)
    return content.getvalue()


ONE_NUMBER = {
    "a line": f"{NUMBER}\n".encode(),
    "no end of the line": NUMBER.encode(),
    "as people write it": b"090-1000-0001\r\n",
    "a mark and blank lines": f"\ufeff\n{NUMBER}\n\n".encode(),
    "utf-16": f"{NUMBER}\n".encode("utf-16"),
    "in quotation marks": f'"{NUMBER}"\n'.encode(),
    "a line that says the delimiter": f"sep=;\n{NUMBER}\n".encode(),
    "a workbook": workbook(NUMBER),
    "a workbook with a number": workbook(9010000001),
    "a line of JSON": f'{{"phone": "{NUMBER}"}}\n'.encode(),
}
NOBODY = {
    "a column that is named for numbers": b"phone_number\n",
    "no end of the line": "電話番号".encode(),
    "a column of another name": b"blocked\r\n\r\n",
    "several columns": b"name,phone\n",
    "a workbook": workbook("phone_number"),
    "Parquet": parquet("phone_number"),
}
FIELDS = ("phone_number", "first_name", "last_name")
PEOPLE = {
    "text": ",".join(FIELDS).encode(),
    "a workbook": workbook(*FIELDS),
    "Parquet": parquet(*FIELDS),
}


@pytest.mark.parametrize("content", ONE_NUMBER.values(), ids=ONE_NUMBER)
def test_one_number_without_a_header_is_one_number(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dnc"
    path.write_bytes(content)
    assert numbers(path) == [NUMBER]


@pytest.mark.parametrize("content", NOBODY.values(), ids=NOBODY)
def test_a_header_without_rows_is_nobody(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dnc"
    path.write_bytes(content)
    assert numbers(path) == []


@pytest.mark.parametrize("content", PEOPLE.values(), ids=PEOPLE)
def test_a_list_of_people_without_rows_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people"
    path.write_bytes(content)
    with pytest.raises(UserMistake, match="has a header and no rows"):
        open_list(path)


def test_a_table_without_rows_is_nobody(tmp_path: Path) -> None:
    path = tmp_path / "dnc.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE do_not_call (phone_number)")
    assert numbers(f"sqlite:///{path}", "SELECT * FROM do_not_call") == []


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_may_be_a_broken_export_and_is_refused(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "dnc"
    path.write_bytes(content)
    with pytest.raises(UserMistake, match="is empty"):
        numbers(path)


def test_one_line_that_is_no_number_is_not_taken_for_a_header(tmp_path: Path) -> None:
    path = tmp_path / "dnc"
    path.write_bytes(b"090-1000\n")
    with pytest.raises(UserMistake, match="Row 1 of the do-not-call list"):
        numbers(path)
