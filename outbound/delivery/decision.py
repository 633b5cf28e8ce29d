"""What is to be done next for a run: a pure function of its facts."""

from collections.abc import Sequence

from outbound.delivery.facts import Facts
from outbound.delivery.reconciliation import UnsettledError
from outbound.delivery.release import WindowEndedError
from outbound.delivery.requests import Addition, SingleCall
from outbound.delivery.schedules import named
from outbound.delivery.steps import (
    AdoptSchedule,
    AuditCalls,
    CountCalls,
    CreateCall,
    CreateCalls,
    CreateSchedule,
    EnableSchedule,
    FindCampaign,
    FormSegments,
    IsolateRows,
    MoveToNextWindow,
    ReconcileCalls,
    ReplaceSchedule,
    ReplaceSuppressed,
    Step,
    VerifyRelease,
    Wait,
)
from outbound.ledger import GRACE, LedgerSchedule, ScheduleState

MAX_REPLACEMENTS = 3
"""Times that a part of a list is put into another schedule before somebody must look at it."""


def decide(facts: Facts) -> Sequence[Step]:
    """The next steps, to be taken at once and in any order; none where all calls may be made.

    Raises:
        WindowEndedError, UnsettledError: there is something to do, and it cannot be done.
    """
    # Each of these comes before the next: people leave schedules before others are filled, and
    # everything is loaded and proven before any of it is released.
    return (
        _draining(facts)
        or _verifying(facts)
        or _assigning(facts)
        or _isolating(facts)
        or _preparing(facts)
        or _sending(facts)
        or _settling(facts)
        or _proving(facts)
        or _releasing(facts)
        or _waiting(facts)
    )


def _draining(facts: Facts) -> Sequence[Step]:
    """A day that is over, and schedules that were given up, are left by their people."""
    for schedule in facts.schedules:
        if facts.is_day_over(schedule):
            return [MoveToNextWindow(named(schedule))]
    given_up = [s for s in facts.snapshot.schedules if _is_to_be_drained(s)]
    expired = [s for s in facts.schedules if facts.is_expired(s)]
    return [ReplaceSchedule(named(schedule)) for schedule in (given_up or expired)[:1]]


def _is_to_be_drained(schedule: LedgerSchedule) -> bool:
    """One that was given up, or disabled although nobody wishes to stop any more."""
    is_left = schedule.state in {ScheduleState.ABANDONED, ScheduleState.DISABLED}
    return schedule.ours and is_left and schedule.emptied_at is None


def _verifying(facts: Facts) -> Sequence[Step]:
    """What was released after doubt is looked at once more."""
    released = [s for s in facts.snapshot.schedules if s.state == ScheduleState.ENABLED]
    return [VerifyRelease(named(schedule)) for schedule in released if schedule.is_unverified][:1]


def _assigning(facts: Facts) -> Sequence[Step]:
    """People without a segment get one, where a window is left for them."""
    return [FormSegments()] if facts.has_assignable else []


def _isolating(facts: Facts) -> Sequence[Step]:
    """Rows that may be why the API fails are told from the others before any is sent again.

    Another client's schedule tells no campaign in which one of ours could be made.
    """
    if facts.run.is_addition:
        return []
    suspects = [batch for batch in facts.snapshot.suspects if batch is not None]
    among = [s for s in facts.segments if any(map(s.has, suspects))]
    return [IsolateRows(segment.ordinal) for segment in among[:1]]


def _preparing(facts: Facts) -> Sequence[Step]:
    """A campaign, and a schedule for each segment of the list that has none."""
    request = facts.run.request
    if isinstance(request, Addition):
        return [] if facts.schedules else [AdoptSchedule(request.schedule_uid)]
    if facts.snapshot.record.campaign_uid is None:
        return [FindCampaign()]
    for segment in facts.segments:
        if facts.schedule_for(segment) is None and facts.unsent_batches(segment):
            _refuse_endless_replacements(facts.run.key, facts.replacements(segment))
            return [CreateSchedule(segment.ordinal, facts.segments[-1].ordinal)]
    return []


