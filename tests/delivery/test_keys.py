from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.delivery.keys import checked_key, default_key, key_of_day
from outbound.delivery.requests import Addition, NewCampaign
from outbound.mistakes import UserMistake
from tests.delivery.bench import launch

DIGEST = "a" * 64
DAY = date(2026, 11, 24)


def test_the_same_request_gets_the_same_key() -> None:
    assert default_key(launch(), DIGEST) == default_key(launch(), DIGEST)


def test_the_key_does_not_change_from_one_version_to_the_next() -> None:
    asked = launch(window={"ends_at": "2026-11-24T12:00:00Z"})
    assert default_key(asked, DIGEST) == "list-c1d1927788"


def test_the_lists_name_stands_in_the_key() -> None:
    asked = launch(contacts="/lists/March Recalls (new).csv")
    assert default_key(asked, DIGEST).startswith("march-recalls-new-")


def test_another_list_gets_another_key() -> None:
    assert default_key(launch(), DIGEST) != default_key(launch(), "b" * 64)


@pytest.mark.parametrize(
    "changes",
    [
        {"campaign": NewCampaign(name="Recalls")},
        {"campaign": {"call_flow_uid": "flow"}},
        {"window": {"ends_at": "2026-11-24T12:00:00Z"}},
        {"window": {"from_time": "09:00", "until_time": "12:00", "time_zone": "Asia/Tokyo"}},
    ],
)
def test_another_campaign_or_window_gets_another_key(changes: dict[str, object]) -> None:
    assert default_key(launch(), DIGEST) != default_key(launch(**changes), DIGEST)


@pytest.mark.parametrize("changes", [{"retry_intervals": []}, {"list_options": {"region": "JP"}}])
def test_other_settings_are_still_the_same_run(changes: dict[str, object]) -> None:
    assert default_key(launch(), DIGEST) == default_key(launch(**changes), DIGEST)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"ends_at": "2026-11-24T12:00:00Z"}, {"ends_at": "2026-11-24T21:00:00+09:00"}),
        (
            {"from_time": "09:00", "until_time": "12:00", "time_zone": "Asia/Tokyo"},
            {"time_zone": "Asia/Tokyo", "until_time": "12:00:00", "from_time": "09:00:00"},
        ),
    ],
)
def test_an_equal_window_gets_the_same_key(one: object, other: object) -> None:
    assert default_key(launch(window=one), DIGEST) == default_key(launch(window=other), DIGEST)


def test_each_schedule_that_a_list_is_added_to_gets_a_key_of_its_own() -> None:
    keys = {
        default_key(Addition(contacts="list.csv", schedule_uid=uid), DIGEST) for uid in ("a", "b")
    }
    assert len(keys) == 2


def test_a_deployments_schedules_of_one_day_get_keys_of_their_own() -> None:
    evening = launch(window={"ends_at": "2026-11-24T21:00:00Z"})
    asked = (launch(), launch(contacts="others.csv"), evening)
    keys = {key_of_day("launch-campaign", each, DAY) for each in asked}
    assert len(keys) == 3


def test_so_do_the_lists_that_two_queries_give_of_one_database() -> None:
    asked = [launch(contacts="clinic", list_options={"query": name}) for name in ("a", "b")]
    assert len({key_of_day("launch-campaign", each, DAY) for each in asked}) == 2


def test_so_do_two_sheets_of_one_workbook() -> None:
    asked = [launch(contacts="book.xlsx", list_options={"sheet": name}) for name in ("a", "b")]
    assert len({key_of_day("launch-campaign", each, DAY) for each in asked}) == 2


def test_each_day_of_a_schedule_gets_a_key_of_its_own() -> None:
    tomorrow = DAY + timedelta(days=1)
    assert key_of_day("served", launch(), DAY) != key_of_day("served", launch(), tomorrow)
    assert key_of_day("served", launch(), DAY) == key_of_day("served", launch(), DAY)


@given(name=st.text(min_size=1))
def test_whatever_a_deployment_is_called_its_key_can_be_one(name: str) -> None:
    key = key_of_day(name, launch(), DAY)
    assert checked_key(key) == key


@given(name=st.text(min_size=1))
def test_whatever_a_list_is_called_its_key_can_be_one(name: str) -> None:
    key = default_key(launch(contacts=name), DIGEST)
    assert checked_key(key) == key


@pytest.mark.parametrize("key", ["a", "Spring-2026", "a.b:c@d_e", "7", "x" * 120])
def test_a_key_may_be_a_word_a_date_or_an_address(key: str) -> None:
    assert checked_key(key) == key


@pytest.mark.parametrize(
    "key", ["", "a b", "a/b", "../a", ".hidden", "-x", "ä", "a\n", "x" * 121, "a\0", "a%2Fb"]
)
def test_what_cannot_stand_in_a_file_name_or_an_address_is_no_key(key: str) -> None:
    with pytest.raises(UserMistake, match="A key has letters"):
        checked_key(key)
