"""Following a run's calls until none is open: a sweep, a rest, and again."""

from itertools import count
from uuid import UUID

from outbound.api import Retriable
from outbound.delivery.next_window import is_any_day_over
from outbound.delivery.runs import Run
from outbound.delivery.stopping import carry_out_stop, raise_if_stopped
from outbound.delivery.watching import idle_alarm, idle_schedules
from outbound.ledger.database import LedgerError
from tasks.connection import current
from tasks.poll_outcomes import poll_outcomes
from tasks.progress import show_progress
from tasks.shown import run_log, show_bar


async def follow(run: Run, poll_interval_seconds: int) -> None:
    """Read outcomes until every call is over, or somebody's next day may begin.

    An API or a ledger that cannot be asked for a while does not end it: the window decides what is
    over.

    Raises:
        StoppedError: the run was stopped, and nothing rings any more.
    """
    artifact = await show_bar(f"Calls that are over, of {run.key}")
    told = set[str]()
    for number in count(1):
        try:
            await _tell_of_idle_schedules(run, told)
            if await _is_over(run, number, artifact):
                return
        except (Retriable, LedgerError) as error:
            run_log().warning("Sweep %s found no answer: %s", number, error)
        await current().clock.sleep(poll_interval_seconds)


async def _tell_of_idle_schedules(run: Run, told: set[str]) -> None:
    """Say once of each schedule that nobody is called from it although it was enabled."""
    session = current()
    for schedule in await idle_schedules(session.ledger, run.id, session.clock.now()):
        if (sentence := idle_alarm(schedule)) not in told:
            run_log().warning(sentence)
            told.add(sentence)


async def _is_over(run: Run, number: int, artifact: UUID) -> bool:
    session = current()
    # The process that wished to stop may have died before it disabled anything.
    is_stopped = await carry_out_stop(session, run)
    swept = await poll_outcomes(run, number)
    sums = await session.ledger.count(run.id)
    await show_progress(artifact, sums.closed, sums.created)
    if is_stopped and not swept.running:
        await raise_if_stopped(session, run)
    return swept.is_last or await is_any_day_over(session, run)
