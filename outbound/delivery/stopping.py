"""Stopping: the wish is recorded first, then every schedule of the run is disabled."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import datetime

from outbound.api import MicoError, Retriable
from outbound.delivery.last_window_end import last_window_end
from outbound.delivery.live_schedules import forget_live
from outbound.delivery.runs import Run, record_of
from outbound.delivery.schedules import named
from outbound.delivery.session import Session
from outbound.ledger import LeaseLostError, LedgerSchedule
from outbound.ledger.database import LedgerError
from outbound.mistakes import ShownError

AGAIN_AFTER = 2.0
"""Real seconds between two tries to disable."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """How far a stop has come."""

    confirmed: int
    """Schedules that Mico has confirmed as disabled."""
    problem: str | None
    """Why others are not, in one sentence; None where all are."""
    unwritten: str | None = None
    """Why the wish to stop is not in the ledger; None where it is."""
    until: str | None = None
    """How long calls may be made, in words; None where no call may be made, or nothing is known."""


class StoppedError(ShownError):
    """The user's wish to stop stands against going on."""


async def raise_if_stopped(session: Session, run: Run) -> None:
    """Go no further if the user wished to stop; schedules that may be enabled are disabled first.

    A process with an enabling under way calls this after its answer, so that a stop that crosses
    it wins.

    Raises:
        StoppedError: the user did.
    """
    requested_at = (await record_of(session, run)).stop_wished_at
    if requested_at is None:
        return
    while await _to_disable(session, run, requested_at):
        await disable_schedules(session, run)
        await session.clock.sleep(AGAIN_AFTER * session.clock.speed)
    raise StoppedError(
        f"The run {run.key} was stopped at {requested_at:%Y-%m-%d %H:%M:%S} UTC; nothing more "
        f"is sent or released. `outbound resume {run.key} --window …` carries on with the people "
        "who were not called."
    )


async def _to_disable(
    session: Session, run: Run, requested_at: datetime | None
) -> list[LedgerSchedule]:
    """The schedules that are not confirmed as disabled since the wish to stop."""
    schedules, now = await session.ledger.schedules.of_run(run.id), session.clock.now()
    return [known for known in schedules if is_to_be_disabled(known, requested_at, now)]


def is_to_be_disabled(
    schedule: LedgerSchedule, requested_at: datetime | None, now: datetime
) -> bool:
    """Whether a stopped run's schedule may be enabled, by us or by somebody else."""
    if not schedule.ours or schedule.window.is_over(now):
        return False
    confirmed_at = schedule.disabled_at
    is_confirmed = (
        confirmed_at is not None and requested_at is not None and confirmed_at >= requested_at
    )
    return schedule.may_be_live or not is_confirmed


async def stop(session: Session, run: Run) -> AsyncGenerator[Stopped, None]:
    """Record the wish, then disable until Mico has confirmed it; gives what each try came to.

    A resume that has begun meanwhile may have forgotten the wish: then it is wished again. It ends,
    too, where somebody resumes the run after the wish was confirmed.

    Raises:
        LedgerError: the ledger fails. `stop_with_fallback` stops without it.
    """
    await request_stop(session, run)
    while True:
        stopped = await disable_schedules(session, run)
        # A resume that was under way has forgotten our wish: without this it would go on calling.
        if (await record_of(session, run)).stop_wished_at is None:
            await request_stop(session, run)
            continue
        if stopped.problem is None:
            yield stopped
            return
        yield replace(stopped, until=await last_window_end(session, run))
        await session.clock.sleep(AGAIN_AFTER * session.clock.speed)


async def request_stop(session: Session, run: Run) -> None:
    """Remember the wish, durably, before the API is asked: a release reads it.

    The first wish's instant stays, until somebody resumes the run. After each wish, every schedule
    is to be confirmed as disabled anew.
    """
    await session.ledger.runs.stop_requested(run.id, at=session.clock.now())


