from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.contacts import Contact
from outbound.contacts.external_ids import is_blank, may_be_rounded, own_external_id

ContactOf = Callable[..., Contact]


@pytest.mark.parametrize(
    "text",
    [
        "1.23457E+17",
        "1.23457e17",
        "1,23457E+17",
        "1E+17",
        "1.0E+5",
        "1.23457E+017",
        "-1.2E-5",
        "'1.23457E+17",
        "１.２３Ｅ＋１７",  # noqa: RUF001
    ],
)
def test_an_id_in_scientific_notation_is_none(text: str, contact_of: ContactOf) -> None:
    contact = contact_of(f'"{text}",020-0000-1234,Iris,Inkwater')
    assert contact.external_id.startswith("ob-")
    assert contact.id_made_anew


@pytest.mark.parametrize("text", ["N/A", "null", r"\N", "None", "(null)", "undefined", "TBD"])
def test_a_placeholder_is_no_id(text: str, contact_of: ContactOf) -> None:
    contact = contact_of(f"{text},020-0000-1234,Iris,Inkwater")
    assert contact.external_id.startswith("ob-")
    assert contact.id_made_anew


def test_an_id_that_was_missing_is_not_made_anew(contact_of: ContactOf) -> None:
    assert not contact_of(",020-0000-1234,Iris,Inkwater").id_made_anew


@pytest.mark.parametrize(
    "text", ["12E5", "E0", "1e17", "PT-1E+5", "123.0", "0", "-", "1234567890123450000", "NA-1", "é"]
)
def test_other_ids_stay_as_they_are(text: str, contact_of: ContactOf) -> None:
    contact = contact_of(f"{text},020-0000-1234,Iris,Inkwater")
    assert (contact.external_id, contact.id_made_anew) == (text, False)


@pytest.mark.parametrize(
    "mark", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u202a", "\u200d", "\ufe0f"]
)
def test_invisible_marks_in_an_id_are_removed(mark: str, contact_of: ContactOf) -> None:
    contact = contact_of(f"{mark}PT{mark}-1 {mark},020-0000-1234,Iris,Inkwater")
    assert contact.external_id == "PT-1"


@pytest.mark.parametrize("text", ["-", "--", "—", "0", "000", "0.0", "?", "..."])
def test_a_dash_or_a_zero_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["1", "A", "P-0", "花"])
def test_a_letter_or_a_figure_is_not(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    "text",
    [
        "1234567890123450",
        "1234567890123450000",
        "1,234,567,890,123,450,000",
        "1234 5678 9012 3450",
        "1234567890123450000.0",
        "123456789012345008",
        "1e17",
    ],
)
def test_a_long_number_may_be_rounded(text: str) -> None:
    assert may_be_rounded(text)


@pytest.mark.parametrize("text", ["123456789012340", "1234567890123456", "12345678901234567", "A0"])
def test_another_number_is_not(text: str) -> None:
    assert not may_be_rounded(text)


@given(st.integers(10**15, 10**39))
def test_every_long_number_that_a_floating_point_one_has_rounded_is_known(number: int) -> None:
    rounded = int(float(number))
    assert may_be_rounded(str(rounded)) or rounded == number


@given(st.integers(10**15, 10**39))
def test_so_is_every_number_of_15_digits_and_zeros(number: int) -> None:
    digits = str(number)
    assert may_be_rounded(digits[:15] + "0" * (len(digits) - 15))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_in_scientific_notation_is_known(number: float) -> None:
    assert own_external_id(f"{number:.5E}") == ""


@given(st.text())
def test_an_id_is_cleaned_once_for_all(text: str) -> None:
    assert own_external_id(own_external_id(text)) == own_external_id(text)
