"""A flow run that somebody deletes, or sets to another state by hand, while it works on a run."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from prefect import flow, get_client
from prefect.client.schemas.objects import State, StateType
from prefect.exceptions import Abort

from flows.cancelling import TamperedError, heed_before_release
from flows.launching import owned_run, see_through
from flows.memory import this_flow_run
from flows.verdict import verdict
from outbound.delivery.recovery import recover
from outbound.delivery.requests import Checks
from outbound.reports import Summary
from tasks.connection import working_with
from tests.delivery.bench import Bench, deliver_all

by_anybody = pytest.mark.usefixtures("here")
deleting = pytest.mark.usefixtures("here_alone")

BY_HAND = [kind for kind in StateType if not kind.value.startswith(("RUNNING", "CANCEL"))]


async def delete() -> None:
    async with get_client() as client:
        await client.delete_flow_run(UUID(this_flow_run()))


def set_to(kind: StateType) -> Callable[[], Awaitable[None]]:
    async def by_hand() -> None:
        async with get_client() as client:
            flow_run_id = UUID(this_flow_run())
            await client.set_flow_run_state(flow_run_id, State(type=kind), force=True)

    return by_hand


async def worked(bench: Bench, steps: Callable[[], Awaitable[Summary]]) -> State[Any]:
    """How a flow ends that takes these steps as the run's owner."""

    @flow(retries=2)
    async def work() -> State[Any]:
        async def owned() -> Summary:
            async with owned_run(await bench.run()):
                return await steps()

        return await verdict(owned())

    with working_with(bench.session):
        return await work(return_state=True)


def followed(tamper: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[Summary]]:
    """A launcher that follows its calls when somebody tampers with its flow run."""

    async def steps() -> Summary:
        await tamper()
        await asyncio.Event().wait()
        raise AssertionError("nothing else ends it")

    return steps


def enabled(bench: Bench) -> list[bool]:
    return [schedule["is_enabled"] for schedule in bench.schedules()]


@by_anybody
@pytest.mark.parametrize("kind", BY_HAND, ids=lambda kind: kind.value)
async def test_set_to_another_state_it_ends_with_a_sentence_and_released_calls_go_on(
    bench: Bench, kind: StateType
) -> None:
    await bench.released(3)
    state = await worked(bench, followed(set_to(kind)))
    assert (state.type, state.name) == (StateType.FAILED, "Incomplete")
    assert f"set to {kind.value.title()} in Prefect" in str(state.message)
    assert "outbound resume spring" in str(state.message)
    assert (enabled(bench), (await bench.record()).stop_wished_at) == ([True], None)
    (recovered,) = await recover(bench.session)
    assert recovered.finding.startswith("calling")


@deleting
async def test_deleted_it_ends_with_a_sentence_and_released_calls_go_on(bench: Bench) -> None:
    await bench.released(3)
    with pytest.raises(Abort, match="was deleted in Prefect: this process releases nothing more"):
        await worked(bench, followed(delete))
    assert (enabled(bench), (await bench.record()).stop_wished_at) == ([True], None)


@by_anybody
async def test_cancelled_it_is_stopped(bench: Bench) -> None:
    await bench.ready(3)

    async def steps() -> Summary:
        await set_to(StateType.CANCELLING)()
        return await see_through(await bench.run(), 60, wait=False)

    await worked(bench, steps)
    assert enabled(bench) == [False]
    assert (await bench.record()).stop_wished_at is not None


@deleting
@pytest.mark.parametrize("tamper", [delete, set_to(StateType.FAILED)], ids=["deleted", "failed"])
async def test_nothing_is_released_behind_it_and_resuming_carries_on(
    bench: Bench, tamper: Callable[[], Awaitable[None]]
) -> None:
    await bench.ready(3)

    async def steps() -> Summary:
        await tamper()
        return await see_through(await bench.run(), 60, wait=False)

    with pytest.raises(Abort) if tamper is delete else pytest.MonkeyPatch.context():
        assert (await worked(bench, steps)).name == "Incomplete"
    assert enabled(bench) == [False]
    await deliver_all(bench.session)
    assert (await bench.count()).released == 3


@by_anybody
async def test_the_look_before_a_release_does_not_wait_for_the_watch(bench: Bench) -> None:
    await bench.ready(1)

    @flow
    async def work() -> None:
        await heed_before_release(bench.session, await bench.run())
        await set_to(StateType.COMPLETED)()
        with pytest.raises(TamperedError, match="set to Completed"):
            await heed_before_release(bench.session, await bench.run())

    await work()


@by_anybody
async def test_one_that_is_paused_for_a_persons_approval_is_not_tampered_with(
    bench: Bench,
) -> None:
    await bench.staged(1, checks=Checks(approve=True))

    @flow
    async def work() -> None:
        await set_to(StateType.PAUSED)()
        await heed_before_release(bench.session, await bench.run())
        await set_to(StateType.RUNNING)()

    await work()
