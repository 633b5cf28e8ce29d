"""Tracking: whole schedules are read page by page; what changed goes into the ledger, once."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from outbound.api import NotFound
from outbound.api.models import Attempt, OutboundCall
from outbound.delivery.finality import can_still_run, is_final, lacks_detail, result_of
from outbound.delivery.runs import Run, record_of
from outbound.delivery.schedules import named
from outbound.delivery.session import Session, plain_outcome
from outbound.ledger import GRACE, LedgerSchedule, ScheduleState
from outbound.ledger.calls import ReadAttempt, Reading, ReadOutcome


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one reading of all the run's schedules showed."""

    open: int
    running: int
    is_last: bool
    """Whether there is nothing left to wait for."""


async def sweep(session: Session, run: Run) -> Sweep:
    """Read every schedule that has begun and has open calls, and remember what changed.

    Calls that are held in a schedule that was never enabled are not waited for, nor, once the run's
    window is long over, those of which nobody knows whether they could be made.

    Raises:
        MicoError: the API could not be asked; what was read before stays remembered.
    """
    # Schedules are read one after another: a burst of requests would meet the API while it makes
    # calls.
    still_open, running = 0, 0
    for schedule in await session.ledger.schedules.of_run(run.id):
        if not schedule.was_handed_over:
            continue
        has_begun = schedule.window.has_begun(session.clock.now())
        if has_begun and await session.ledger.calls.open(schedule.id):
            running += await _sweep_schedule(session, run, schedule)
        still_open += await session.ledger.calls.open(schedule.id)
    for schedule in await session.ledger.schedules.of_run(run.id):
        if _may_call_again(schedule, session.clock.now()):
            await _seek_second_calls(session, run, schedule)
    window = (await record_of(session, run)).window
    is_last = not running and window.is_over(session.clock.now(), grace=2 * GRACE)
    return Sweep(still_open, running, is_last or not still_open)


async def _sweep_schedule(session: Session, run: Run, schedule: LedgerSchedule) -> int:
    """How many calls are running; past window and grace, what is open and silent is closed."""
    retries = await _retries(session, schedule)
    running, shows_attempts, told = 0, False, set[str]()
    async for page in session.api.outbound_calls.pages(named(schedule)):
        running += await _remember(session, run, page, retries)
        shows_attempts |= any(call.outbound_call_attempts for call in page)
        told |= {call.uid for call in page if call.outbound_call_attempts is not None}
    if running or _is_held_back(schedule) or not _is_over(schedule, session.clock.now()):
        return running
    # A list that shows nobody's attempts tells nothing of those who have none in it.
    running = await _ask_for_others(session, run, schedule, told if shows_attempts else set())
    if not running:
        await session.ledger.calls.close_open(run.id, schedule.id, now=session.clock.now())
    return running


def _may_call_again(schedule: LedgerSchedule, now: datetime) -> bool:
    """Whether people who have left the schedule may be called from it all the same.

    One of its enables was never answered: it may have landed since, at any time.
    """
    is_left = schedule.emptied_at is not None and schedule.must_stay_disabled
    is_possible = schedule.window.has_begun(now) and not schedule.window.is_over(now, grace=GRACE)
    return is_left and schedule.may_be_enabled_late and is_possible


async def _seek_second_calls(session: Session, run: Run, schedule: LedgerSchedule) -> None:
    """Remember people called from a schedule that they had left for another one."""
    async for page in session.api.outbound_calls.pages(named(schedule)):
        ours = await session.ledger.calls.known(run.id, [call.uid for call in page])
        left = {
            call.external_id: call
            for call in page
            if call.external_id and call.outbound_call_attempts and call.uid not in ours
        }
        numbers = await session.ledger.calls.numbers_of(run.id, left)
        # Attempts that were read before the person left are no second call.
        tries = [a.uid for call in left.values() for a in call.outbound_call_attempts or []]
        known = await session.ledger.calls.known_attempts(run.id, tries)
        second = {
            number: left[external_id]
            for external_id, number in numbers.items()
            if any(a.uid not in known for a in left[external_id].outbound_call_attempts or [])
        }
        if second:
            found = {number: call.uid for number, call in second.items()}
            await session.ledger.calls.second_calls_found(run.id, found)
            retries = await _retries(session, schedule)
            readings = [reading_of(number, "", call, retries) for number, call in second.items()]
            await remember(session, run.id, readings)


async def _retries(session: Session, schedule: LedgerSchedule) -> int | None:
    """How often who was not reached is called again; None where the schedule is somebody else's."""
    if not schedule.ours:
        return None
    segment = await session.ledger.segments.get(schedule.run_id, schedule.ordinal)
    return len(segment.retry_intervals)


