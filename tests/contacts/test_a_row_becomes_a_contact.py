from collections.abc import Callable

import pytest

from outbound.contacts import Contact, ContactList, Rejection

ContactOf = Callable[..., Contact]
RejectionOf = Callable[..., Rejection]

ALL = (
    "external_id,phone_number,first_name,last_name,phonetic_first_name,phonetic_last_name,"
    "full_name,phonetic_full_name,email,event_date_time"
)


def test_a_full_row_is_the_body_the_api_takes(contact_of: ContactOf) -> None:
    line = (
        "PT-1,020-0000-1234,花子,夢野,ハナコ,ユメノ,夢野花子,ユメノハナコ,"
        "hanako@example.com,2026-12-01T14:30:00+09:00,A12"
    )
    assert contact_of(line, header=f"{ALL},Account").as_call() == {
        "phone_number": "+812000001234",
        "first_name": "花子",
        "last_name": "夢野",
        "phonetic_first_name": "ハナコ",
        "phonetic_last_name": "ユメノ",
        "full_name": "夢野花子",
        "phonetic_full_name": "ユメノハナコ",
        "email": "hanako@example.com",
        "event_date_time": "2026-12-01T14:30:00+09:00",
        "custom_parameters": {"Account": "A12"},
        "external_id": "PT-1",
    }


def test_empty_cells_are_left_out_of_the_body(contact_of: ContactOf) -> None:
    contact = contact_of(
        "PT-1,020-0000-1234,花子,夢野,ハナコ,ユメノ,, ,,,", header=f"{ALL},Account"
    )
    assert contact.as_call().keys() == {
        "phone_number",
        "first_name",
        "last_name",
        "phonetic_first_name",
        "phonetic_last_name",
        "external_id",
    }


def test_values_are_trimmed(contact_of: ContactOf) -> None:
    contact = contact_of("PT-1 ,  020-0000-1234 ,\u3000花子\u3000,夢野\u00a0")
    assert (contact.external_id, contact.first_name, contact.last_name) == ("PT-1", "花子", "夢野")


def test_the_apis_columns_are_known_in_any_case(contact_of: ContactOf) -> None:
    header = "External_ID, PHONE_NUMBER ,First_Name,last_name"
    assert contact_of("PT-1,020-0000-1234,花子,夢野", header=header).external_id == "PT-1"


def test_other_columns_keep_their_name_as_written(contact_of: ContactOf) -> None:
    header = "phone_number,first_name,last_name, Clinic Name "
    contact = contact_of("020-0000-1234,Iris,Inkwater,Snölyktan", header=header)
    assert contact.custom_parameters == {"Clinic Name": "Snölyktan"}


def test_a_list_names_the_columns_that_become_parameters(
    list_of: Callable[..., ContactList],
) -> None:
    contact_list = list_of("1,2,3,4", header="phone_number,first_name,Clinic,last_name,,")
    assert contact_list.custom_parameters == ("Clinic",)


@pytest.mark.parametrize("phonetics", [",", "ハナコ,", ",ユメノ"])
def test_missing_phonetics_are_copied_and_counted(contact_of: ContactOf, phonetics: str) -> None:
    header = "phone_number,first_name,last_name,phonetic_first_name,phonetic_last_name"
    contact = contact_of(f"020-0000-1234,花子,夢野,{phonetics}", header=header)
    assert contact.copied_phonetics
    assert contact.phonetic_first_name in {"花子", "ハナコ"}
    assert contact.phonetic_last_name in {"夢野", "ユメノ"}


def test_given_phonetics_are_not_counted_as_copied(contact_of: ContactOf) -> None:
    header = "phone_number,first_name,last_name,phonetic_first_name,phonetic_last_name"
    contact = contact_of("+442079460123,Iris,Inkwater,Iris,Inkwater", header=header)
    assert not contact.copied_phonetics


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("PT-1,,花子,夢野", "phone_number"),
        ("PT-1,020-0000-1234,,夢野", "first_name"),
        ("PT-1,020-0000-1234,花子, ", "last_name"),
        ("PT-1,020-0000-1234,花子", "last_name"),
    ],
)
def test_a_missing_field_is_named(rejection_of: RejectionOf, line: str, field: str) -> None:
    rejection = rejection_of(line)
    assert (rejection.field, rejection.external_id) == (field, "PT-1")
    assert "missing" in rejection.reason


def test_an_address_needs_an_at_sign(rejection_of: RejectionOf) -> None:
    header = "phone_number,first_name,last_name,email"
    rejection = rejection_of("020-0000-1234,花子,夢野,hanako.example.com", header=header)
    assert rejection.field == "email"
    assert "hanako" not in rejection.reason


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("2026-12-01T14:30:00+09:00", "2026-12-01T14:30:00+09:00"),
        ("2026-12-01 14:30+09:00", "2026-12-01T14:30:00+09:00"),
        ("2026-12-01T05:30:00Z", "2026-12-01T05:30:00+00:00"),
    ],
)
def test_an_event_time_is_sent_in_full(contact_of: ContactOf, text: str, sent: str) -> None:
    header = "phone_number,first_name,last_name,event_date_time"
    assert contact_of(f"020-0000-1234,花子,夢野,{text}", header=header).event_date_time == sent


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-12-01T14:30:00", "no offset"),
        ("2026-12-01", "without a time"),
        ("12/1/2026 14:30", "not an ISO 8601"),
        ("2026-13-01T14:30:00+09:00", "not an ISO 8601"),
    ],
)
def test_an_event_time_is_not_guessed(rejection_of: RejectionOf, text: str, reason: str) -> None:
    header = "phone_number,first_name,last_name,event_date_time"
    rejection = rejection_of(f"020-0000-1234,花子,夢野,{text}", header=header)
    assert rejection.field == "event_date_time"
    assert reason in rejection.reason


def test_what_is_printed_of_a_contact_is_not_personal(contact_of: ContactOf) -> None:
    assert repr(contact_of("PT-1,020-0000-1234,花子,夢野")) == "Contact(row=1)"


def test_what_is_printed_of_a_rejection_is_not_personal(rejection_of: RejectionOf) -> None:
    assert "PT-1" not in repr(rejection_of("PT-1,,花子,夢野"))
