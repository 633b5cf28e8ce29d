import re
import runpy
from collections import Counter
from pathlib import Path

import pytest

from outbound.contacts import Contact, ListOptions, Rejection, open_list, read_contacts

EXAMPLES = Path(__file__).parents[2] / "examples"

# Ranges kept for fiction, and blocks in which no person has a number.
SAFE = (
    "+8120000",
    "+442079460",
    "+493023125",
    "+3319900",
    "+46701740",
    "+6125550",
    "+911800000",
)


@pytest.fixture(scope="module")
def results() -> list[Contact | Rejection]:
    contact_list = open_list(EXAMPLES / "contacts.csv", ListOptions(region="JP"))
    return list(read_contacts(contact_list, key="k"))


@pytest.fixture(scope="module")
def contacts(results: list[Contact | Rejection]) -> list[Contact]:
    return [result for result in results if isinstance(result, Contact)]


def test_the_committed_list_is_what_the_script_makes(tmp_path: Path) -> None:
    script = runpy.run_path(str(EXAMPLES / "make_contacts.py"))
    script["write"](tmp_path / "contacts.csv")
    made = (tmp_path / "contacts.csv").read_bytes()
    assert made == (EXAMPLES / "contacts.csv").read_bytes()


def test_the_example_list_has_a_thousand_rows(results: list[Contact | Rejection]) -> None:
    assert len(results) == 1000


def test_a_dozen_rows_are_bad_in_every_usual_way(results: list[Contact | Rejection]) -> None:
    fields = Counter(result.field for result in results if isinstance(result, Rejection))
    assert fields == {
        "phone_number": 6,
        "first_name": 1,
        "last_name": 1,
        "email": 1,
        "event_date_time": 2,
        "row": 1,
    }


def test_three_rows_repeat_an_earlier_one(contacts: list[Contact]) -> None:
    ids = Counter(contact.external_id for contact in contacts)
    assert sorted(count for count in ids.values() if count > 1) == [2, 2, 2]


def test_some_rows_lack_phonetics_and_some_an_id(contacts: list[Contact]) -> None:
    assert sum(contact.copied_phonetics for contact in contacts) == 39
    assert sum(contact.external_id.startswith("ob-") for contact in contacts) == 24


def test_nobody_in_the_example_list_can_be_reached(contacts: list[Contact]) -> None:
    fictional_american = re.compile(r"\+1\d{3}55501\d\d")
    for contact in contacts:
        number = contact.phone_number
        assert number.startswith(SAFE) or fictional_american.fullmatch(number), contact.row
