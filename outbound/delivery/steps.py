"""The steps a run takes on its way from rows in the ledger to calls that may be made.

Each is named by what it needs to find its work again: a schedule's uid, a batch's number. What it
finds out it writes into the ledger.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from outbound.delivery.auditing import audit_calls, verify_release
from outbound.delivery.campaigns import campaign_of
from outbound.delivery.carrying_over import carry_over
from outbound.delivery.counting import count_calls
from outbound.delivery.delivery import Delivery
from outbound.delivery.loading import load_batch, load_one
from outbound.delivery.looking_up import look_up
from outbound.delivery.parts import form_parts
from outbound.delivery.refilling import refill
from outbound.delivery.release import WindowEndedError, release
from outbound.delivery.schedules import adopt, schedule_of
from outbound.ledger import LedgerSchedule, ScheduleState
from outbound.planning import WindowMissedError


@dataclass(frozen=True, slots=True)
class FindCampaign:
    """The campaign is found, or created."""


@dataclass(frozen=True, slots=True)
class FormParts:
    """Whoever has no part of the list any more gets another one, in a later window."""


@dataclass(frozen=True, slots=True)
class CreateSchedule:
    """A disabled schedule is created for a part of the list."""

    part: int
    parts: int


@dataclass(frozen=True, slots=True)
class CreateCalls:
    """A batch of rows is sent, in one request."""

    schedule_uid: str
    batch: int
    batches: int
    force: bool


@dataclass(frozen=True, slots=True)
class CreateCall:
    """The only row of a run is sent."""

    schedule_uid: str
    force: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing can be done before this instant."""

    until: datetime


@dataclass(frozen=True, slots=True)
class OfSchedule:
    """A step that needs nothing but a schedule."""

    schedule_uid: str


class AdoptSchedule(OfSchedule):
    """Somebody else's schedule is looked at before anything is added to it."""


class LookUpCalls(OfSchedule):
    """Rows in doubt are looked up in their schedule."""


class CountCalls(OfSchedule):
    """A filled schedule is counted."""


class AuditCalls(OfSchedule):
    """A filled schedule in which something was in doubt is read whole."""


class EnableSchedule(OfSchedule):
    """Calls may be made."""


class VerifyRelease(OfSchedule):
    """A schedule that was released after doubt is looked at once more."""


class RefillSchedule(OfSchedule):
    """A schedule that is given up is disabled, and who was not called from it leaves it."""


class CarryOver(OfSchedule):
    """Who was not reached in a window that is over is planned for their next one."""


class SetAside(OfSchedule):
    """A schedule with people who are not to be called any more is given up for another one."""


Step = FindCampaign | FormParts | CreateSchedule | CreateCalls | CreateCall | Wait | OfSchedule

_LONGEST_WAIT = 5.0
"""Seconds; a wish to stop is heeded between two waits."""


async def take(delivery: Delivery, key: str, step: Step) -> None:
    """Do what the step says, for the run with this key.

    Raises:
        MicoError: the API said no, or could not be asked.
        UnsettledError, WrongEchoError, StoppedError: the run cannot go on; nothing is lost.
    """
    run = await delivery.ledger.runs.get(key)
    match step:
        case FindCampaign():
            await campaign_of(delivery, run)
        case FormParts():
            await form_parts(delivery, run)
        case CreateSchedule():
            with suppress(WindowMissedError):  # the course knows whether there is another day
                await schedule_of(delivery, run, step.part)
        case AdoptSchedule():
            await adopt(delivery, run, step.schedule_uid)
        case Wait():
            left = (step.until - delivery.clock.now()).total_seconds()
            await delivery.clock.sleep(max(0.0, min(left, _LONGEST_WAIT * delivery.clock.speed)))
        case _:
            schedule = await delivery.ledger.schedules.get(run.id, step.schedule_uid)
            await _take_with(delivery, key, schedule, step)


async def _take_with(
    delivery: Delivery,
    key: str,
    schedule: LedgerSchedule,
    step: CreateCalls | CreateCall | OfSchedule,
) -> None:
    match step:
        case CreateCalls():
            await load_batch(delivery, schedule, step.batch, force=step.force)
        case CreateCall():
            await load_one(delivery, schedule, force=step.force)
        case EnableSchedule():
            with suppress(WindowEndedError):  # the same
                await release(delivery, key, schedule)
        case _:
            await _WITH_SCHEDULE[type(step)](delivery, schedule)


async def _set_aside(delivery: Delivery, schedule: LedgerSchedule) -> None:
    await delivery.ledger.schedules.note(schedule.id, state=ScheduleState.ABANDONED, set_aside=True)


_WITH_SCHEDULE: Mapping[
    type[OfSchedule], Callable[[Delivery, LedgerSchedule], Awaitable[object]]
] = {
    LookUpCalls: look_up,
    CountCalls: count_calls,
    AuditCalls: audit_calls,
    VerifyRelease: verify_release,
    RefillSchedule: refill,
    CarryOver: carry_over,
    SetAside: _set_aside,
}
