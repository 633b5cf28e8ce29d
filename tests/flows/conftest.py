"""A delivery on a sandbox, and a Prefect server to ask."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_API_URL, temporary_settings

from tests.conftest import prefect_server
from tests.delivery.conftest import bench, clock, opened

__all__ = ["bench", "clock", "opened"]


@contextmanager
def asking(url: str) -> Iterator[None]:
    """This process's Prefect is that server, which has its logs before it is gone."""
    with temporary_settings({PREFECT_API_URL: url}):
        yield
        for worker in (APILogWorker, EventsWorker):
            worker.drain_all(timeout=10)


@pytest.fixture
def here(prefect_api: str) -> Iterator[None]:
    """This process's Prefect is the tests' server."""
    with asking(prefect_api):
        yield


@pytest.fixture
def here_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """This process's Prefect is a server of this test's own.

    Prefect's server stands still for a minute where a flow run is deleted whose task runs it is
    still to record.
    """
    with prefect_server(tmp_path_factory.mktemp("prefect")) as url, asking(url):
        yield
