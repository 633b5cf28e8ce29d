from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.contacts import Contact, Rejection
from outbound.contacts.names import Names
from outbound.contacts.placeholders import is_machine_written, is_placeholder
from outbound.contacts.rejections import Unusable

WORDS = ["N/A", "NULL", r"\N", "None", "nan", "(null)", "undefined", "TBD", "#N/A", "<NA>", "不明"]


@pytest.mark.parametrize("word", [*WORDS, " null ", "Ｎ／Ａ", "[not provided]", '"NULL"'])  # noqa: RUF001
def test_a_word_for_nothing_is_known_in_any_spelling(word: str) -> None:
    assert is_placeholder(word)
    assert is_placeholder(word.swapcase())


@pytest.mark.parametrize("text", ["", "Nanette", "Nullmann", "()", "#12", "N", "PT-1"])
def test_other_texts_are_none(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    "word", ["NULL", "null", "nan", "NaN", r"\N", "(null)", "undefined", "#N/A", "n/a", "<NA>"]
)
def test_a_name_that_a_machine_writes_is_refused(word: str) -> None:
    with pytest.raises(Unusable, match="a machine") as unusable:
        Names.of({"first_name": "Hana", "last_name": word}, None)
    assert unusable.value.field == "last_name"


@pytest.mark.parametrize("name", ["Null", "Nan", "NAN", "Na", "NA", "None", "NONE", "Nil"])
def test_people_have_such_names_and_are_counted(name: str) -> None:
    names = Names.of({"first_name": "Christopher", "last_name": name}, None)
    assert (names.last, names.placeholder) == (name, True)


def test_other_names_are_not_counted() -> None:
    assert not Names.of({"first_name": "Nanette", "last_name": "Nullmann"}, None).placeholder


@pytest.mark.parametrize("full", ["NULL NULL", "NULL", "Hana (null)"])
def test_a_full_name_that_a_machine_writes_is_refused_under_its_own_column(full: str) -> None:
    with pytest.raises(Unusable, match="a machine") as unusable:
        Names.of({"full_name": full}, None)
    assert unusable.value.field == "full_name"


def test_a_full_name_replaces_names_that_a_machine_writes() -> None:
    given_names = {"first_name": "NULL", "last_name": "NULL", "full_name": "Hana Mori"}
    names = Names.of(given_names, "given first")
    assert (names.first, names.last) == ("Hana", "Mori")


def test_a_name_is_refused_of_which_a_machine_has_written_a_word() -> None:
    with pytest.raises(Unusable, match="a machine"):
        Names.of({"first_name": "Hana undefined", "last_name": "Mori"}, None)


@pytest.mark.parametrize("nothing", ["NULL", "nan nan", "[not provided]"])
def test_a_full_name_that_a_machine_writes_is_not_sent_beside_others(nothing: str) -> None:
    others = {"first_name": "Hana", "last_name": "Mori"}
    names = Names.of(others | {"full_name": nothing, "phonetic_full_name": nothing}, None)
    assert (names.full, names.phonetic_full, names.phonetic_first) == (None, None, "Hana")


def test_other_names_that_a_machine_writes_are_missing() -> None:
    names = Names.of(
        {
            "first_name": "Hana",
            "last_name": "Mori",
            "full_name": "NULL",
            "phonetic_first_name": "nan",
            "phonetic_last_name": "(null)",
            "phonetic_full_name": r"\N",
        },
        None,
    )
    assert (names.phonetic_first, names.phonetic_last) == ("Hana", "Mori")
    assert (names.full, names.phonetic_full, names.copied) == (None, None, True)


@pytest.mark.parametrize("name", ["Nanette", "O'Hara", "Mary (May)", "A/B"])
def test_a_name_that_looks_suspicious_is_none_of_them(name: str) -> None:
    assert not is_machine_written(name)


OPTIONAL = "email,event_date_time,time_zone,phonetic_last_name,full_name"
HEADER = f"external_id,phone_number,first_name,last_name,{OPTIONAL}"
MACHINES_WRITE = ["NULL", "nan", r"\N", "(null)", "undefined", "#N/A"]


@pytest.mark.parametrize("word", MACHINES_WRITE)
def test_a_word_for_nothing_is_an_empty_cell_where_a_call_needs_none(
    word: str, contact_of: Callable[..., Contact]
) -> None:
    person = "P-1,+812000000001,Hana,Mori"
    with_words = contact_of(person + f",{word}" * 5, header=HEADER)
    assert with_words == contact_of(person + "," * 5, header=HEADER)


@pytest.mark.parametrize("word", MACHINES_WRITE)
def test_a_word_for_nothing_is_no_id(word: str, contact_of: Callable[..., Contact]) -> None:
    contact = contact_of(f"{word},+812000000001,Hana,Mori")
    assert contact.id_made_anew
    assert contact.external_id.startswith("ob-")


@pytest.mark.parametrize("nothing", ["None", "N/A", "-", "TBD", "不明"])
def test_so_are_a_dash_and_other_words_where_nobody_is_called_so(
    nothing: str, contact_of: Callable[..., Contact]
) -> None:
    contact = contact_of(f"P-1,+812000000001,Hana,Mori{f',{nothing}' * 3}", header=HEADER)
    assert (contact.email, contact.event_date_time) == (None, None)
    assert contact.time_zones == ("Asia/Tokyo",)


@pytest.mark.parametrize("error", ["#REF!", "#NAME?"])
def test_an_error_that_somebody_can_mend_is_no_word_for_nothing(
    error: str, rejection_of: Callable[..., Rejection]
) -> None:
    assert rejection_of(f"{error},+812000000001,Hana,Mori").field == "external_id"


@given(st.text(max_size=12))
def test_what_a_machine_writes_is_a_placeholder(text: str) -> None:
    assert is_placeholder(text) or not is_machine_written(text)
