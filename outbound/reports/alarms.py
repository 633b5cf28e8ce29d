"""What a person must know of a run at once: people called twice, and people whom nobody calls."""

from outbound.ledger import Counts, Ledger
from outbound.ledger.calls import NOT_REACHED

# Rows that a sentence names.
_SHOWN = 10

# Fewer than one in so many of the released calls with an attempt are too few.
_FEW = 2


async def alarm_of_second_calls(ledger: Ledger, run_id: int) -> str:
    """A sentence about people who may have been called twice; nothing where nobody was."""
    numbers = await ledger.calls.second_calls(run_id)
    if not numbers:
        return ""
    named = ", ".join(map(str, numbers[:_SHOWN]))
    more = f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    return (
        f"{len(numbers)} people may have been called twice (row {named}{more}): a schedule that "
        "was given up was enabled for a while, since a request landed late."
    )


async def alarm_of_uncalled(ledger: Ledger, run_id: int, counts: Counts) -> str:
    """A sentence about calls that are over without an attempt; nothing where most had one."""
    # The exact question is dear. Calls without an attempt count as this outcome, at least.
    if not _are_few(counts.released, counts.outcomes.get(NOT_REACHED, 0)):
        return ""
    untried = await ledger.calls.untried(run_id)
    if not _are_few(counts.released, untried):
        return ""
    return (
        f"Mico shows no attempt for {untried} of the {counts.released} calls that were released, "
        "and the window is over: those people were not called. Ask Mico whether their schedule "
        "was enabled."
    )


def _are_few(released: int, untried: int) -> bool:
    """Whether none, or unexpectedly few, of the released calls had an attempt."""
    return released > 0 and (released - untried) * _FEW < released
