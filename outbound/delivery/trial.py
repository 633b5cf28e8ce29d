"""The trial group: the first people are called, and the others only if that goes well."""

from outbound.delivery.delivery import Delivery, Desk
from outbound.delivery.runs import Run, record_of
from outbound.ledger import GRACE, ScheduleState

_NOBODY = "Nobody of the trial group could be called"


class TrialFailedError(Exception):
    """Too many calls of the trial group failed; the others are held."""


async def last_row_of_trial(desk: Desk, run: Run) -> int | None:
    """The row of the last person of a trial that is to be made; None where none is.

    One whose window was over, or was superseded, before it came to a verdict is made again.
    """
    canary = run.request.checks.canary
    record = await record_of(desk, run)
    if canary is None or record.trial_passed_at is not None or record.trial_failed_at is not None:
        return None
    parts, now = await desk.ledger.parts.of_run(run.id), desk.clock.now()
    if any(part.is_trial and part.is_current(now) for part in parts):
        return None
    return await desk.ledger.parts.last_of_first(run.id, canary.first)


async def is_pending(delivery: Delivery, run: Run) -> bool:
    """Whether others wait for the end of the trial."""
    if (await record_of(delivery, run)).trial_passed_at is not None:
        return False
    parts = await delivery.ledger.parts.of_run(run.id)
    return any(part.is_trial for part in parts) and any(not part.is_trial for part in parts)


async def judge(delivery: Delivery, run: Run) -> None:
    """Let the others be called, or hold them; or neither, while the trial is not over.

    Where its people are called at different hours, those of the first may have failed already.

    Raises:
        TrialFailedError: too many failed, or nobody of the trial group could be called at all.
    """
    canary = run.request.checks.canary
    if canary is None:
        raise AssertionError("only a run with a trial is judged by it")
    results = await delivery.ledger.parts.trial_results(run.id)
    bad = {name.casefold() for name in canary.failures}
    called = sum(results.values())
    failed = sum(count for name, count in results.items() if name.casefold() in bad)
    now = delivery.clock.now()
    has_failed = called and failed / called > canary.max_failures
    if not has_failed and not await _is_over(delivery, run):
        return
    if called and not has_failed:
        await delivery.ledger.runs.trial_passed(run.id, at=now)
        return
    await delivery.ledger.runs.trial_failed(run.id, at=now)
    many = f"{failed} of the {called} calls of the trial group failed, more than "
    why = f"{many}{canary.max_failures:.0%}" if called else _NOBODY
    raise TrialFailedError(
        f"{why}. The others are loaded, and held. `outbound status {run.key}` shows the outcomes; "
        f"`outbound resume {run.key}` calls the others all the same."
    )


async def _is_over(delivery: Delivery, run: Run) -> bool:
    """Whether nobody of the trial group is still to be called in the windows that it has."""
    of_trial = {
        part.ordinal for part in await delivery.ledger.parts.of_run(run.id) if part.is_trial
    }
    waiting = [
        schedule
        for schedule in await delivery.ledger.schedules.of_run(run.id)
        if schedule.ordinal in of_trial
        and schedule.was_handed_over
        and schedule.state != ScheduleState.ABANDONED
        and not schedule.window.is_over(delivery.clock.now(), grace=2 * GRACE)
    ]
    return not any([await delivery.ledger.calls.open(schedule.id) for schedule in waiting])
