"""What the README promises is kept by tests that are there."""

import re
from pathlib import Path

import pytest

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
