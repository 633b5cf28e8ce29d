"""Each step of the API is a Prefect task, and its page says what it was about."""

import asyncio
from functools import partial
from uuid import UUID

import pytest
from prefect import flow, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import TaskRun

from flows.memory import this_flow_run
from outbound.delivery import steps
from outbound.delivery.run_loop import run_to_release
from outbound.delivery.steps import Step
from tasks.connection import working_with
from tasks.steps import TASKS, take_as_task
from tests.delivery.bench import Bench
from tests.delivery.kinds_of_steps import all_steps

pytestmark = pytest.mark.usefixtures("here")


_RECORDED_WITHIN = 60.0
"""Seconds after which the server has recorded every task run, or never does."""


async def task_runs_of(flow_run_id: str, count: int) -> list[TaskRun]:
    """The flow run's task runs, once the server has recorded the end of `count` of them."""
    its = FlowRunFilter(id=FlowRunFilterId(any_=[UUID(flow_run_id)]))
    async with get_client() as client, asyncio.timeout(_RECORDED_WITHIN):
        while True:
            found = await client.read_task_runs(flow_run_filter=its)
            if len(found) >= count and all(each.state and each.state.is_final() for each in found):
                return found
            await asyncio.sleep(0.05)


async def test_a_launch_shows_its_steps_under_their_names(bench: Bench) -> None:
    await bench.staged(3)

    @flow
    async def launches() -> str:
        run = await bench.run()
        with working_with(bench.session):
            await run_to_release(bench.session, run, partial(take_as_task, run))
        return str(this_flow_run())

    found = await task_runs_of(await launches(), 4)
    uid = (await bench.schedule()).uid
    assert {each.name for each in found} == {
        "create-schedule 1 of 1",
        "create-calls batch 1 of 1",
        f"count-calls {uid}",
        f"enable-schedule {uid}",
    }


def test_every_step_of_the_api_has_a_task_of_its_name() -> None:
    assert {task.name for task in TASKS.values()} == {
        "find-campaign",
        "create-schedule",
        "adopt-schedule",
        "create-calls",
        "create-call",
        "isolate-rows",
        "look-up-calls",
        "count-calls",
        "audit-calls",
        "enable-schedule",
        "verify-release",
        "refill-schedule",
        "carry-over",
    }


WITHOUT_TASK = {steps.Wait, steps.FormSegments, steps.ReplaceSuppressed}
"""They ask the API nothing."""


def test_every_step_has_a_task_or_asks_the_api_nothing() -> None:
    assert set(all_steps()) - set(TASKS) == WITHOUT_TASK


def test_a_task_is_described_by_its_step() -> None:
    kind: type[Step]
    for kind, task in TASKS.items():
        assert (task.name, task.description) == (kind.name, kind.__doc__)
