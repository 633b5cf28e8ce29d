"""A list of people who are to be called."""

from pathlib import Path

import pytest

from tests.conftest import write_list
from tests.weather.going_on import PEOPLE


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A list of five bulks."""
    return write_list(tmp_path / "people.csv", PEOPLE)
