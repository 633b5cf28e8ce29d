"""A clock that differs from the API's is told: windows are kept by the API's."""

from datetime import UTC, timedelta
from email.utils import format_datetime

import pytest

from outbound.delivery.clocks import clock_warning
from tests.api import requests
from tests.api.conftest import Opened, Script
from tests.api.scripted import answer
from tests.sandbox.caller import START, ManualClock


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, None),
        (0.9, None),
        (5, "5 minutes behind Mico's"),
        (-90, "90 minutes ahead of Mico's"),
    ],
)
async def test_a_clock_that_differs_by_more_than_a_minute_is_told(
    script: Script, opened: Opened, minutes: float, told: str | None
) -> None:
    said = format_datetime((START + timedelta(minutes=minutes)).astimezone(UTC), usegmt=True)
    mico = opened(await script(answer(200, [], Date=said)))
    await requests.read(mico)
    warning = clock_warning(mico, ManualClock(START))
    assert (warning is None) if told is None else (warning is not None and told in warning)


async def test_an_answer_without_a_date_tells_nothing(script: Script, opened: Opened) -> None:
    mico = opened(await script(answer(200, [], Date="once upon a time")))
    await requests.read(mico)
    assert clock_warning(mico, ManualClock(START)) is None