def _is_held_back(schedule: LedgerSchedule) -> bool:
    """Whether who was not called from it may be called in another window, or another schedule.

    It was stopped, or is to be emptied, or nobody knows whether it was ever enabled.
    """
    if not schedule.ours or schedule.emptied_at is not None:
        return False
    is_left = schedule.state in {ScheduleState.DISABLED, ScheduleState.ABANDONED}
    return is_left or schedule.has_unanswered_enable


def _is_over(schedule: LedgerSchedule, at: datetime) -> bool:
    if schedule.emptied_at is not None and at >= schedule.emptied_at + GRACE:
        return True  # it is disabled for good, and its last conversations are over
    return schedule.window.is_over(at, grace=GRACE)


async def _remember(
    session: Session, run: Run, page: list[OutboundCall], retries: int | None
) -> int:
    """Record those calls of the page that changed; returns how many of ours are running."""
    known = await session.ledger.calls.known(run.id, [call.uid for call in page])
    now = session.clock.now()
    readings, running = [], 0
    for listed in page:
        its = known.get(listed.uid)
        if its is None:
            continue
        running += _is_running(listed, retries, now)
        # Most calls are as they were at the last sweep: those cost neither a request nor a write.
        # The digest is over all that the call shows, so that no new field can change unseen.
        seen = _digest(listed)
        if seen != its.seen:
            call = await _in_detail(session, listed, retries)
            readings.append(reading_of(its.number, seen, call, retries))
    await remember(session, run.id, readings)
    return running


async def remember(session: Session, run_id: int, readings: Sequence[Reading]) -> None:
    """Remember what was read of calls; a person who asked for it in one is never called again.

    That comes first: a call that is remembered as it was read is not looked at again.
    """
    now = session.clock.now()
    # The number goes on the list before the call is recorded as read: killed in between, the next
    # sweep reads the call again, and nothing is missed.
    for reading in readings:
        names = [o.name for attempt in reading.attempts for o in attempt.outcomes if o.name]
        if said := [name for name in names if plain_outcome(name) in session.do_not_call]:
            reason = f"a call ended with {said[0]}"
            await session.ledger.suppressions.add_person(
                run_id, reading.number, reason=reason, now=now
            )
    await session.ledger.calls.record(run_id, readings, now=now)


async def _in_detail(session: Session, listed: OutboundCall, retries: int | None) -> OutboundCall:
    """The call as listed, unless it is finished and the list does not show how."""
    if not (is_final(listed, retries) and lacks_detail(listed)):
        return listed
    try:
        return await session.api.outbound_calls.get(listed.uid)
    except NotFound:
        return listed


async def _ask_for_others(
    session: Session, run: Run, schedule: LedgerSchedule, told: Collection[str]
) -> int:
    """Read each open call by itself of which the list told nothing; ends at one that is running."""
    retries = await _retries(session, schedule)
    for its in await session.ledger.calls.open_ones(schedule.id):
        if its.call_uid in told:
            continue
        try:
            call = await session.api.outbound_calls.get(its.call_uid)
        except NotFound:
            continue
        reading = reading_of(its.number, its.seen or "", call, retries)
        await remember(session, run.id, [reading])
        if _is_running(call, retries, session.clock.now()):
            return 1
    return 0


def reading_of(number: int, seen: str, call: OutboundCall, retries: int | None) -> Reading:
    """What the ledger remembers of a call; `seen` stands in for how a list showed it."""
    return Reading(
        number=number,
        call_uid=call.uid,
        seen=seen,
        status=call.status,
        progress=call.progress,
        result=result_of(call),
        is_final=is_final(call, retries),
        attempts=[_read_attempt(attempt) for attempt in call.outbound_call_attempts or []],
    )


def _is_running(call: OutboundCall, retries: int | None, at: datetime) -> bool:
    attempts = call.outbound_call_attempts or []
    return any(can_still_run(attempt, at) for attempt in attempts) and not is_final(call, retries)


def _digest(call: OutboundCall) -> str:
    """A short stand-in for all the call shows, so that unchanged calls cost no writing."""
    shown = json.dumps(call.model_dump(), default=str)  # which can hold what UTF-8 cannot
    return hashlib.sha256(shown.encode()).hexdigest()


def _read_attempt(attempt: Attempt) -> ReadAttempt:
    return ReadAttempt(
        uid=attempt.uid,
        status=attempt.status,
        started_at=attempt.started_at,
        answered_at=attempt.answered_at,
        ended_at=attempt.ended_at,
        duration=attempt.duration,
        error_details=attempt.error_details,
        outcomes=[
            ReadOutcome(
                uid=outcome.call_outcome.uid if outcome.call_outcome else None,
                name=outcome.call_outcome.name if outcome.call_outcome else None,
                created_at=outcome.created_at,
            )
            for outcome in attempt.outbound_call_attempts_outcomes or []
        ],
    )
