"""Carrying on on purpose: in the window that the run has, or in a new one."""

from datetime import datetime

from outbound.delivery.facts import read_facts
from outbound.delivery.next_command import resume_command
from outbound.delivery.next_window import is_any_day_over, move_to_next_window
from outbound.delivery.ownership import refuse_owned
from outbound.delivery.runs import Run, record_of
from outbound.delivery.session import Session
from outbound.delivery.stopping import StoppedError
from outbound.delivery.suppression import suppress_from_files
from outbound.ledger import RunRecord
from outbound.mistakes import UserMistake
from outbound.planning import CallingWindow, Window, day_of, resolve


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


async def refuse_resume(session: Session, record: RunRecord, window: Window | None) -> None:
    """What the records alone say against a resume, in the run's window or in another one.

    A command asks before anything is begun; `carry_on` and `give_window` ask the same once more.

    Raises:
        UserMistake, StoppedError, WindowMissedError, RunOwnedError: as those do.
    """
    run = Run.of(record)
    refuse_another_api(session, run)
    await refuse_owned(session, run)
    if window is None:
        refuse_stopped(session, record)
        return
    due = session.clock.now()
    if _span_of_another(session, record, window, due) is not None:
        await _refuse_to_reopen(session, record)


def refuse_stopped(session: Session, record: RunRecord) -> None:
    """A run that was stopped is carried on with only in a new window.

    Raises:
        StoppedError: it was stopped; the text names the command that carries on.
    """
    if record.stop_wished_at is None:
        return
    carry_on_with = resume_command(record, session.clock.now())
    raise StoppedError(
        f"The run {record.key} was stopped at {record.stop_wished_at:%Y-%m-%d %H:%M:%S} UTC. "
        + (
            "Nothing more is added by it."
            if carry_on_with is None
            else f"The people who were not called are called in a new window: `{carry_on_with}`."
        )
    )


async def carry_on(session: Session, run: Run) -> None:
    """Note that somebody asks to carry on with the run in the window that it has.

    Raises:
        StoppedError: it was stopped; only a new window starts it again.
    """
    refuse_stopped(session, await record_of(session, run))
    await session.ledger.quarantine.try_again(run.id)
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
    due = due or now
    span = _span_of_another(session, before, window, due)
    if span is None:
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
        refuse_stopped(session, await record_of(session, run))
        return
    await session.ledger.quarantine.try_again(run.id)


def _span_of_another(
    session: Session, before: RunRecord, window: Window, due: datetime
) -> CallingWindow | None:
    """The time from the new window's start to its end; None where the run has that window.

    Raises:
        UserMistake: the run's schedule is another client's.
        WindowMissedError: nothing is left of the window.
    """
    if Run.of(before).is_addition:
        raise UserMistake(
            f"The run {before.key} adds calls to somebody else's schedule, which has its own "
            "window."
        )
    span = resolve(window, due=due)
    span.rest(session.clock.now())
    # A flow run that Prefect repeats asks once more for what it was given.
    is_given = before.stop_wished_at is None and _has_it_already(before, window, due)
    return None if is_given else span


async def _end_days(session: Session, run: Run) -> None:
    """People who were not reached on a day that is over wait for the new window, too."""
    facts = await read_facts(session, run)
    for schedule in facts.schedules:
        if facts.is_day_over(schedule):
            await move_to_next_window(session, schedule)


async def _refuse_to_reopen(session: Session, before: RunRecord) -> None:
    """Only a run with people left, from which no calls are being made, gets another window."""
    counts = await session.ledger.count(before.id)
    is_over = before.staged_at is not None and not counts.unresolved and not counts.open
    # People of a day that is over may be left: they are found when they move to the next window.
    if is_over and not await is_any_day_over(session, Run.of(before)):
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
