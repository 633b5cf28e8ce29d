"""The beginning and the end that every flow with a list shares."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prefect.logging import get_run_logger

from flows.cancelling import heeding_cancelling
from flows.delivering import deliver
from flows.following import follow
from flows.memory import remember
from outbound.delivery import admission, trial
from outbound.delivery.carrying_over import has_more_days
from outbound.delivery.clocks import clock_warning
from outbound.delivery.holding import holding
from outbound.delivery.looking_up import UnsettledError
from outbound.delivery.parts import form_parts
from outbound.delivery.plan import Plan, plan_of
from outbound.delivery.release import WindowEndedError
from outbound.delivery.requests import Checks
from outbound.delivery.stopping import watching_for_stop
from outbound.ledger import HoldLostError, Run
from outbound.mistakes import UserMistake
from outbound.reports import Summary, summarize
from tasks.connection import current, working_with
from tasks.progress import show_plan, show_summary


@asynccontextmanager
async def attended(key: str) -> AsyncIterator[None]:
    """Be the only one who works on the run, and note in the ledger if we give up.

    Raises:
        HeldError: somebody else works on it.
    """
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    async with holding(delivery, run) as held:
        with working_with(held):
            await remember(held, run)
            await held.ledger.runs.note(run.id, given_up_at=None)
            try:
                async with watching_for_stop(held, key), heeding_cancelling(held, key):
                    yield
            except HoldLostError:
                raise  # whoever has the run now has not given up
            except BaseException:
                await held.ledger.runs.give_up(run.id, now=held.clock.now())
                raise


async def show_plan_of(key: str) -> None:
    """The plan, on the run's page, before anything is sent.

    While it waits for approval nobody was sent: who has no window any more, for the run was given
    another one, or a day is over, has the next one in the plan that is approved of.
    """
    run = await current().ledger.runs.get(key)
    if run.waits_for_approval:
        await form_parts(current(), run)
    await show_plan(await _plan(run))


async def _plan(run: Run) -> Plan:
    delivery = current()
    rates = await delivery.ledger.plans.rates()
    name = str(run.request["contacts"]).rsplit("/", 1)[-1]
    now = delivery.clock.now()
    return await plan_of(delivery.ledger, run, name=name, rates=rates, now=now)


async def admit(key: str, *, allow_overlap: bool, again: bool, anew: bool = False) -> None:
    """Turn the run away if it would call people whom another run calls; `anew`: look once more.

    Raises:
        UserMistake: it would; the text names the other run.
    """
    run = await current().ledger.runs.get(key)
    await admission.admit(current(), run, allow_overlap=allow_overlap, again=again, anew=anew)


async def see_through(key: str, poll_interval_seconds: int, *, wait: bool) -> Summary:
    """From rows in the ledger to calls that may be made, and (`wait`) to calls that are over.

    Day after day, where who was not reached has another window.

    Raises:
        UnsettledError, WindowEndedError: not everybody's call may be made; it says whose.
        TrialFailedError: too many of the trial group failed; the others are held.
    """
    while True:
        try:
            await deliver(key)
        except (UnsettledError, WindowEndedError) as error:
            raise type(error)(f"{error} {(await conclude(key)).sentence}") from None
        if warning := clock_warning(current().api, current().clock):
            get_run_logger().warning(warning)
        on_trial = await trial.is_pending(current(), key)
        if not on_trial:
            summary = await conclude(key)
            if not wait or not summary.is_accounted_for:
                return summary
        await follow(key, poll_interval_seconds)
        if on_trial:
            await trial.judge(current(), key)
        elif not await has_more_days(current(), key):
            return await conclude(key)


async def refuse_dirty(key: str) -> None:
    """A list of which more cannot be used than was allowed is the user's mistake.

    Raises:
        UserMistake: it is so.
    """
    run = await current().ledger.runs.get(key)
    allowed = Checks.of(run).fail_above
    if allowed is None:
        return
    plan = await _plan(run)
    if plan.share_unusable > allowed:
        raise UserMistake(
            f"{plan.share_unusable:.1%} of the {plan.rows['read']} rows could not be used, more "
            f"than the {allowed:.1%} that were allowed; nothing was created. `outbound export "
            f"{key} rows.csv` writes each row's reason."
        )


async def refuse_empty(key: str) -> None:
    """A list of which nothing can be used is the user's mistake.

    Raises:
        UserMistake: no row is left to call.
    """
    ledger = current().ledger
    sums = await ledger.count((await ledger.runs.get(key)).id)
    if not sums.usable:
        raise UserMistake(
            f"None of the {sums.read} rows can be called ({sums.rejected} could not be used, "
            f"{sums.duplicate} are duplicates, {sums.suppressed} are not to be called); nothing "
            f"was created. `outbound export {key} rows.csv` writes each row's reason."
        )


async def conclude(key: str) -> Summary:
    """The run's numbers, shown on its page; an end with loose ends is noted as given up."""
    delivery = current()
    if not (await summarize(delivery.ledger, key)).is_accounted_for:
        run = await delivery.ledger.runs.get(key)
        await delivery.ledger.runs.give_up(run.id, now=delivery.clock.now())
    return await numbers(key)


async def numbers(key: str) -> Summary:
    """The run's numbers, shown on its page; who works on the run may be somebody else."""
    summary = await summarize(current().ledger, key)
    await show_summary(summary)
    return summary
