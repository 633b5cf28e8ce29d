"""From rows in the ledger to calls that may be made: each step of a run's course, as a task."""

from collections.abc import Coroutine, Mapping
from typing import Any

from prefect import Task

from outbound.delivery.course import follow_course
from outbound.delivery.steps import (
    AdoptSchedule,
    AuditCalls,
    CarryOver,
    CountCalls,
    CreateCall,
    CreateCalls,
    CreateSchedule,
    EnableSchedule,
    FindCampaign,
    FormParts,
    LookUpCalls,
    OfSchedule,
    RefillSchedule,
    SetAside,
    Step,
    VerifyRelease,
    Wait,
    take,
)
from tasks.carry_over import carry_over
from tasks.connection import current
from tasks.count_calls import audit_calls, count_calls, verify_release
from tasks.create_calls import create_call, create_calls
from tasks.create_schedule import adopt_schedule, create_schedule
from tasks.enable_schedule import enable_schedule
from tasks.find_campaign import find_campaign
from tasks.look_up_calls import look_up_calls
from tasks.refill_schedule import refill_schedule


async def deliver(key: str) -> None:
    """Load all that is still to be sent, prove it right, and release it.

    What was done before stands in the ledger and is not done again.

    Raises:
        Everything that `outbound.delivery.course.follow_course` does.
    """

    async def take_as_task(step: Step) -> None:
        await _task(key, step)

    await follow_course(current(), key, take_as_task)


_OF_SCHEDULE: Mapping[type[OfSchedule], Task[[str, str], Coroutine[Any, Any, None]]] = {
    AdoptSchedule: adopt_schedule,
    LookUpCalls: look_up_calls,
    CountCalls: count_calls,
    AuditCalls: audit_calls,
    EnableSchedule: enable_schedule,
    VerifyRelease: verify_release,
    RefillSchedule: refill_schedule,
    CarryOver: carry_over,
}


async def _task(key: str, step: Step) -> None:
    match step:
        case FindCampaign():
            await find_campaign(key)
        case CreateSchedule():
            await create_schedule(key, step.part, step.parts)
        case CreateCalls():
            await create_calls(key, step.schedule_uid, step.batch, step.batches, force=step.force)
        case CreateCall():
            await create_call(key, step.schedule_uid, force=step.force)
        case Wait() | FormParts() | SetAside():  # nothing of it is worth a page
            await take(current(), key, step)
        case OfSchedule():
            await _OF_SCHEDULE[type(step)](key, step.schedule_uid)
