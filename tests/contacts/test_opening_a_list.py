import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from outbound.contacts import ContactList, ListOptions, checked_region, open_list
from outbound.mistakes import UserMistake

ListFile = Callable[[str | bytes], Path]
ListOf = Callable[..., ContactList]

NAMES = "phone_number,first_name,last_name"


def told(path: Path) -> str:
    with pytest.raises(UserMistake) as mistake:
        open_list(path)
    return str(mistake.value)


def test_a_missing_file_is_a_mistake(tmp_path: Path) -> None:
    assert "There is no file" in told(tmp_path / "nowhere.csv")


def test_a_folder_is_a_mistake(tmp_path: Path) -> None:
    assert "is a folder" in told(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\r\n \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_a_mistake(list_file: ListFile, content: bytes) -> None:
    assert "is empty" in told(list_file(content))


@pytest.mark.parametrize("ending", ["", "\r\n", "\r\n\r\n  \r\n"])
def test_a_header_without_rows_is_a_mistake(list_file: ListFile, ending: str) -> None:
    assert "has a header and no rows" in told(list_file(NAMES + ending))


def test_a_character_across_the_looked_at_part_is_no_mistake(list_file: ListFile) -> None:
    start = f"{NAMES},note\n+812000001234,Iris,Inkwater,"
    padding = "x" * (64 * 1024 - len(start) - 1)
    assert open_list(list_file(f"{start}{padding}花\n")).custom_parameters == ("note",)


def test_a_byte_order_mark_is_not_part_of_the_first_name(list_file: ListFile) -> None:
    path = list_file(b"\xef\xbb\xbf" + f"{NAMES}\n+812000001234,Iris,Inkwater\n".encode())
    assert open_list(path).columns.names[0] == "phone_number"


def test_a_header_with_a_broken_quote_is_a_mistake(list_file: ListFile) -> None:
    assert "broken first line" in told(list_file(f'"{NAMES}\n+812000001234,Iris,Inkwater\n'))


def test_a_list_without_a_phone_column_is_told_what_it_has(list_file: ListFile) -> None:
    text = told(list_file("ring,first_name,last_name\n1,2,3\n"))
    assert "no column phone_number" in text
    assert "It has: ring, first_name, last_name." in text


def test_a_list_without_names_is_told_which(list_file: ListFile) -> None:
    assert "no column first_name and none last_name" in told(list_file("phone_number,a\n1,2\n"))


def test_few_of_many_columns_are_shown(list_file: ListFile) -> None:
    header = ",".join(f"column{number}" for number in range(1, 21))
    text = told(list_file(f"{header}\n1\n"))
    assert "column8 and 12 more" in text
    assert "column9" not in text


@pytest.mark.parametrize("number", ["+81 20 0000 1234", "020-0000-1234", "8.12E+11", "a@b.example"])
def test_a_person_in_place_of_the_header_is_not_shown(list_file: ListFile, number: str) -> None:
    text = told(list_file(f"Iris,Inkwater,{number}\nOtis,Snowhatch,{number}\n"))
    assert "looks like a person's row" in text
    assert "Iris" not in text
    assert number not in text


@pytest.mark.parametrize("twice", ["First_Name,x", "first_name ,x", "email,email", "e-mail,e-mail"])
def test_two_columns_of_one_field_are_a_mistake(list_file: ListFile, twice: str) -> None:
    assert "more than one column of the same name" in told(list_file(f"{NAMES},{twice}\n1,2,3\n"))


def test_the_digest_is_the_files_sha256(list_of: ListOf, tmp_path: Path) -> None:
    contact_list = list_of("1,+812000001234,Iris,Inkwater")
    content = (tmp_path / "list.csv").read_bytes()
    assert contact_list.digest == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("text", ["JP", " jp "])
def test_a_region_is_a_countrys_code(text: str) -> None:
    assert checked_region(text) == "JP"


@pytest.mark.parametrize("text", ["", "UK", "Japan", "ZZ", "+81"])
def test_an_unknown_region_is_a_mistake(text: str) -> None:
    with pytest.raises(UserMistake, match="two-letter code"):
        checked_region(text)


def test_an_unknown_region_is_told_before_the_list_is_looked_at() -> None:
    with pytest.raises(ValidationError, match="two-letter code"):
        ListOptions(region="Nippon")
