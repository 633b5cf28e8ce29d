import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outbound.contacts.names import Names, split
from outbound.contacts.rejections import Unusable


def names(order: str | None = None, **values: str) -> Names:
    return Names.of(values, order)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [
        ("夢野 花子", "花子", "夢野"),
        ("夢野\u3000花子", "花子", "夢野"),
        ("Iris May Inkwater", "Iris May", "Inkwater"),
        ("Inkwater, Iris May", "Iris May", "Inkwater"),
        ("Iris\tInkwater", "Iris", "Inkwater"),
    ],
)
def test_a_full_name_is_split(full: str, first: str, last: str) -> None:
    name = names(full_name=full)
    assert (name.first, name.last) == (first, last)


def test_the_order_may_be_said() -> None:
    assert split("Yumeno Hanako", "family first") == ("Hanako", "Yumeno")


@pytest.mark.parametrize("full", ["夢野花子", "Iris", "Inkwater,", ", Iris"])
def test_a_full_name_that_cannot_be_split_is_not_guessed(full: str) -> None:
    with pytest.raises(Unusable) as unusable:
        names(full_name=full)
    assert unusable.value.field == "full_name"
    assert full not in unusable.value.reason


def test_a_first_name_that_is_given_is_never_replaced() -> None:
    with pytest.raises(Unusable) as unusable:
        names(first_name="Hans", full_name="Nebel Bach")
    assert unusable.value.field == "last_name"


@pytest.mark.parametrize("dirt", ["-", "123", "・"])
def test_a_name_without_a_letter_is_none(dirt: str) -> None:
    with pytest.raises(Unusable, match="no letter"):
        names(first_name=dirt, last_name="Inkwater")


def test_a_dash_in_place_of_kana_is_not_spoken() -> None:
    name = names(
        first_name="花子", last_name="夢野", phonetic_first_name="-", phonetic_last_name="-"
    )
    assert (name.phonetic_first, name.copied, name.kanji_without_kana) == ("花子", True, True)


@pytest.mark.parametrize("kanji", ["花子", "𠮷"])
def test_kanji_without_kana_is_counted(kanji: str) -> None:
    assert names(first_name=kanji, last_name="Inkwater").kanji_without_kana


def test_kanji_with_kana_is_not_counted() -> None:
    name = names(full_name="夢野 花子", phonetic_full_name="ﾕﾒﾉ ﾊﾅｺ")
    assert (name.phonetic_last, name.phonetic_first) == ("ユメノ", "ハナコ")
    assert not name.kanji_without_kana


@pytest.mark.parametrize(
    ("one", "other"),
    [(("Iris", "Ink-Water"), ("IRIS", "Inkwater")), (("Zoë", "Ito"), ("Zoe\u0308", "ito"))],
)
def test_a_person_is_one_however_they_are_written(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert len({names(first_name=a, last_name=b).person for a, b in (one, other)}) == 1


def test_vowels_that_are_marks_tell_people_apart() -> None:
    ram, rama = (names(first_name=first, last_name="वर्मा").person for first in ("राम", "रमा"))
    assert ram != rama


@given(st.text(max_size=20))
def test_a_name_that_is_clean_stays_as_it_is(text: str) -> None:
    clean = names(first_name="A", last_name="B", full_name=text).full
    assert names(first_name="A", last_name="B", full_name=clean or "").full == clean


@given(st.text(max_size=20))
@example("e\u200b\u0301")
def test_a_clean_name_is_composed_alike(text: str) -> None:
    clean = names(first_name="A", last_name="B", full_name=text).full or ""
    assert unicodedata.is_normalized("NFKC", clean)
