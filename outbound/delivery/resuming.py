"""Carrying on on purpose: with what is left, or, for who is held, in a new window."""

from collections.abc import Sequence
from datetime import datetime

from outbound.delivery.carrying_over import carry_over, is_to_be_carried_over
from outbound.delivery.delivery import Delivery
from outbound.delivery.stopping import StoppedError
from outbound.delivery.suppressing import heed_files
from outbound.ledger import LedgerSchedule, Run
from outbound.mistakes import UserMistake
from outbound.planning import Window, day_of, resolve


def refuse_another_api(delivery: Delivery, run: Run) -> None:
    """A run belongs to the API that it was begun on.

    Raises:
        UserMistake: the settings name another one.
    """
    if run.base_url != delivery.base_url:
        raise UserMistake(
            f"The run {run.key} was begun on {run.base_url}, and MICO_BASE_URL is "
            f"{delivery.base_url}: set it to that address."
        )


async def carry_on(delivery: Delivery, run: Run) -> None:
    """Note that somebody asks to carry on with the run in the window that it has.

    Raises:
        StoppedError: it was stopped; only a new window starts it again.
    """
    if run.stop_wished_at is not None:
        raise _stopped(run)
    now = delivery.clock.now()
    await delivery.ledger.runs.note(run.id, resumed_at=now, **_waiving(run, now))


def _waiving(run: Run, now: datetime) -> dict[str, datetime | None]:
    """Whoever resumes after a failed trial has seen it, and wants the others to be called."""
    return {"trial_passed_at": now if run.trial_failed_at is not None else run.trial_passed_at}


async def give_window(
    delivery: Delivery,
    run: Run,
    window: Window,
    *,
    due: datetime | None = None,
    flow_run_id: str | None = None,
) -> None:
    """Give the run another window; who is held, or was not called before a stop, goes into it.

    The schedules it has made are abandoned: none of them is enabled again, and whoever was called
    from one stays in it. Asked for the window that the run has already, nothing is changed: the
    asking was repeated. `run` is the run as it was when somebody asked: a wish to stop that came
    after that stands. `due` is the instant that a relative window counts from.

    Raises:
        StoppedError: somebody wished to stop since.
        UserMistake: calls are being made from it, or its schedule is somebody else's; or a
            do-not-call list that it heeds, which is read once more, cannot be.
        WindowMissedError: nothing is left of the window.
    """
    if run.kind == "add":
        raise UserMistake(
            f"The run {run.key} adds calls to somebody else's schedule, which has its own window."
        )
    now = delivery.clock.now()
    due = due or now
    span = resolve(window, due=due)
    span.rest(now)
    asked = window.model_dump(mode="json")
    if run.stop_wished_at is None and _has_it_already(run, window, due):
        return
    schedules = await delivery.ledger.schedules.of_run(run.id)
    await _end_days(delivery, run, schedules)
    counts = await delivery.ledger.count(run.id)
    if run.staged_at is not None and not counts.unresolved and not counts.open:
        raise UserMistake(f"The run {run.key} is finished: nobody is left to be called.")
    if run.stop_wished_at is None and any(_is_calling(delivery, known) for known in schedules):
        raise UserMistake(
            f"The run {run.key} is calling until {run.ends_at:%Y-%m-%d %H:%M} UTC. To give it "
            f"another window, stop it first: `outbound stop {run.key}`."
        )
    await heed_files(delivery, run)
    is_reopened = await delivery.ledger.refills.reopen(
        run.id,
        window=asked,
        due_at=due,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        wish=run.stop_wished_at,
        flow_run_id=flow_run_id,
        now=now,
    )
    if not is_reopened:
        raise _stopped(await delivery.ledger.runs.get(run.key))
    await delivery.ledger.runs.note(run.id, **_waiving(run, now))


async def _end_days(delivery: Delivery, run: Run, schedules: Sequence[LedgerSchedule]) -> None:
    """Who was not reached on a day that is over waits for the new window, like anybody else."""
    parts = await delivery.ledger.parts.of_run(run.id)
    for schedule in schedules:
        if await is_to_be_carried_over(delivery, schedule, parts):
            await carry_over(delivery, schedule)


def _has_it_already(run: Run, window: Window, due: datetime) -> bool:
    is_same = run.new_window == window.model_dump(mode="json")
    return is_same and day_of(window, due) == day_of(window, run.due_at)


def _stopped(run: Run) -> StoppedError:
    return StoppedError(
        f"The run {run.key} was stopped at {run.stop_wished_at:%Y-%m-%d %H:%M:%S} UTC. Who was "
        f"not called is called in a new window: `outbound resume {run.key} --window …`."
    )


def _is_calling(delivery: Delivery, schedule: LedgerSchedule) -> bool:
    is_over = schedule.ends_at is not None and schedule.ends_at <= delivery.clock.now()
    return schedule.may_be_live and not is_over
