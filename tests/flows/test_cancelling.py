"""Which runs recovery stops because the flow run that worked on them was cancelled."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from prefect import flow, get_client
from prefect.client.schemas.objects import State, StateType

from flows.cancelling import stop_what_was_cancelled
from tests.delivery.bench import Bench

pytestmark = pytest.mark.usefixtures("here")

RUNNING, FAILED = StateType.RUNNING, StateType.FAILED
CANCELLING, CANCELLED = StateType.CANCELLING, StateType.CANCELLED


@flow
def launch() -> None:
    """What works on the run, as Prefect sees it."""


async def is_stopped(bench: Bench) -> bool:
    """Whether recovery wishes that the run be stopped."""
    await stop_what_was_cancelled(bench.session)
    return (await bench.record()).stop_wished_at is not None


async def belongs_to(bench: Bench, flow_run: UUID) -> UUID:
    await bench.ledger.runs.belongs_to((await bench.run()).id, str(flow_run))
    return flow_run


async def worked_on(bench: Bench, *flow_runs: Sequence[StateType]) -> list[UUID]:
    """Flow runs that worked on the run, one after the other, each through these states."""
    ids = []
    async with get_client() as client:
        for states in flow_runs:
            flow_run = await client.create_flow_run(launch)
            ids.append(await belongs_to(bench, flow_run.id))
            for state in states:
                await client.set_flow_run_state(flow_run.id, State(type=state), force=True)
    return ids


@pytest.mark.parametrize("state", [CANCELLING, CANCELLED])
async def test_a_run_whose_flow_run_was_cancelled_is_stopped(
    bench: Bench, state: StateType
) -> None:
    await bench.released(1)
    await worked_on(bench, [RUNNING, state])
    assert await is_stopped(bench)


@pytest.mark.parametrize(
    "states", [[RUNNING], [RUNNING, FAILED], [RUNNING, CANCELLED, RUNNING]], ids=str
)
async def test_a_run_whose_flow_run_goes_on_or_ended_otherwise_is_not(
    bench: Bench, states: list[StateType]
) -> None:
    await bench.released(1)
    await worked_on(bench, states)
    assert not await is_stopped(bench)


async def test_what_was_resumed_after_a_cancelling_goes_on(bench: Bench) -> None:
    await bench.released(1)
    await worked_on(bench, [RUNNING, CANCELLED], [RUNNING])
    assert not await is_stopped(bench)


async def test_of_what_was_resumed_on_another_server_nobody_here_can_tell(bench: Bench) -> None:
    await bench.released(1)
    await worked_on(bench, [RUNNING, CANCELLED])
    await belongs_to(bench, uuid4())
    assert not await is_stopped(bench)


async def test_a_run_that_no_flow_run_worked_on_is_left_alone(bench: Bench) -> None:
    await bench.released(1)
    assert not await is_stopped(bench)
