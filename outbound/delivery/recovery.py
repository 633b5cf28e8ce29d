"""Recovery: what no launcher and no hook saw is put right, from the ledger.

Recovery releases nobody who was not released before: a wish to stop is carried out, a release after
doubt is looked at again, a schedule that must stay disabled is disabled again, calls that are being
made get their outcomes read, and a run that died before its release stays disabled. A run that has
an owner is left alone; two recoveries at once do no harm.
"""

from dataclasses import dataclass
from datetime import datetime

from outbound.api import MicoError
from outbound.delivery.auditing import verify_release
from outbound.delivery.next_window import is_any_day_over
from outbound.delivery.ownership import RunOwnedError, owning
from outbound.delivery.runs import Run, record_of
from outbound.delivery.session import Session
from outbound.delivery.stopping import disable_schedules, is_to_be_disabled
from outbound.delivery.tracking import sweep
from outbound.delivery.watching import idle_alarm, idle_schedules, is_watched, keep_disabled
from outbound.ledger import GRACE, LeaseLostError, LedgerSchedule
from outbound.ledger.database import LedgerError


@dataclass(frozen=True, slots=True)
class Recovered:
    """What one look at a run came to."""

    key: str
    finding: str
    """In a few words, for people."""
    is_over: bool
    """Whether another look would find nothing to do."""
    waits_for_you: bool = False
    """Whether somebody is not called unless a person resumes the run."""


async def recover(session: Session) -> list[Recovered]:
    """Look at every run on this API that is not over, once; what fails for one holds up no other.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    records = await session.ledger.runs.unfinished(session.base_url, session.clock.now())
    runs = [Run.of(record) for record in records]
    return [await _recovered(session, run) for run in runs if not run.is_addition]


async def _recovered(session: Session, run: Run) -> Recovered:
    try:
        requested_at = (await record_of(session, run)).stop_wished_at
        if requested_at is not None:
            return await _stopped(session, run, requested_at)
        # A lease that its owner does not renew is not waited for: the next look comes in a minute,
        # and other runs wait for this one.
        async with owning(session, run, waiting=False) as owned:
            return await _looked_after(owned, run)
    except (RunOwnedError, LeaseLostError):
        return Recovered(run.key, "is being worked on", is_over=True)
    except (MicoError, LedgerError) as error:
        return Recovered(run.key, f"not confirmed: {error}", is_over=False)


async def _stopped(session: Session, run: Run, requested_at: datetime) -> Recovered:
    """The wish is carried out; an enabling that was never answered is undone again and again."""
    now = session.clock.now()
    before = await _ours(session, run)
    if any(is_to_be_disabled(s, requested_at, now) or is_watched(s, now) for s in before):
        stopped = await disable_schedules(session, run)
        if stopped.problem is not None:
            return Recovered(run.key, f"stopping, not confirmed: {stopped.problem}", is_over=False)
    is_late = await _is_enable_to_come(session, run)
    if is_late or any(_was_just_disabled(session, s) for s in await _ours(session, run)):
        swept = await sweep(session, run)
        is_over = not swept.running and not is_late
        return Recovered(run.key, f"stopped, confirmed by Mico{is_late}", is_over)
    return Recovered(run.key, "stopped", is_over=True)


async def _is_enable_to_come(session: Session, run: Run) -> str:
    """What to add to a finding where an enable without an answer may still land; else nothing."""
    now = session.clock.now()
    late = [s for s in await _ours(session, run) if is_watched(s, now) and s.may_be_enabled_late]
    ends = [s.ends_at for s in late if s.ends_at is not None]
    if not ends:
        return ""
    return (
        "; an enabling that was never answered may still land, so it is disabled again at every "
        f"look until {max(ends):%Y-%m-%d %H:%M} UTC"
    )


def _was_just_disabled(session: Session, schedule: LedgerSchedule) -> bool:
    """Whether conversations that had begun may still be going on."""
    at = schedule.disabled_at
    was_live = schedule.enable_asked_at is not None
    return was_live and at is not None and session.clock.now() < at + GRACE


async def _looked_after(session: Session, run: Run) -> Recovered:
    """What a launcher that died has left, with nobody else at work on it."""
    # A release after doubt that nobody has looked at may hold a call too many: that comes first.
    for schedule in await _ours(session, run):
        if schedule.is_unverified:
            await verify_release(session, schedule)
    await keep_disabled(session, run)
    record, counts = await record_of(session, run), await session.ledger.count(run.id)
    if not counts.is_delivered and record.given_up_at is None:
        await session.ledger.runs.give_up(run.id, now=session.clock.now())
    carries_on = f"released; `outbound resume {run.key}` carries on"
    if record.holds_others_back:
        carries_on = f"released, for its trial failed; `outbound resume {run.key}` calls the others"
    if not any(schedule.was_handed_over for schedule in await _ours(session, run)):
        return Recovered(run.key, f"not {carries_on}", is_over=True, waits_for_you=True)
    swept = await sweep(session, run)
    if await is_any_day_over(session, run):
        waits = f"waits for another day, on which `outbound resume {run.key}` calls"
        return Recovered(run.key, waits, is_over=True, waits_for_you=True)
    is_late = await _is_enable_to_come(session, run)
    is_over = swept.is_last and not is_late
    if idle := await idle_schedules(session.ledger, run.id, session.clock.now()):
        return Recovered(run.key, idle_alarm(idle[0]), is_over, waits_for_you=True)
    if not counts.is_delivered:
        return Recovered(run.key, f"not all {carries_on}{is_late}", is_over, waits_for_you=True)
    return Recovered(run.key, f"calling, {swept.open} calls are open{is_late}", is_over)


async def _ours(session: Session, run: Run) -> list[LedgerSchedule]:
    return [known for known in await session.ledger.schedules.of_run(run.id) if known.ours]
