"""NUL bytes are removed where the rest reads well, and nothing is guessed where it does not."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.contacts import Contact, ListOptions, Rejection, open_list, read_contacts
from outbound.contacts.tables.nul_bytes import without_nul
from outbound.mistakes import UserMistake

HEADER = "phone_number,first_name,last_name\n"
PERSON = "+812000001234,Iris,Inkwater\n"
ROW = {"phone_number": "+812000001234", "first_name": "I\0ris", "last_name": "Inkwater\0\0"}
QUERY = "SELECT * FROM people"


def people(path: Path | str, query: str | None = None) -> list[Contact | Rejection]:
    return list(read_contacts(open_list(path, ListOptions(query=query)), key="k"))


def names(found: list[Contact | Rejection]) -> list[tuple[str, str]]:
    return [(each.first_name, each.last_name) for each in found if isinstance(each, Contact)]


DIRTY = {
    "between characters": (HEADER + PERSON.replace("Iris", "I\0ris")).encode(),
    "in the header": (HEADER.replace("first", "fi\0rst") + PERSON).encode(),
    "behind each cell": (HEADER + PERSON).replace(",", "\0\0\0\0,").encode(),
    "before a quotation mark": (HEADER + PERSON.replace("Iris", '\0"Iris"')).encode(),
    "at the end of a file": (HEADER + PERSON + "\0" * 100).encode(),
    "lines of two bytes below one of one byte": HEADER.encode() + PERSON.encode("utf-16-le"),
    "JSON lines": (json.dumps(ROW).replace("\\u0000", "\0") + "\n\0\n").encode(),
    "JSON lines that say so": json.dumps(ROW).encode(),
}


@pytest.mark.parametrize("content", DIRTY.values(), ids=DIRTY)
def test_nul_bytes_are_no_part_of_a_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    assert names(people(path)) == [("Iris", "Inkwater")]


def test_nul_bytes_are_removed_from_letters_of_an_old_encoding(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("電話番号,姓,名\n+812000001234,夢\0野,花子\0\0\n".encode("cp932"))
    assert names(people(path)) == [("花子", "夢野")]


def test_nul_bytes_are_removed_from_parquet(tmp_path: Path) -> None:
    path = tmp_path / "list.parquet"
    pl.DataFrame([ROW]).write_parquet(path)
    assert names(people(path)) == [("Iris", "Inkwater")]


def test_nul_bytes_are_removed_from_a_database(tmp_path: Path) -> None:
    path = tmp_path / "people.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE people (phone_number, first_name, last_name)")
        database.execute("INSERT INTO people VALUES (?, ?, ?)", list(ROW.values()))
    assert names(people(f"sqlite:///{path}", QUERY)) == [("Iris", "Inkwater")]


def test_letters_of_two_bytes_below_a_header_of_one_byte_cost_their_row(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(HEADER.encode() + PERSON.replace("Iris", "あき").encode("utf-16-le"))
    assert names(people(path)) == []


def test_a_programs_file_is_no_list(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"\x7fELF\x02\x01\0\0\0\0" + (HEADER + PERSON).encode())
    with pytest.raises(UserMistake, match="is not a list that can be read"):
        open_list(path)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.integers(0, 40))
def test_one_nul_byte_anywhere_changes_nothing(text: str, place: int) -> None:
    assert without_nul(text[:place] + "\0" + text[place:]) == text