def _refuse_endless_replacements(key: str, abandoned: int) -> None:
    if abandoned > MAX_REPLACEMENTS:
        raise UnsettledError(
            f"{abandoned} schedules in a row did not hold what was sent to them; none of them was "
            f"released. `outbound resume {key}` tries again; if it stays so, ask Mico."
        )


def _sending(facts: Facts) -> Sequence[Step]:
    """The next bulks; the last ones wait for rows in doubt: their answers are the witnesses."""
    request = facts.run.request
    force = isinstance(request, Addition) and request.force
    last = max(
        (batch for segment in facts.segments for batch in facts.unsent_batches(segment)), default=0
    )
    steps: list[Step] = []
    for segment in facts.segments:
        batches, schedule = facts.unsent_batches(segment), facts.schedule_for(segment)
        if not batches or schedule is None or schedule.may_be_live:
            continue
        # A row in doubt is believed absent only behind a call that was requested after it. If all
        # the others were sent before its request is over, no such call would be left to send.
        is_awaited = facts.awaited_until(schedule) is not None
        if is_awaited and len(batches) <= facts.bulks_at_once:
            continue
        if isinstance(request, SingleCall):
            return [CreateCall(named(schedule), batches[0], force)]
        steps += [CreateCalls(named(schedule), batch, last, force) for batch in batches]
    return steps[: facts.bulks_at_once]


def _settling(facts: Facts) -> Sequence[Step]:
    """Rows in doubt are looked up, once their requests are over."""
    doubtful = [s for s in facts.schedules if s.id in facts.snapshot.doubts]
    awaited = {s.id: until for s in doubtful if (until := facts.awaited_until(s)) is not None}
    if over := [schedule for schedule in doubtful if schedule.id not in awaited]:
        return [ReconcileCalls(named(schedule)) for schedule in over]
    return [Wait(min(awaited.values()))] if awaited else []


def _proving(facts: Facts) -> Sequence[Step]:
    """What is filled is counted, or read whole, before any of it is released."""
    loaded = [s for s in facts.schedules if s.ours and s.state == ScheduleState.LOADING]
    return [
        CountCalls(named(schedule))
        if facts.is_count_reliable and not schedule.doubted
        else AuditCalls(named(schedule))
        for schedule in loaded
        if not schedule.window.is_over(facts.now)
    ]


def _releasing(facts: Facts) -> Sequence[Step]:
    """Every schedule is enabled, but for one with people who are not to be called any more.

    An enabling without an answer is asked for again once it is over. Two switches under way at once
    could not be told apart: a stop waits until no enable may land, an enable until no disable may.
    """
    proven = {ScheduleState.READY, ScheduleState.ENABLING}
    ready = [
        schedule
        for schedule in facts.schedules
        if schedule.ours
        and schedule.state in proven
        and not schedule.window.is_over(facts.now)
        and not facts.must_wait_for_canary(schedule)
    ]
    # A call cannot be deleted: a schedule with a suppressed person is given up, and another one is
    # filled without them.
    if suppressed := [s for s in ready if facts.snapshot.suppressed.get(s.id)]:
        return [ReplaceSuppressed(named(suppressed[0]))]
    underway = {s.id: at for s in ready if (at := facts.switch_awaited_until(s)) is not None}
    if enabling := [EnableSchedule(named(s)) for s in ready if s.id not in underway]:
        return enabling
    return [Wait(min(underway.values()))] if underway else []


def _waiting(facts: Facts) -> Sequence[Step]:
    """People who were too late for one day wait for it to end, if they have another.

    Raises:
        WindowEndedError: there is no other.
    """
    late = [schedule for schedule in facts.schedules if facts.is_too_late(schedule)]
    ends = [s.ends_at for s in late if s.ends_at is not None and facts.has_later_window(s)]
    if ends:
        return [Wait(min(ends) + GRACE)]
    if late or facts.has_unassigned:
        raise WindowEndedError(
            f"The window ended before everybody's call was released. `outbound resume "
            f"{facts.run.key} --window …` gives those who are held another one."
        )
    return []
