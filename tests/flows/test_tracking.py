"""Whoever follows a run only reads."""

from datetime import UTC, datetime

import pytest

from flows.track_outcomes import track_outcomes
from outbound.ledger import open_ledger
from tests.ledger.columns import set_run
from tests.ledger.runs import A_RUN, Story, people

pytestmark = pytest.mark.usefixtures("here")

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, records: str) -> None:
    """Records of this test, and an API that gets no request."""
    monkeypatch.setenv("OUTBOUND_DATABASE_URL", records)
    monkeypatch.setenv("MICO_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("MICO_ACCESS_TOKEN", "token")


async def test_a_run_that_is_followed_before_it_has_sent_anything_keeps_its_place(
    records: str,
) -> None:
    async with open_ledger(records) as ledger:
        story = await Story.begun(ledger, A_RUN)
        await story.stage(people([1, 2]))
        await set_run(ledger, story.run_id, admitted_at=NOW)
        state = await track_outcomes(A_RUN.key, return_state=True)
        run = await ledger.runs.get(A_RUN.key)
    assert state.name == "Incomplete"
    assert (run.admitted_at, run.given_up_at) == (NOW, None)
