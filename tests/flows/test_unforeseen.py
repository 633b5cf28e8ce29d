"""Prefect learns of a foreign error neither a word nor a value."""

from pathlib import Path
from typing import Any

import pytest

from flows import add_calls, launch_campaign, place_call, recover_runs, resume_run, stop_calls
from flows.track_outcomes import track_outcomes
from outbound.unforeseen import UnforeseenError
from tasks.step import step

pytestmark = pytest.mark.usefixtures("here")

SECRET = "Quillfeather +818012345678"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OUTBOUND_HOME", str(tmp_path))


async def test_a_flow_that_meets_a_foreign_error_says_where_the_report_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr("flows.recover_runs.connected", fail)
    state = await recover_runs.recover_runs(return_state=True)
    (report,) = (tmp_path / "reports").iterdir()
    assert SECRET not in str(state.message)
    assert str(report) in str(state.message)
    assert "flows/recover_runs.py" in report.read_text()


async def test_so_does_a_task() -> None:
    @step("fails", "fails")
    async def fails() -> None:
        raise ValueError(SECRET)

    state: Any = fails(return_state=True)
    state = await state
    error = await state.aresult(raise_on_failure=False)
    assert isinstance(error, UnforeseenError)
    assert error.__suppress_context__
    assert SECRET not in str(state.message)


@pytest.mark.parametrize(
    "flow",
    [
        add_calls.add_calls,
        launch_campaign.launch_campaign,
        place_call.place_call,
        recover_runs.recover_runs,
        resume_run.resume_run,
        stop_calls.stop_calls,
        track_outcomes,
    ],
    ids=lambda flow: flow.name,
)
def test_each_flow_is_guarded(flow: object) -> None:
    assert hasattr(flow.fn, "__wrapped__")  # type: ignore[attr-defined]
