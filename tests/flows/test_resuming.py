"""Whether a run is let in that is resumed before it has sent anything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from flows import resume_run as flow
from flows.launching import owned_run
from outbound.delivery.admission import admit
from outbound.delivery.runs import Run
from outbound.delivery.session import Session
from tasks.connection import working_with
from tests.delivery.bench import Bench

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture(autouse=True)
def connected(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> None:
    @asynccontextmanager
    async def to_the_bench(_credentials: object) -> AsyncIterator[Session]:
        with working_with(bench.session):
            yield bench.session

    monkeypatch.setattr(flow, "connected", to_the_bench)


@pytest.fixture
async def let_in(bench: Bench) -> None:
    """A run whose list another one has, too, and that was let in all the same."""
    for key in ("first", "spring"):
        await bench.staged(2, key)
        await admit(bench.session, await bench.run(key), allow_overlap=True, again=True)


@pytest.fixture
async def given_up(bench: Bench, let_in: None) -> None:  # noqa: ARG001 - it comes first
    await give_up(bench)


async def give_up(bench: Bench) -> None:
    await bench.ledger.runs.give_up((await bench.run()).id, now=bench.clock.now())


@pytest.mark.usefixtures("given_up")
async def test_beside_another_run_of_its_list_it_is_turned_away() -> None:
    state = await flow.resume_run("spring", wait=False, allow_overlap=True, return_state=True)
    assert state.name == "Cannot be done"
    assert "--again" in str(state.message)


@pytest.mark.usefixtures("given_up")
async def test_it_is_let_in_where_that_is_asked_for() -> None:
    state = await flow.resume_run(
        "spring", wait=False, allow_overlap=True, again=True, return_state=True
    )
    assert state.name == "Completed", state.message


@pytest.mark.usefixtures("let_in")
async def test_who_gives_it_up_while_it_is_waited_for_gives_its_place_back_first(
    monkeypatch: pytest.MonkeyPatch, bench: Bench
) -> None:
    @asynccontextmanager
    async def behind_somebody_else(run: Run) -> AsyncIterator[None]:
        await give_up(bench)
        async with owned_run(run):
            yield

    monkeypatch.setattr(flow, "owned_run", behind_somebody_else)
    state = await flow.resume_run("spring", wait=False, allow_overlap=True, return_state=True)
    assert state.name == "Cannot be done"
