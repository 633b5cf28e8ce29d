"""What must be true of every rule for hours, those that are added later included."""

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from outbound.cli.windows import HoursGroup
from outbound.planning import AllowedHours, CallingWindow, calling_windows
from outbound.planning.requested import Between

ANY_HOUR = "00:00-24:00"
EXAMPLES = {"weekend": "none", "holidays": "JP"}
"""A value of each rule that goes beyond the hours of a day."""

OPTIONS = {"hours": "allowed"}
"""Rules with an option of another name."""

NEW_YEAR = CallingWindow(datetime(2027, 1, 1, 3, tzinfo=UTC), datetime(2027, 1, 1, 9, tzinfo=UTC))


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == set(AllowedHours.model_fields) - {"hours"}


def test_every_rule_has_an_option() -> None:
    options = {OPTIONS.get(name, name) for name in AllowedHours.model_fields}
    assert options == {field.name for field in fields(HoursGroup)}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_counts_where_any_hour_is_allowed(rule: str) -> None:
    allowed = AllowedHours.model_validate({"hours": ANY_HOUR, rule: EXAMPLES[rule]})
    assert not allowed.are_all_day


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_is_named_where_the_hours_are_shown(rule: str) -> None:
    allowed = AllowedHours.model_validate({"hours": ANY_HOUR, rule: EXAMPLES[rule]})
    assert EXAMPLES[rule] in str(allowed)


def test_nobody_is_called_on_a_holiday_although_any_hour_is_allowed() -> None:
    window = Between(starts_at=NEW_YEAR.starts_at, ends_at=NEW_YEAR.ends_at)
    zones = ("Asia/Tokyo",)
    allowed = AllowedHours(hours=ANY_HOUR, holidays="JP")
    assert calling_windows(window, due=NEW_YEAR.starts_at, zones=zones, allowed=allowed) == ()
