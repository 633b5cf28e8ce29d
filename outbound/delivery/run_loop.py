"""The run loop: it takes one step after another until the calls may be made.

A run that died continues from what the ledger holds, and asks the API nothing that the ledger
already knows.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type
from tenacity.wait import wait_exponential_jitter

from outbound.api import InDoubt, Retriable
from outbound.delivery.decision import decide
from outbound.delivery.facts import Facts, read_facts
from outbound.delivery.reconciliation import UnsettledError
from outbound.delivery.runs import Run, record_of
from outbound.delivery.session import Session
from outbound.delivery.steps import Step, Wait
from outbound.delivery.stopping import raise_if_stopped
from outbound.ledger import CallWindow, Snapshot
from outbound.ledger.database import LedgerError

# Errors that may be over after a while; whatever was under way is found again in the ledger.
_PASSING = (Retriable, InDoubt, LedgerError)

# Real seconds for which a database may be gone.
_LEDGER_PATIENCE = 600.0

# Real seconds for which the API may be gone where no window says when it is too late.
_PATIENCE_WITHOUT_WINDOW = 3600.0

Take = Callable[[Step], Awaitable[object]]


class StuckError(UnsettledError):
    """The same steps were to be taken again although the first time they changed nothing."""


async def run_to_release(session: Session, run: Run, take: Take) -> None:
    """Take step after step until the run's calls may be made.

    An API that cannot be asked for a while is waited for, as long as the window lasts.

    Raises:
        StoppedError: the user wished to stop.
        WindowEndedError: the window ended before everything was released.
        UnsettledError: the state of some rows cannot be found out now, or steps change nothing.
        MicoError, LedgerError: it stays as it is; the run can be carried on.
    """
    guard = _Guard(run.key)
    window = (await record_of(session, run)).window
    patiently = AsyncRetrying(
        sleep=session.clock.sleep,
        retry=retry_if_exception_type(_PASSING),
        wait=wait_exponential_jitter(initial=1, max=60),
        stop=lambda state: _is_enough(session, window, state),
        reraise=True,
    )
    while await patiently(_advance, session, run, take, guard):
        pass


def _is_enough(session: Session, window: CallWindow, state: RetryCallState) -> bool:
    tried_for = state.seconds_since_start or 0.0
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, LedgerError):
        return tried_for > _LEDGER_PATIENCE
    if window.ends_at is None:
        return tried_for > _PATIENCE_WITHOUT_WINDOW
    return window.is_over(session.clock.now())


async def _advance(session: Session, run: Run, take: Take, guard: "_Guard") -> bool:
    """Take the next steps, all at once; whether there were any."""
    await raise_if_stopped(session, run)
    # Between steps nothing is under way: what is still being sent could not be recorded.
    await session.ledger.rows.doubt_unfinished(run.id)
    facts = await read_facts(session, run)
    # The facts are of one moment. What changes meanwhile meets the compare-and-set of a transition,
    # and is read with the next facts.
    steps = decide(facts)
    guard.check(facts, steps)
    # All of them end before the first error is raised: what is under way must be recorded.
    results = await asyncio.gather(*map(take, steps), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    guard.remember(facts, steps)
    return bool(steps)


class _Guard:
    """Notices a decision that repeats itself: without it, a fault here would be an endless loop.

    Steps that raised may be repeated, and so may waiting.
    """

    def __init__(self, key: str) -> None:
        self._key = key
        self._before: tuple[Snapshot, Sequence[Step]] | None = None

    def check(self, facts: Facts, steps: Sequence[Step]) -> None:
        """Compare with the last steps that were taken.

        Raises:
            StuckError: they are the same, and so are the facts.
        """
        is_repeated = self._before == (facts.snapshot, steps)
        self._before = None
        if is_repeated and not all(isinstance(step, Wait) for step in steps):
            names = ", ".join(sorted({step.name for step in steps}))
            raise StuckError(
                f"The run {self._key} does not get on: {names} changed nothing and would be taken "
                f"again. Nothing more is released. `outbound resume {self._key}` tries again; "
                "please report this as a fault of Outbound."
            )

    def remember(self, facts: Facts, steps: Sequence[Step]) -> None:
        """These steps were taken, and none of them raised."""
        self._before = facts.snapshot, steps
