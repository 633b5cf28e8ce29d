import csv
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outbound.contacts import Contact, ListOptions, Rejection, open_list, read_contacts

JAPAN = ListOptions(region="JP")

HEADER = [
    "phone_number",
    "first_name",
    "last_name",
    "email",
    "event_date_time",
    "external_id",
    "note",
]

# A NUL is removed, which is another test's business.
anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
number_like = st.text("0123456789+-() ０９ー.eExX#/", max_size=18)
often_valid = st.integers(10**7, 10**12).map(lambda number: f"+{number}")
row = st.lists(anything, min_size=2, max_size=8) | st.tuples(
    number_like | often_valid, st.just("Iris"), st.just("Inkwater"), st.just(""), st.just("")
).map(list)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists") / "list.csv"


def write(file: Path, rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([HEADER, *rows])


def read(file: Path, after_row: int = 0) -> list[Contact | Rejection]:
    return list(read_contacts(open_list(file, JAPAN), key="k", after_row=after_row))


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(row, min_size=1, max_size=6))
def test_every_row_is_one_contact_or_one_rejection(file: Path, rows: list[list[str]]) -> None:
    write(file, rows)
    assert [result.row for result in read(file)] == list(range(1, len(rows) + 1))


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(row, min_size=1, max_size=6), after_row=st.integers(0, 8))
def test_carrying_on_gives_the_rest_of_the_whole(
    file: Path, rows: list[list[str]], after_row: int
) -> None:
    write(file, rows)
    assert read(file, after_row) == read(file)[after_row:]


@settings(max_examples=300, deadline=None)
@given(text=number_like | often_valid | anything)
@example(text="+81 20 0000 1234")
def test_a_number_that_is_taken_is_a_valid_one_in_its_only_spelling(file: Path, text: str) -> None:
    write(file, [[text, "Iris", "Inkwater"]])
    (result,) = read(file)
    if isinstance(result, Contact):
        number = phonenumbers.parse(result.phone_number)
        assert phonenumbers.is_valid_number(number)
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert e164 == result.phone_number


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(row, min_size=1, max_size=6))
def test_a_contacts_body_holds_text_and_nothing_empty(file: Path, rows: list[list[str]]) -> None:
    write(file, rows)
    contacts = [result for result in read(file) if isinstance(result, Contact)]
    assert all(all(contact.as_call().values()) for contact in contacts)


lines = st.text('ab",\n\r 1', max_size=60)


@settings(max_examples=300, deadline=None)
@given(text=lines)
def test_whatever_the_quotes_the_rows_before_and_the_numbers_hold(file: Path, text: str) -> None:
    good = "+812000001234,Iris,Inkwater"
    file.write_bytes(f"{','.join(HEADER)}\n{good}\n{text}".encode())
    results = read(file)
    assert isinstance(results[0], Contact)
    assert [result.row for result in results] == list(range(1, len(results) + 1))
    assert len(results) <= 1 + len(text.splitlines())
