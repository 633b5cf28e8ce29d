"""The trial group: the first people are called, and the others only if that goes well."""

from outbound.delivery.runs import Run, record_of
from outbound.delivery.session import OfflineSession, Session
from outbound.ledger import GRACE, ScheduleState
from outbound.mistakes import ShownError

_NOBODY = "Nobody of the trial group could be called"


class CanaryFailedError(ShownError):
    """Too many calls of the trial group failed; the others are held."""


async def last_canary_row(session: OfflineSession, run: Run) -> int | None:
    """The row of the last person in the trial group; None where no trial is to be made.

    A trial is made again if its window was over, or superseded, before a verdict.
    """
    canary = run.request.checks.canary
    record = await record_of(session, run)
    if canary is None or record.trial_passed_at is not None or record.trial_failed_at is not None:
        return None
    segments, now = await session.ledger.segments.of_run(run.id), session.clock.now()
    if any(segment.is_trial and segment.is_current(now) for segment in segments):
        return None
    return await session.ledger.segments.last_of_first(run.id, canary.first)


async def is_pending(session: Session, run: Run) -> bool:
    """Whether others wait for the end of the trial."""
    if (await record_of(session, run)).trial_passed_at is not None:
        return False
    segments = await session.ledger.segments.of_run(run.id)
    return any(segment.is_trial for segment in segments) and any(
        not segment.is_trial for segment in segments
    )


async def judge(session: Session, run: Run) -> None:
    """Let the others be called, or hold them; do neither while the trial is not over.

    People of the trial may be called at different hours: the first calls may decide it.

    Raises:
        CanaryFailedError: too many failed, or nobody of the trial group could be called at all.
    """
    canary = run.request.checks.canary
    if canary is None:
        raise AssertionError("only a run with a trial is judged by it")
    results = await session.ledger.segments.canary_results(run.id)
    bad = {name.casefold() for name in canary.failures}
    called = sum(results.values())
    failed = sum(count for name, count in results.items() if name.casefold() in bad)
    now = session.clock.now()
    # Too many failures are a verdict at once. Success waits for everybody: late calls may fail.
    has_failed = called and failed / called > canary.max_failures
    if not has_failed and not await _is_over(session, run):
        return
    if called and not has_failed:
        await session.ledger.runs.canary_passed(run.id, at=now)
        return
    await session.ledger.runs.canary_failed(run.id, at=now)
    many = f"{failed} of the {called} calls of the trial group failed, more than "
    why = f"{many}{canary.max_failures:.0%}" if called else _NOBODY
    raise CanaryFailedError(
        f"{why}. The others are loaded, and held. `outbound status {run.key}` shows the outcomes; "
        f"`outbound resume {run.key}` calls the others all the same."
    )


async def _is_over(session: Session, run: Run) -> bool:
    """Whether nobody of the trial group is still to be called in the windows that it has."""
    of_trial = {
        segment.ordinal
        for segment in await session.ledger.segments.of_run(run.id)
        if segment.is_trial
    }
    # Two graces after its window, nobody waits for a call that is still open.
    waiting = [
        schedule
        for schedule in await session.ledger.schedules.of_run(run.id)
        if schedule.ordinal in of_trial
        and schedule.was_handed_over
        and schedule.state != ScheduleState.ABANDONED
        and not schedule.window.is_over(session.clock.now(), grace=2 * GRACE)
    ]
    return not any([await session.ledger.calls.open(schedule.id) for schedule in waiting])