async def watch_for_stop(session: Session, run: Run) -> None:
    """Carry a wish to stop out as soon as it is there, whatever else is being done meanwhile.

    The run's owner may wait for long, for the end of a pause say. It has a token already; the
    process that stops the run may not get one just then.
    """
    while True:
        await session.clock.sleep(AGAIN_AFTER * session.clock.speed)
        try:
            await carry_out_stop(session, run)
        except LedgerError:
            continue  # it is read again
        except LeaseLostError:
            return  # the run's new owner watches for it


async def carry_out_stop(session: Session, run: Run) -> bool:
    """If a stop was requested, try once to disable each schedule that is not confirmed disabled.

    Returns whether a stop was requested.
    """
    requested_at = (await record_of(session, run)).stop_wished_at
    if requested_at is not None and await _to_disable(session, run, requested_at):
        await disable_schedules(session, run)
    return requested_at is not None


async def disable_schedules(session: Session, run: Run) -> Stopped:
    """Disable each schedule that the run has made; one that fails does not hold up the others.

    Raises:
        LedgerError: the ledger fails.
    """
    schedules = await session.ledger.schedules.of_run(run.id)
    answers = await asyncio.gather(
        *(_problem_with(session, run, schedule) for schedule in schedules if schedule.ours),
        return_exceptions=True,  # all are asked for before a ledger that fails is complained about
    )
    problems: list[str | None] = []
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
        problems.append(answer)
    problem = next((problem for problem in problems if problem is not None), None)
    return Stopped(problems.count(None), problem)


async def disable_unreleased(session: Session, run: Run) -> None:
    """Disable each schedule that we never asked to enable: somebody else may have done it.

    Raises:
        MicoError: the API has not confirmed it.
    """
    for schedule in await session.ledger.schedules.of_run(run.id):
        if schedule.ours and schedule.enable_asked_at is None:
            await disable_for_a_while(session, schedule)


async def _problem_with(session: Session, run: Run, schedule: LedgerSchedule) -> str | None:
    try:
        await disable(session, schedule)
    except MicoError as error:
        # Another process may have come through: the run's owner heeds the wish, too.
        requested_at = (await record_of(session, run)).stop_wished_at
        known = await session.ledger.schedules.get(run.id, named(schedule))
        is_open = is_to_be_disabled(known, requested_at, session.clock.now())
        return str(error) if is_open or requested_at is None else None
    await forget_live(session, schedule)
    return None


async def disable(session: Session, schedule: LedgerSchedule) -> None:
    """Disable the schedule, whatever was done to it before: somebody else may have enabled it.

    An enabling that was not answered may still land: until its time is over, or it was answered,
    the schedule is not known to be disabled, however often Mico says so.

    Raises:
        MicoError: the API has not confirmed it.
    """
    asked_at = session.clock.now()
    known = await session.ledger.schedules.get(schedule.run_id, named(schedule))
    answer = await session.api.schedules.disable(named(schedule))
    if answer.is_enabled:
        raise Retriable(_doing(schedule), "Mico answered that it is still enabled")
    is_underway = known.has_unanswered_enable and asked_at < enabling_over_at(session, known)
    if is_underway or not await session.ledger.schedules.disabled(known, now=session.clock.now()):
        raise Retriable(_doing(schedule), "it is disabled, but its enabling may still be under way")


async def disable_for_a_while(session: Session, schedule: LedgerSchedule) -> None:
    """Disable a schedule that is to be enabled later.

    The intent is durable first: while the request is without an answer, nothing is enabled, for a
    disable that lands behind the enable leaves a schedule from which nobody is called.

    Raises:
        MicoError: the API has not confirmed it.
    """
    await session.ledger.schedules.intend_disabling(schedule.id, now=session.clock.now())
    await disable(session, schedule)


def enabling_over_at(session: Session, schedule: LedgerSchedule) -> datetime:
    """When the request to enable the schedule is over at the latest."""
    if schedule.enable_asked_at is None:
        raise AssertionError("only an enabling that was asked for can be under way")
    return schedule.enable_asked_at + session.request_deadline


def _doing(schedule: LedgerSchedule) -> str:
    return f"Disabling the schedule {schedule.uid}"
