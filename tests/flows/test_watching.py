"""A watch that fails while a run is worked on ends the launcher, and disables nothing."""

import asyncio

import pytest

from flows import launching
from flows.launching import owned_run
from flows.verdict import verdict
from outbound.delivery.alongside import WatchFailedError
from outbound.delivery.recovery import recover
from outbound.delivery.runs import Run
from outbound.delivery.session import Session
from outbound.reports import Summary
from tasks.connection import working_with
from tests.delivery.bench import Bench

pytestmark = pytest.mark.usefixtures("here")


async def fails(_delivery: Session, _run: Run) -> None:
    raise RuntimeError("a fault of ours")


@pytest.mark.parametrize("watch", ["watch_for_stop", "watch_for_cancelling"])
async def test_a_watch_that_fails_ends_the_launcher_and_calls_go_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, watch: str
) -> None:
    await bench.released(3)
    monkeypatch.setattr(launching, watch, fails)

    async def follows() -> Summary:
        async with owned_run(await bench.run()):
            await asyncio.Event().wait()  # a launcher that follows its calls
        raise AssertionError("nothing else ends it")

    with working_with(bench.session):
        state = await verdict(follows())
    assert state.name == "Incomplete"
    assert "failed (RuntimeError)" in (state.message or "")
    assert [schedule["is_enabled"] for schedule in bench.schedules()] == [True]
    (recovered,) = await recover(bench.session)
    assert recovered.finding.startswith("calling")


async def test_its_failure_is_raised_bare(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await bench.staged(1)
    monkeypatch.setattr(launching, "watch_for_stop", fails)

    async def work() -> None:
        async with owned_run(await bench.run()):
            await asyncio.Event().wait()

    with working_with(bench.session), pytest.raises(WatchFailedError):
        await work()
