"""While a stop is not confirmed, the screen says so once, and then once a minute."""

from datetime import timedelta

import pytest

from outbound.cli.stop_progress import StopProgress
from outbound.delivery.stopping import Stopped
from tests.sandbox.caller import ManualClock

GONE = Stopped(0, "api.micovoice.com cannot be reached", until="17:00 Asia/Tokyo")
UNWRITTEN = Stopped(1, None, unwritten="the disk is full")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def progress(clock: ManualClock) -> StopProgress:
    return StopProgress("spring", clock)


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_it_says_why_and_until_when_calls_may_be_made(
    progress: StopProgress, capsys: pytest.CaptureFixture[str]
) -> None:
    progress.tell(GONE)
    (line,) = said(capsys)
    assert line.startswith("Not confirmed: api.micovoice.com cannot be reached. Trying again")
    assert "meanwhile calls may be made until 17:00 Asia/Tokyo." in line
    assert "Its schedules, spring 1 and so on, can be switched off in Mico's page" in line


def test_then_it_says_since_when_once_a_minute(
    progress: StopProgress, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    began = clock.now()
    for _ in range(90):
        progress.tell(GONE)
        clock.at += timedelta(seconds=2)
    first, *others = said(capsys)
    assert "since" not in first
    assert len(others) == 2
    assert all(line.startswith(f"Not confirmed since {began:%H:%M:%S} UTC: ") for line in others)


def test_another_kind_of_trouble_is_told_at_once(
    progress: StopProgress, capsys: pytest.CaptureFixture[str]
) -> None:
    progress.tell(GONE)
    progress.tell(UNWRITTEN)
    assert "Your records cannot be told: the disk is full" in said(capsys)[1]


def test_nothing_is_repeated_of_what_is_confirmed(
    progress: StopProgress, capsys: pytest.CaptureFixture[str]
) -> None:
    progress.tell(Stopped(1, None))
    assert said(capsys) == []


@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        (None, "Mico has not answered yet, and calls may be made"),
        (GONE, "calls may be made until 17:00 Asia/Tokyo. The wish stands in your records"),
        (UNWRITTEN, "a launcher that goes on may enable them again"),
        (Stopped(0, "no answer", unwritten="the disk is full"), "and nobody tries again"),
    ],
)
def test_leaving_says_what_may_go_on_and_which_command_tries_again(
    progress: StopProgress,
    capsys: pytest.CaptureFixture[str],
    last: Stopped | None,
    sentence: str,
) -> None:
    if last is not None:
        progress.tell(last)
    progress.leave()
    told = said(capsys)[-1]
    assert sentence in told
    assert ("`recover-runs`" in told) == (last is GONE)
    assert ("`outbound stop spring`" in told) == (last is not GONE)
