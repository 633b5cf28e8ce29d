from datetime import UTC, datetime, timedelta

import pytest

from outbound.planning import CallingWindow, attempts_that_fit

START = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "intervals", "attempts"),
    [
        (3600, [], 1),
        (3600, [300, 300, 300], 4),
        (601, [300, 300, 300], 3),
        (600, [300, 300, 300], 2),  # a call at the very end is no longer in the window
        (60, [300], 1),
        (1000, [900, 60], 3),
        (1000, [2000, 60], 1),
    ],
)
def test_as_many_calls_fit_as_begin_before_the_end(
    seconds: int, intervals: list[int], attempts: int
) -> None:
    window = CallingWindow(START, START + timedelta(seconds=seconds))
    assert attempts_that_fit(window, intervals) == attempts
