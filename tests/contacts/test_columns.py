import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.contacts import Contact, ListOptions, open_list, read_contacts
from outbound.contacts.columns import Columns
from outbound.mistakes import UserMistake

NAMES = ["first_name", "last_name"]


def names(*header: str, **options: object) -> tuple[str | None, ...]:
    return Columns.of(header, "people.csv", ListOptions.model_validate(options)).names


def told(*header: str, **options: object) -> str:
    with pytest.raises(UserMistake) as mistake:
        names(*header, **options)
    return str(mistake.value)


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (["Mobile", "Given Name", "SURNAME:"], ["phone_number", "first_name", "last_name"]),
        (["電話番号", "姓", "名"], ["phone_number", "last_name", "first_name"]),
        (["Tel.", "氏名", "ﾌﾘｶﾞﾅ"], ["phone_number", "full_name", "phonetic_full_name"]),
        (["Teléfono", "Vorname", "Nachname"], ["phone_number", "first_name", "last_name"]),
    ],
)
def test_columns_are_known_by_their_usual_names(header: list[str], fields: list[str]) -> None:
    assert names(*header) == tuple(fields)


def test_a_column_that_was_said_wins_over_the_one_of_the_fields_own_name() -> None:
    header = ["Mobile", "phone_number", *NAMES]
    assert names(*header, columns={"phone_number": "mobile"}) == ("phone_number", None, *NAMES)


def test_the_apis_own_name_wins_over_a_usual_one() -> None:
    assert names("phone_number", "mobile", *NAMES) == ("phone_number", "mobile", *NAMES)


def test_of_two_usual_names_none_is_chosen() -> None:
    text = told("phone", "mobile", *NAMES)
    assert "'phone' and 'mobile'" in text
    assert "--map phone_number=" in text


def test_a_dropped_column_is_not_there() -> None:
    header = ["phone", "mobile", *NAMES, "email", "clinic"]
    dropped = names(*header, drop=["mobile", "email"])
    assert dropped == ("phone_number", None, *NAMES, None, "clinic")


def test_only_chooses_among_the_other_columns() -> None:
    header = ["phone", *NAMES, "email", "clinic", "note"]
    assert names(*header, only=["email", "clinic"]) == (
        *("phone_number", *NAMES),
        *("email", "clinic", None),
    )


@pytest.mark.parametrize(
    "options", [{"columns": {"email": "Post"}}, {"only": ["Post"]}, {"drop": ["Post"]}]
)
def test_an_option_that_names_no_column_is_told_which_there_are(options: dict[str, object]) -> None:
    text = told("phone", *NAMES, **options)
    assert "has no column 'Post'. It has: phone, first_name, last_name." in text


def test_one_column_cannot_be_two_fields() -> None:
    columns = {"full_name": "Name", "phonetic_full_name": "name"}
    assert "cannot be both" in told("phone", "Name", columns=columns)


def test_of_two_columns_of_nearly_the_asked_name_none_is_chosen() -> None:
    text = told("Phone No", "phone_no", *NAMES, columns={"phone_number": "PHONE-NO"})
    assert "'Phone No' and 'phone_no'" in text


def test_a_name_beside_a_first_name_is_not_taken_for_a_full_one() -> None:
    assert "--map last_name=" in told("phone", "Vorname", "Name")


PERSON = ("phone", *NAMES)
NOTES = (*PERSON, "note", "note")


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        (["note", "note", "note"], ["note", "note 2", "note 3"]),
        (["note", "note "], ["note", "note 2"]),
        (["note", "note 2", "note"], ["note", "note 2", "note 3"]),
        (["note", "note", "note 2"], ["note", "note 3", "note 2"]),
        (["note", "note", "Note_2"], ["note", "note 3", "Note_2"]),
        (["note", "note", "note 2", "note 2"], ["note", "note 3", "note 2", "note 2 2"]),
    ],
)
def test_repeated_columns_are_numbered(header: list[str], kept: list[str]) -> None:
    assert names(*PERSON, *header)[len(PERSON) :] == tuple(kept)


@given(st.lists(st.sampled_from(["note", "Note", "note 2", "note 3", "note 2 2", "remark"])))
def test_no_two_columns_have_one_name(header: list[str]) -> None:
    kept = names(*PERSON, *header)[len(PERSON) :]
    assert len(set(kept)) == len(header)
    assert all(str(name).startswith(written) for name, written in zip(kept, header, strict=True))


def test_every_repeated_columns_cell_is_sent(tmp_path: Path) -> None:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in (NOTES, ["+812000001234", "Iris", "Inkwater", "left", "right"]):
        book.worksheets[0].append(list(row))
    book.save(content)
    path = tmp_path / "people.xlsx"
    path.write_bytes(content.getvalue())
    (contact,) = read_contacts(open_list(path), key="k")
    assert isinstance(contact, Contact)
    assert contact.custom_parameters == {"note": "left", "note 2": "right"}


def test_a_repeated_column_beside_its_fields_own_name_is_no_field() -> None:
    header = ["phone_number", *NAMES, "mobile", "mobile"]
    assert names(*header)[-2:] == ("mobile", "mobile 2")


def test_a_repeated_column_that_would_be_a_field_is_refused() -> None:
    assert "more than one column of the same name (mobile)" in told("mobile", "mobile", *NAMES)


@pytest.mark.parametrize("said", ["note", "NOTE"])
def test_dropping_a_name_drops_all_columns_of_it(said: str) -> None:
    assert names(*NOTES, drop=[said])[-2:] == (None, None)


def test_a_numbered_column_can_be_dropped_alone() -> None:
    assert names(*NOTES, drop=["note 2"])[-2:] == ("note", None)


def test_choosing_a_name_chooses_all_columns_of_it() -> None:
    assert names(*NOTES, "remark", only=["note"])[-3:] == ("note", "note 2", None)


def test_a_repeated_column_cannot_be_said_to_be_a_field() -> None:
    text = told(*NOTES, columns={"email": "note"})
    assert "more than one column of the same name (note)" in text


def test_a_numbered_column_can_be_said_to_be_a_field() -> None:
    assert names(*NOTES, columns={"email": "note 2"})[-2:] == ("note", "email")
