"""The beginning and the end that every flow with a list shares."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from flows.cancelling import heed_before_release, watch_for_cancelling
from flows.following import follow
from flows.memory import remember
from outbound.delivery import admission, canary
from outbound.delivery.alongside import alongside
from outbound.delivery.clocks import clock_warning
from outbound.delivery.examined import examination_warning
from outbound.delivery.next_window import has_more_days
from outbound.delivery.ownership import owning
from outbound.delivery.plan import excess_in, plan_of
from outbound.delivery.reconciliation import UnsettledError
from outbound.delivery.release import WindowEndedError
from outbound.delivery.run_loop import run_to_release
from outbound.delivery.runs import Run, record_of, waits_for_approval
from outbound.delivery.segments import form_segments
from outbound.delivery.silence import telling_of_silence
from outbound.delivery.steps import EnableSchedule, Step
from outbound.delivery.stopping import watch_for_stop
from outbound.delivery.watching import watch_schedules
from outbound.ledger import LeaseLostError
from outbound.mistakes import UserMistake
from outbound.reports import Summary, nobody_left, summarize, too_dirty
from tasks.connection import current, working_with
from tasks.progress import show_plan, show_summary
from tasks.shown import notice, run_log
from tasks.steps import take_as_task


@asynccontextmanager
async def owned_run(run: Run) -> AsyncIterator[None]:
    """Be the run's only owner, and note in the ledger if we give up.

    Raises:
        RunOwnedError: another process works on it.
        WatchFailedError: what watches beside the work failed.
    """
    async with owning(current(), run) as owned:
        with working_with(owned):
            await remember(owned, run)
            await owned.ledger.runs.taken_up(run.id)
            try:
                async with (
                    alongside("The watch for a stop", partial(watch_for_stop, owned, run)),
                    alongside("The watch for a cancel", partial(watch_for_cancelling, owned, run)),
                    alongside("The watch of its schedules", partial(watch_schedules, owned, run)),
                    telling_of_silence(owned, notice, "trying again until the window ends"),
                ):
                    yield
            except LeaseLostError:
                raise  # the run's new owner has not given up
            except BaseException:
                await owned.ledger.runs.give_up(run.id, now=owned.clock.now())
                raise


async def show_plan_of(run: Run) -> None:
    """The plan, on the run's page, before anything is sent.

    Nobody is called while it waits for approval. People who have lost their window meanwhile, since
    the run was given another one or a day is over, have the next one in the plan that is approved.
    """
    if waits_for_approval(run, await record_of(current(), run)):
        await form_segments(current(), run)
    session = current()
    rates, name = await session.ledger.plans.rates(), run.request.contacts.rsplit("/", 1)[-1]
    await show_plan(await plan_of(session, run, name=name, rates=rates))


async def admit(run: Run, *, allow_overlap: bool, again: bool, anew: bool = False) -> None:
    """Turn the run away if another run calls the same people; `anew`: look once more.

    Raises:
        UserMistake: it would; the text names the other run.
    """
    await admission.admit(current(), run, allow_overlap=allow_overlap, again=again, anew=anew)


async def see_through(run: Run, poll_interval_seconds: int, *, wait: bool) -> Summary:
    """From rows in the ledger to calls that may be made, and (`wait`) to calls that are over.

    Day after day, where people who were not reached have another window.

    Raises:
        UnsettledError, WindowEndedError: not everybody's call may be made; it says which rows.
        CanaryFailedError: too many of the trial group failed; the others are held.
    """
    while True:
        try:
            await run_to_release(current(), run, partial(_take, run))
        except (UnsettledError, WindowEndedError) as error:
            raise type(error)(f"{error} {(await conclude(run)).sentence}") from None
        clocks = clock_warning(current().api, current().clock)
        for warning in filter(None, (clocks, await examination_warning(current()))):
            run_log().warning(warning)
        on_trial = await canary.is_pending(current(), run)
        if not on_trial:
            # Rows that are passed over hold nobody else's calls up, today or on another day.
            if not wait or not (await current().ledger.count(run.id)).is_all_released:
                return await conclude(run)
            await numbers(run)
        await follow(run, poll_interval_seconds)
        if on_trial:
            await canary.judge(current(), run)
        elif not await has_more_days(current(), run):
            return await conclude(run)


async def _take(run: Run, step: Step) -> None:
    """Take a step; nothing is released by a flow run that somebody has cancelled or deleted."""
    if isinstance(step, EnableSchedule):
        await heed_before_release(current(), run)
    await take_as_task(run, step)


async def refuse_dirty(run: Run) -> None:
    """A list of which more cannot be used than was allowed is the user's mistake.

    Raises:
        UserMistake: it is so.
    """
    ledger = current().ledger
    reasons, read = await ledger.plans.reasons(run.id), (await ledger.count(run.id)).read
    if excess := excess_in(reasons, read, run.request.checks):
        raise UserMistake(too_dirty(run.key, excess))


async def refuse_empty(run: Run) -> None:
    """A list of which nothing can be used is the user's mistake.

    Raises:
        UserMistake: no row is left to call.
    """
    counts = await current().ledger.count(run.id)
    if not counts.usable:
        raise UserMistake(nobody_left(run.key, counts))


async def conclude(run: Run) -> Summary:
    """The run's numbers, shown on its page; an end with loose ends is noted as given up."""
    session = current()
    if not (await summarize(session.ledger, run.key)).is_accounted_for:
        await session.ledger.runs.give_up(run.id, now=session.clock.now())
    return await numbers(run)


async def numbers(run: Run) -> Summary:
    """The run's numbers, shown on its page; another process may be its owner."""
    summary = await summarize(current().ledger, run.key)
    await show_summary(summary)
    return summary
