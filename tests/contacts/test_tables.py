import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest

from outbound.contacts import ListOptions, Rejection, open_list, open_table, refuse_secrets
from outbound.contacts.tables import Row, web
from outbound.contacts.tables.cells import text_of
from outbound.mistakes import UserMistake
from tests.sites import QuietHandler, serving

People = Callable[..., Path]


def cells(address: Path | str, query: str | None = None) -> list[list[str]]:
    return [row.cells for row in open_table(str(address), query).rows() if isinstance(row, Row)]


def told(address: Path | str, query: str | None = None) -> str:
    with pytest.raises(UserMistake) as mistake:
        open_table(str(address), query)
    return str(mistake.value)


@pytest.fixture
def people(tmp_path: Path) -> People:
    """A database with a table of these names."""

    def make(*names: str | bytes, file: str = "people.db") -> Path:
        path = tmp_path / file
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("CREATE TABLE people (name)")
            rows = [(name,) for name in names]
            connection.executemany("INSERT INTO people VALUES (CAST(? AS text))", rows)
        return path

    return make


def test_a_database_that_fails_shows_no_word_of_its_own(people: People) -> None:
    text = told(f"sqlite:///{people('Iris')}", "SELECT Inkwater FROM people")
    assert "SQLITE_ERROR" in text
    assert "Inkwater" not in text


def test_a_database_is_only_read(people: People) -> None:
    path = people("Iris")
    assert "does more than read" in told(f"sqlite:///{path}", "DELETE FROM people")
    assert cells(f"sqlite:///{path}", "SELECT * FROM people") == [["Iris"]]


def test_two_statements_are_a_mistake(people: People) -> None:
    assert "several statements" in told(f"sqlite:///{people('Iris')}", "SELECT 1; SELECT 2")


@pytest.mark.parametrize("file", ["people#1.db", "who?.db", "my people %20.db"])
def test_a_database_may_have_any_path(people: People, file: str) -> None:
    path = people("Iris", file=file)
    assert cells(f"sqlite:///{path}", "SELECT * FROM people") == [["Iris"]]


@pytest.mark.parametrize("slashes", ["///", "//", "/"])
def test_a_database_that_is_not_there_is_named(tmp_path: Path, slashes: str) -> None:
    text = told(f"sqlite://{slashes}{tmp_path.relative_to('/')}/nobody.db", "SELECT 1")
    assert "nobody.db" in text
    assert "like sqlite:////home/me/people.db" in text


def test_a_query_is_read_once(people: People) -> None:
    path = people("Iris", "Otis")
    table = open_table(f"sqlite:///{path}", "SELECT name FROM people ORDER BY name")
    before = table.digest
    people_now = sqlite3.connect(path)
    with closing(people_now), people_now:
        people_now.execute("INSERT INTO people VALUES ('Alma')")
    assert [row.cells for row in table.rows() if isinstance(row, Row)] == [["Iris"], ["Otis"]]
    assert table.digest == before


def test_a_row_of_a_query_that_is_no_text_is_rejected(people: People) -> None:
    path = people("Iris", b"\xff", "Ink\ufffdwater")
    rows = list(open_table(f"sqlite:///{path}", "SELECT name FROM people").rows())
    assert [type(row) for row in rows] == [Row, Rejection, Rejection]
    assert all("no character" in row.reason for row in rows if isinstance(row, Rejection))


def test_a_query_without_rows_calls_nobody(people: People) -> None:
    query = "SELECT name, name AS phone FROM people"
    with pytest.raises(UserMistake, match="a header and no rows"):
        open_list(f"sqlite:///{people()}", ListOptions(query=query))


def test_a_query_may_hold_percent_signs(reader: str) -> None:
    query = "SELECT name FROM (VALUES ('Iris'), ('Otis')) AS p (name) WHERE name LIKE '%ri%'"
    assert cells(reader, query) == [["Iris"]]


def test_postgresql_is_only_read_and_shows_no_value(reader: str) -> None:
    assert "InvalidTextRepresentation" in told(reader, "SELECT name::int FROM people")
    assert "failed" in told(reader, "SELECT 1; COMMIT; DELETE FROM people")
    assert cells(reader, "SELECT * FROM people") == [["Iris"]]


def test_a_database_address_that_is_none_is_a_mistake() -> None:
    assert "write it like" in told("postgresql://h:port/clinic", "SELECT 1")


def test_an_address_that_lists_are_not_read_from_says_so_with_a_query_too() -> None:
    assert "mysql:// is no address" in told("mysql://me:hush@host/clinic", "SELECT 1")


