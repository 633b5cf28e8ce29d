"""Why a run ended before anything was sent: read from the ledger, in the words of the refusal."""

from collections.abc import Sequence

from outbound.delivery.admission import SAME_LIST_WITHIN, sentence_of
from outbound.delivery.plan import excess_in
from outbound.delivery.runs import Run
from outbound.ledger import Counts, Ledger, LedgerSchedule, RunRecord


async def why_it_ended(
    ledger: Ledger, run: RunRecord, schedules: Sequence[LedgerSchedule], counts: Counts
) -> str:
    """A sentence; nothing for a run that goes on, was stopped, or has sent something."""
    if run.given_up_at is None or run.stop_wished_at is not None or schedules:
        return ""
    if run.staged_at is None:
        return (
            f"Its list was not read to the end, and nothing was sent. `outbound resume {run.key}` "
            "goes on reading."
        )
    if not counts.usable:
        return nobody_left(run.key, counts)
    reasons = await ledger.plans.reasons(run.id)
    if excess := excess_in(reasons, counts.read, Run.of(run).request.checks):
        return too_dirty(run.key, excess)
    # The refusal is found again as it was: what other runs do meanwhile changes nothing.
    clash = await ledger.admissions.clash(
        run,
        now=run.given_up_at,
        same_people=Run.of(run).is_addition,
        same_list_within=SAME_LIST_WITHIN,
    )
    if clash is not None:
        return sentence_of(clash)
    return f"It ended before anything was sent. `outbound resume {run.key}` carries on with it."


def nobody_left(key: str, counts: Counts) -> str:
    """No row of the list can be called."""
    return (
        f"None of the {counts.read} rows can be called ({counts.rejected} could not be used, "
        f"{counts.duplicate} are duplicates, {counts.suppressed} are not to be called); nothing "
        f"was created. `outbound export {key} rows.csv` writes each row's reason."
    )


def too_dirty(key: str, excess: str) -> str:
    """More of the list cannot be used than was allowed."""
    return (
        f"{excess}; nothing was created. `outbound export {key} rows.csv` writes each row's reason."
    )
