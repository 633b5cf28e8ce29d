"""A delivery on a sandbox, and a Prefect server to ask."""

from collections.abc import Iterator

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from tests.delivery.conftest import bench, clock, opened

__all__ = ["bench", "clock", "opened"]


@pytest.fixture
def here(prefect_api: str) -> Iterator[None]:
    """This process's Prefect is the tests' server."""
    with temporary_settings({PREFECT_API_URL: prefect_api}):
        yield
