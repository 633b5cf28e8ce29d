"""How the scheduled recovery ends, as Prefect shows it."""

from dataclasses import replace

import pytest
from prefect.client.schemas.objects import StateType

from flows.recover_runs import recover_runs
from outbound.delivery.runs import get_run
from outbound.delivery.stopping import request_stop
from outbound.ledger import open_ledger
from tasks.connection import connected
from tests.ledger.columns import set_run
from tests.ledger.runs import A_RUN, Story, people

pytestmark = pytest.mark.usefixtures("here")

NOBODY = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, records: str) -> None:
    """Records of this test, and an API that gets no request."""
    monkeypatch.setenv("OUTBOUND_DATABASE_URL", records)
    monkeypatch.setenv("MICO_BASE_URL", NOBODY)
    monkeypatch.setenv("MICO_ACCESS_TOKEN", "token")


@pytest.fixture
async def died_while_staging(records: str) -> None:
    """A run that has a campaign and people, and nobody who works on it."""
    async with open_ledger(records) as ledger:
        story = await Story.begun(ledger, replace(A_RUN, base_url=NOBODY))
        await set_run(ledger, story.run_id, campaign_uid="campaign")
        await story.stage(people([1, 2]))


async def test_with_nothing_to_do_it_is_completed() -> None:
    state = await recover_runs(return_state=True)
    assert (state.type, state.name) == (StateType.COMPLETED, "Completed")


@pytest.mark.usefixtures("died_while_staging")
async def test_while_a_person_must_resume_a_run_it_says_so_in_its_name() -> None:
    state = await recover_runs(return_state=True)
    assert (state.type, state.name) == (StateType.COMPLETED, "Waits for you")
    assert state.message == "spring: not released; `outbound resume spring` carries on"


@pytest.mark.usefixtures("died_while_staging")
async def test_a_run_that_was_stopped_waits_for_nobody() -> None:
    async with connected(None) as session:
        await request_stop(session, await get_run(session, "spring"))
    state = await recover_runs(return_state=True)
    assert state.name == "Completed"
