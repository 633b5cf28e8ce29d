"""Carrying on on purpose: in the window that the run has, or in a new one."""

from datetime import datetime

from outbound.delivery.facts import read_facts
from outbound.delivery.next_window import move_to_next_window
from outbound.delivery.runs import Run, record_of
from outbound.delivery.session import Session
from outbound.delivery.stopping import StoppedError
from outbound.delivery.suppression import suppress_from_files
from outbound.ledger import RunRecord
from outbound.mistakes import UserMistake
from outbound.planning import Window, day_of, resolve


def refuse_another_api(session: Session, run: Run) -> None:
    """A run belongs to the API that it was begun on.

    Raises:
        UserMistake: the settings name another one.
    """
    if run.base_url != session.base_url:
        raise UserMistake(
            f"The run {run.key} was begun on {run.base_url}, and MICO_BASE_URL is "
            f"{session.base_url}: set it to that address."
        )


async def carry_on(session: Session, run: Run) -> None:
    """Note that somebody asks to carry on with the run in the window that it has.

    Raises:
        StoppedError: it was stopped; only a new window starts it again.
    """
    record = await record_of(session, run)
    if record.stop_wished_at is not None:
        raise _stopped(record)
    await session.ledger.runs.resumed(run.id, at=session.clock.now())


async def give_window(
    session: Session,
    before: RunRecord,
    window: Window,
    *,
    due: datetime | None = None,
    flow_run_id: str | None = None,
) -> None:
    """Give the run another window, for people who are held or were not called before a stop.

    The schedules it has made are abandoned: none of them is enabled again, and people who were
    called from one stay in it. Asked for the window that the run has already, nothing is changed:
    the asking was repeated. `before` is the run as it was when somebody asked: a wish to stop that
    came after that stands. `due` is the instant that a relative window counts from.

    Raises:
        StoppedError: somebody wished to stop since.
        UserMistake: calls are being made from it, or its schedule is another client's; or a
            do-not-call list that it heeds, which is read once more, cannot be.
        WindowMissedError: nothing is left of the window.
    """
    run, now = Run.of(before), session.clock.now()
    if run.is_addition:
        raise UserMistake(
            f"The run {run.key} adds calls to somebody else's schedule, which has its own window."
        )
    due = due or now
    span = resolve(window, due=due)
    span.rest(now)
    # A flow run that Prefect repeats asks once more for what it was given.
    if before.stop_wished_at is None and _has_it_already(before, window, due):
        return
    await _end_days(session, run)
    await _refuse_to_reopen(session, before)
    # Read once more: people may have come onto these lists since the run was staged.
    await suppress_from_files(session, run)
    is_reopened = await session.ledger.replacements.reopen(
        run.id,
        window=window.model_dump(mode="json"),
        due_at=due,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        wish=before.stop_wished_at,
        flow_run_id=flow_run_id,
        now=now,
    )
    if not is_reopened:
        raise _stopped(await record_of(session, run))


async def _end_days(session: Session, run: Run) -> None:
    """People who were not reached on a day that is over wait for the new window, too."""
    facts = await read_facts(session, run)
    for schedule in facts.schedules:
        if facts.is_day_over(schedule):
            await move_to_next_window(session, schedule)


async def _refuse_to_reopen(session: Session, before: RunRecord) -> None:
    """Only a run with people left, from which no calls are being made, gets another window."""
    counts = await session.ledger.count(before.id)
    if before.staged_at is not None and not counts.unresolved and not counts.open:
        raise UserMistake(f"The run {before.key} is finished: nobody is left to be called.")
    schedules, now = await session.ledger.schedules.of_run(before.id), session.clock.now()
    is_calling = any(s.may_be_live and not s.window.is_over(now) for s in schedules)
    if before.stop_wished_at is None and is_calling:
        raise UserMistake(
            f"The run {before.key} is calling until {before.ends_at:%Y-%m-%d %H:%M} UTC. To give "
            f"it another window, stop it first: `outbound stop {before.key}`."
        )


def _has_it_already(before: RunRecord, window: Window, due: datetime) -> bool:
    is_same = before.new_window == window.model_dump(mode="json")
    return is_same and day_of(window, due) == day_of(window, before.due_at)


def _stopped(record: RunRecord) -> StoppedError:
    return StoppedError(
        f"The run {record.key} was stopped at {record.stop_wished_at:%Y-%m-%d %H:%M:%S} UTC. The "
        "people who were not called are called in a new window: "
        f"`outbound resume {record.key} --window …`."
    )
