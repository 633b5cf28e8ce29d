"""A standing Prefect server, and sandboxes in which things take their time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ServedSandbox, served_sandbox, write_list
from tests.deployments.server import Prefect, prefect, standing_server
from tests.stopping.stage import Moment, fault, faults


@pytest.fixture(scope="session")
def prefect_api(prefect_home: Path) -> Iterator[str]:
    """A standing server with all its services."""
    with standing_server(prefect_home) as url:
        yield url


@pytest.fixture(scope="session")
def deployed(prefect_api: str, prefect_home: Path) -> str:
    """Everything of prefect.yaml on a server; gives the deployment that launches."""
    given = {"PREFECT_API_URL": prefect_api, "PREFECT_HOME": str(prefect_home)}
    prefect("work-pool", "create", "outbound", "--type=process", environment=given)
    prefect("deploy", "--all", environment=given)
    server = Prefect(prefect_api)
    # Its ticks would pile up while no worker is there.
    server.forget(server.deployment("recover-runs", "recover-runs"))
    return server.deployment("launch-campaign", "launch-campaign")


@pytest.fixture
def server(prefect_api: str) -> Prefect:
    return Prefect(prefect_api)


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """An unanswered request is over soon, and loading is one bulk after the other."""
    return environment | {"MICO_TIMEOUT_SECONDS": "3", "OUTBOUND_BULKS_AT_ONCE": "1"}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[ServedSandbox]:
    """Real time; a bulk and an enabling are carried out two seconds after they came."""
    late = [fault(on, "late", seconds=2) for on in ("bulk", "enable")]
    with served_sandbox(faults(tmp_path / "late.toml", *late)) as served:
        yield served


@pytest.fixture
def working(environment: dict[str, str], sandbox: ServedSandbox) -> dict[str, str]:
    """The environment of whoever works on the runs."""
    return environment | sandbox.settings


@pytest.fixture(params=list(Moment), ids=str)
def moment(request: pytest.FixtureRequest) -> Moment:
    return Moment(request.param)


@pytest.fixture
def contacts(home: Path, moment: Moment) -> Path:
    """A list in the lists folder for which the moment lasts long enough."""
    (home / "lists").mkdir(parents=True)
    return write_list(home / "lists" / "people.csv", moment.people)
