"""What the README promises is kept by tests that are there."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outbound.planning import AllowedHours, InWords, calling_windows

TESTS = Path(__file__).parent
README = (TESTS.parent / "README.md").read_text()
PAGE = README.partition("## What happens when")[2].partition("\n## ")[0]


def promises() -> list[tuple[str, str]]:
    """Each file and each test that the page names."""
    named: list[tuple[str, str]] = []
    file = ""
    for word in re.findall(r"`(\S+/test_\w+\.py|test_\w+)`", PAGE):
        if word.endswith(".py"):
            file = word
        else:
            named.append((file, word))
    return named


def test_the_page_names_tests() -> None:
    assert len(promises()) > 20


@pytest.mark.parametrize(("file", "test"), promises())
def test_a_promise_is_kept_by_a_test_that_is_there(file: str, test: str) -> None:
    assert re.search(rf"^(async )?def {test}\(", (TESTS / file).read_text(), re.MULTILINE)


HOURS = (TESTS.parent / "README.md").read_text().partition("What `--window` means")[2]
PHRASES = re.findall(r"^\| `(.+?)` \| (?:`(.+?)` )?\| (.+?) \|$", HOURS, re.MULTILINE)
NOON_IN_TOKYO = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.mark.parametrize(("words", "options", "meaning"), PHRASES)
def test_windows_mean_in_utc_what_the_readme_says(words: str, options: str, meaning: str) -> None:
    given = dict(re.findall(r"--(zone|days) (\S+)", options))
    asked = InWords(
        windows=[words],
        time_zone=given.get("zone"),
        days=int(given["days"]) if "days" in given else None,
        local="--local" in options,
    )
    found = calling_windows(asked, due=NOON_IN_TOKYO, zones=("Asia/Tokyo",), allowed=AllowedHours())
    texts = [f"{w.starts_at:%Y-%m-%d %H:%M}-{w.ends_at:%H:%M}" for w in found]
    assert meaning == (", ".join(texts) or "never")


def test_the_readme_has_windows() -> None:
    assert len(PHRASES) >= 9
