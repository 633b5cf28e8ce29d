import phonenumbers
import pytest

from outbound.contacts.rejections import Unusable
from outbound.contacts.time_zones import time_zones

JAPANESE = phonenumbers.parse("+812000001234")
AMERICAN = phonenumbers.parse("+1 212-555-0142")
NOWHERE = phonenumbers.parse("+800 1234 5678")


def test_a_number_tells_where_a_person_may_be() -> None:
    assert time_zones(None, AMERICAN) == ("America/New_York",)


def test_what_the_list_says_is_believed() -> None:
    assert time_zones("asia/tokyo", AMERICAN) == ("Asia/Tokyo",)


def test_a_number_of_no_country_tells_nothing() -> None:
    assert time_zones(None, NOWHERE) == ()


@pytest.mark.parametrize("written", ["JST", "EST", "localtime", "Asia", "Mars/Olympus", "+09:00"])
def test_what_is_no_place_is_no_zone(written: str) -> None:
    with pytest.raises(Unusable) as unusable:
        time_zones(written, JAPANESE)
    assert unusable.value.field == "time_zone"
    assert written not in unusable.value.reason.replace("Asia/Tokyo", "")
