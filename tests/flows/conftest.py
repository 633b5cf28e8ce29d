"""A delivery on a sandbox, and a Prefect server to ask."""

from collections.abc import Iterator

import pytest
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_API_URL, temporary_settings

from tests.delivery.conftest import bench, clock, opened

__all__ = ["bench", "clock", "opened"]


@pytest.fixture
def here(prefect_api: str) -> Iterator[None]:
    """This process's Prefect is the tests' server, and has its logs before it is gone."""
    with temporary_settings({PREFECT_API_URL: prefect_api}):
        yield
        for worker in (APILogWorker, EventsWorker):
            worker.drain_all(timeout=10)
