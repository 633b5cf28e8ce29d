import pytest

from outbound.contacts import ListOptions
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
