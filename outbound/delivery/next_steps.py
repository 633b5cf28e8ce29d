"""What is to be done next for a run, derived from the ledger alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from outbound.delivery.carrying_over import is_left_behind, is_to_be_carried_over
from outbound.delivery.delivery import Delivery
from outbound.delivery.looking_up import UnsettledError
from outbound.delivery.one_person import ONE_PERSON
from outbound.delivery.parts import groups_without_part
from outbound.delivery.release import WindowEndedError
from outbound.delivery.schedules import named
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
    RefillSchedule,
    SetAside,
    Step,
    VerifyRelease,
    Wait,
)
from outbound.delivery.stopping import enabling_over_at
from outbound.delivery.tracking import GRACE
from outbound.ledger import LedgerSchedule, Part, Run, ScheduleState, has_another_day

MAX_REFILLS = 3
"""Times that a part of a list is put into another schedule before somebody must look at it."""


@dataclass(frozen=True, slots=True)
class _Position:
    """Where a run stands."""

    run: Run
    now: datetime
    schedules: Sequence[LedgerSchedule]
    """Those that are not abandoned, in the order of their parts."""
    all_parts: Sequence[Part]
    """Every part that the list was ever divided into."""
    parts: Sequence[Part]
    """Those of the list whose window is not over, and was not superseded."""
    unsent: Sequence[int]
    """Batches of these parts with rows still to be sent."""
    has_homeless: bool
    """Whether somebody to be called has no such part."""
    doubts: Mapping[int, datetime]
    """Schedules with rows in doubt, and when the last of their requests is over."""

    def schedule_of(self, part: Part) -> LedgerSchedule | None:
        """The schedule that takes this part of the list."""
        return next((known for known in self.schedules if known.ordinal == part.ordinal), None)

    def may_be_released(self, schedule: LedgerSchedule) -> bool:
        """Whether it need not wait for the end of the trial."""
        of_trial = [part.ordinal for part in self.all_parts if part.is_trial]
        is_over = not of_trial or self.run.trial_passed_at is not None
        return is_over or schedule.ordinal in of_trial

    def is_open(self, schedule: LedgerSchedule) -> bool:
        """Whether its window is not over."""
        return schedule.ends_at is None or schedule.ends_at > self.now

    def is_too_late_for(self, schedule: LedgerSchedule) -> bool:
        """Whether its window ended before it was enabled for certain; its people wait in it."""
        unreleased = {ScheduleState.LOADING, ScheduleState.READY, ScheduleState.ENABLING}
        is_late = schedule.state in unreleased and not self.is_open(schedule)
        return schedule.ours and is_late and schedule.emptied_at is None

    def is_awaited(self, schedule: LedgerSchedule) -> bool:
        """Whether a request to it may still be under way of which nobody waits for the answer."""
        return schedule.id in self.doubts and self.doubts[schedule.id] > self.now


async def next_steps(delivery: Delivery, key: str) -> Sequence[Step]:
    """What is to be done next, in any order; nothing where all calls may be made.

    Raises:
        WindowEndedError, UnsettledError: there is something to do, and it cannot be done.
    """
    run = await delivery.ledger.runs.get(key)
    known = await delivery.ledger.schedules.of_run(run.id)
    at = await _position(delivery, run, known)
    for schedule in at.schedules:
        if await is_to_be_carried_over(delivery, schedule, at.all_parts):
            return [CarryOver(named(schedule))]
    behind = [s for s in at.schedules if is_left_behind(delivery, s, at.all_parts)]
    if leaving := [s for s in known if _is_to_be_emptied(s)] or behind:
        return [RefillSchedule(named(leaving[0]))]
    if unverified := [s for s in known if s.is_unverified and s.state == ScheduleState.ENABLED]:
        return [VerifyRelease(named(unverified[0]))]
    if at.has_homeless and await groups_without_part(delivery, run):
        return [FormParts()]
    steps = (
        await _preparing(delivery, at)
        or _sending(delivery, at)
        or _settling(at)
        or _proving(at)
        or await _releasing(delivery, at)
    )
    return steps or _waiting(at)


def _waiting(at: _Position) -> Sequence[Step]:
    """Whoever was too late for one day waits for it to end, if they have another.

    Raises:
        WindowEndedError: there is no other.
    """
    late = [schedule for schedule in at.schedules if at.is_too_late_for(schedule)]
    if waiting := [s for s in late if s.ends_at and has_another_day(s, at.all_parts)]:
        return [Wait(min(s.ends_at for s in waiting if s.ends_at) + GRACE)]
    if late or at.has_homeless:
        raise WindowEndedError(
            f"The window ended before everybody's call was released. `outbound resume {at.run.key} "
            "--window …` gives those who are held another one."
        )
    return []


async def _position(delivery: Delivery, run: Run, known: Sequence[LedgerSchedule]) -> _Position:
    now = delivery.clock.now()
    parts = await delivery.ledger.parts.of_run(run.id)
    current = [part for part in parts if part.is_current(now)]
    unsent = await delivery.ledger.rows.batches(run.id)
    placed = [batch for batch in unsent if batch and any(part.has(batch) for part in current)]
    return _Position(
        run=run,
        now=now,
        schedules=[s for s in known if s.state != ScheduleState.ABANDONED],
        all_parts=parts,
        parts=current,
        unsent=placed,
        has_homeless=len(placed) < len(unsent),
        doubts=await delivery.ledger.doubts.of_run(run.id),
    )


def _is_to_be_emptied(schedule: LedgerSchedule) -> bool:
    """One that was given up, or disabled although nobody wishes to stop any more."""
    is_left = schedule.state in {ScheduleState.ABANDONED, ScheduleState.DISABLED}
    return schedule.ours and is_left and schedule.emptied_at is None


async def _preparing(delivery: Delivery, at: _Position) -> Sequence[Step]:
    """A campaign, and a schedule for each part of the list that has none."""
    if at.run.kind == "add":
        return [] if at.schedules else [AdoptSchedule(str(at.run.request["schedule_uid"]))]
    if at.run.campaign_uid is None:
        return [FindCampaign()]
    for part in at.parts:
        if at.schedule_of(part) is None and any(part.has(batch) for batch in at.unsent):
            await _refuse_endless_refills(delivery, at.run, part.ordinal)
            return [CreateSchedule(part.ordinal, at.parts[-1].ordinal)]
    return []


async def _refuse_endless_refills(delivery: Delivery, run: Run, part: int) -> None:
    abandoned = await delivery.ledger.refills.abandoned(run.id, part, since=run.resumed_at)
    if abandoned > MAX_REFILLS:
        raise UnsettledError(
            f"{abandoned} schedules in a row did not hold what was sent to them; none of them was "
            f"released. `outbound resume {run.key}` tries again; if it stays so, ask Mico."
        )


def _sending(delivery: Delivery, at: _Position) -> Sequence[Step]:
    """The next bulks; the last ones wait for what is in doubt: their answers are the witnesses."""
    force = bool(at.run.request.get("force"))
    steps: list[Step] = []
    for part in at.parts:
        batches = [batch for batch in at.unsent if part.has(batch)]
        schedule = _schedule_for(at, part)
        if not batches or schedule is None or schedule.may_be_live:
            continue
        if at.is_awaited(schedule) and len(batches) <= delivery.sizes.bulks_at_once:
            continue
        if at.run.request["contacts"] == ONE_PERSON:
            return [CreateCall(named(schedule), force)]
        last = max(at.unsent)
        steps += [CreateCalls(named(schedule), batch, last, force) for batch in batches]
    return steps[: delivery.sizes.bulks_at_once]


def _settling(at: _Position) -> Sequence[Step]:
    """Rows in doubt are looked up, once their requests are over."""
    doubtful = [schedule for schedule in at.schedules if schedule.id in at.doubts]
    over = [schedule for schedule in doubtful if not at.is_awaited(schedule)]
    if over:
        return [LookUpCalls(named(schedule)) for schedule in over]
    return [Wait(min(at.doubts.values()))] if at.doubts else []


def _proving(at: _Position) -> Sequence[Step]:
    """What is filled is counted, or read whole, before any of it is released."""
    loaded = [s for s in at.schedules if s.ours and s.state == ScheduleState.LOADING]
    filled = [s for s in loaded if at.is_open(s)]
    return [
        AuditCalls(named(schedule)) if schedule.doubted else CountCalls(named(schedule))
        for schedule in filled
    ]


async def _releasing(delivery: Delivery, at: _Position) -> Sequence[Step]:
    """Every schedule is enabled, but for one with people who are not to be called any more.

    An enabling without an answer is asked for again once it is over. Two of them under way at once
    could not be told apart: a stop waits until none may land.
    """
    proven = {ScheduleState.READY, ScheduleState.ENABLING}
    ready = [
        s
        for s in at.schedules
        if s.ours and s.state in proven and at.is_open(s) and at.may_be_released(s)
    ]
    for schedule in ready:
        if await delivery.ledger.suppressions.hits(schedule.id):
            return [SetAside(named(schedule))]
    over_at = {s.id: enabling_over_at(delivery, s) for s in ready if s.has_unanswered_enable}
    underway = {known: instant for known, instant in over_at.items() if instant > at.now}
    enabling = [EnableSchedule(named(s)) for s in ready if s.id not in underway]
    return enabling or ([Wait(min(underway.values()))] if underway else [])


def _schedule_for(at: _Position, part: Part) -> LedgerSchedule | None:
    """The schedule that takes the part's calls; somebody else's takes everybody's."""
    return at.schedules[0] if at.run.kind == "add" and at.schedules else at.schedule_of(part)