def test_a_file_may_be_given_as_an_address(tmp_path: Path) -> None:
    path = tmp_path / "my list.csv"
    path.write_text("phone,name\n1,Iris\n", "utf-8")
    assert cells(path.as_uri()) == [["1", "Iris"]]
    assert cells(path.as_uri().replace("file://", "file://localhost")) == [["1", "Iris"]]


@pytest.mark.parametrize(
    "address",
    [
        "https://me:hush@lists.example/people.csv",
        "https://lists.example/people.csv?signature=hush",
        "postgresql://me:hush@host/clinic",
        "postgresql://host/clinic?user=me&password=hush",
        "https://[lists.example/hush",
    ],
)
def test_an_address_with_a_secret_is_refused_and_not_shown(address: str) -> None:
    with pytest.raises(UserMistake) as mistake:
        refuse_secrets(address)
    assert "hush" not in str(mistake.value)


class Site(QuietHandler):
    """A list, and what leads to other places."""

    def do_GET(self) -> None:  # noqa: N802 - as http.server calls it
        to = self.path.partition("to=")[2]
        self.send_response(302 if to else 200)
        if to:
            self.send_header("Location", to)
        self.end_headers()
        self.wfile.write(b"phone,name\n1,Iris\n")


@contextmanager
def site() -> Iterator[str]:
    with serving(Site) as port:
        yield f"127.0.0.1:{port}"


def test_an_address_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with site() as host:
        assert cells(f"http://me:hush@{host}/list.csv?signature=hush") == [["1", "Iris"]]
    assert "hush" not in caplog.text


def test_a_list_that_is_too_large_is_not_fetched_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "LARGEST", 10)
    with site() as host:
        assert "more than 10 bytes" in told(f"http://{host}/list.csv")


def test_a_list_that_comes_too_slowly_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "LONGEST", -1.0)
    with site() as host:
        assert "is not there after" in told(f"http://{host}/list.csv")


def test_a_redirect_on_this_machine_is_followed() -> None:
    with site() as host:
        assert cells(f"http://{host}/?to=/list.csv") == [["1", "Iris"]]


def test_plain_http_stays_on_this_machine() -> None:
    assert "use https://" in told("http://lists.example/list.csv")
    with site() as host:
        assert "use https://" in told(f"http://{host}/?to=http://lists.example/list.csv")


@pytest.mark.parametrize(
    "head",
    [b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0", b"(\xb5/\xfd\0", b"7z\xbc\xaf\x27\x1c", b"Rar!"],
)
def test_what_is_compressed_is_to_be_unpacked(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "list"
    path.write_bytes(head + b"\1" * 100)
    assert "unpack it" in told(path)


def test_a_workbook_that_breaks_off_is_a_mistake_when_its_rows_are_read(tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.xlsx", tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    for number in range(20_000):
        book.worksheets[0].append(["phone", number])
    book.save(whole)
    with ZipFile(whole) as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part[: len(part) // 2] if "sheet1" in name else part)
    with pytest.raises(UserMistake, match="is not a workbook that can be read"):
        list(open_table(str(path)).rows())


def test_parquet_that_is_damaged_behind_its_end_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "list.parquet"
    pl.DataFrame(
        {"phone": range(20_000), "name": [f"Iris {n}" for n in range(20_000)]}
    ).write_parquet(path)
    content = bytearray(path.read_bytes())
    content[100 : len(content) // 2] = b"\xaa" * (len(content) // 2 - 100)
    path.write_bytes(content)
    table = open_table(str(path))
    with pytest.raises(UserMistake, match="is a broken Parquet file"):
        list(table.rows())


def test_the_header_of_a_workbook_is_written_as_its_cells_are(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["phone", 2026.0, True, date(2026, 12, 1)])
    book.worksheets[0].append([1, 2, 3, 4])
    book.save(path)
    assert open_table(str(path)).header == ["phone", "2026", "true", "2026-12-01"]


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.xlsx", tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["phone", "name", "note"])
    book.worksheets[0].append([1, "Iris", '=""'])
    book.save(whole)
    with ZipFile(whole) as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(b'r="C2"', b'r="C2" t="str"'))
    assert cells(path) == [["1", "Iris"]]


def test_a_header_with_what_is_no_character_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text(json.dumps({"phone": "1", "\ud83c": "x"}) + "\n", "utf-8")
    assert "mend the header" in told(path)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("12.50", "12.5"),
        ("0.00", "0"),
        ("700", "700"),
        ("7E+2", "700"),
        ("123456789012345678901234567890123.0", "123456789012345678901234567890123"),
    ],
)
def test_a_decimal_keeps_its_digits(written: str, text: str) -> None:
    assert text_of(Decimal(written)) == text


@pytest.mark.parametrize("address", ["https://[lists.example/x", "s3://[lists/x"])
def test_an_address_that_is_none_is_a_mistake(address: str) -> None:
    assert "check its host" in told(address)
