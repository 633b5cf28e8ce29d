"""The steps of a run as Prefect tasks: one for each request of the API, and for each proof of it.

A task is given the run and the step; what it works with is in a context (`tasks.connection`).
"""

from collections.abc import Coroutine, Mapping
from typing import Any

from prefect import Task

from outbound.delivery import steps
from outbound.delivery.runs import Run
from outbound.delivery.steps import Step
from tasks.connection import current
from tasks.step import step

StepTask = Task[[Run, Step], Coroutine[Any, Any, None]]


def _title(given: Mapping[str, Any]) -> str:
    """What the task run's page is called."""
    taken, run = given["step"], given["run"]
    return f"{taken.name} {taken.subject or run.key}"


def _task(kind: type[Step]) -> StepTask:
    async def take(run: Run, step: Step) -> None:
        await step.take(current(), run)

    take.__doc__ = kind.__doc__
    return step(kind.name, _title)(take)


TASKS: Mapping[type[Step], StepTask] = {
    kind: _task(kind)
    for kind in (
        steps.FindCampaign,  # find-campaign: guide, step 1
        steps.CreateSchedule,  # create-schedule: step 2
        steps.AdoptSchedule,  # adopt-schedule: step 2, another client's
        steps.CreateCalls,  # create-calls: step 3B
        steps.CreateCall,  # create-call: step 3A
        steps.IsolateRows,  # isolate-rows: step 3B, in a schedule that is never enabled
        steps.ReconcileCalls,  # look-up-calls: step 5, after a lost answer
        steps.CountCalls,  # count-calls: step 5, before every release
        steps.AuditCalls,  # audit-calls: step 5, before a release after doubt
        steps.EnableSchedule,  # enable-schedule: step 4
        steps.VerifyRelease,  # verify-release: step 5, behind a release after doubt
        steps.ReplaceSchedule,  # refill-schedule: steps 4 and 5, for a schedule that is given up
        steps.MoveToNextWindow,  # carry-over: steps 4 and 6, for a day that is over
    )
}
"""The task of each kind of step, by the name behind it. Outcomes are polled by `poll_outcomes`."""


async def take_as_task(run: Run, step: Step) -> None:
    """Take a step as its task; one that asks the API nothing has no task, and no page."""
    task = TASKS.get(type(step))
    if task is None:
        await step.take(current(), run)
    else:
        await task(run, step)
