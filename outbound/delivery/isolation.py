"""Finding the row over which the API stumbles, in a schedule that is abandoned from birth.

A 5xx says neither whether a request was carried out nor for which row it failed. In a schedule that
nobody is ever called from, the first does not matter: its suspects are halved there without a look.
"""

from collections.abc import Sequence

from outbound.api import CredentialsRefused, Fatal, InDoubt, NotFound, Retriable, ScopeMissing
from outbound.delivery.reconciliation import UnsettledError
from outbound.delivery.runs import Run
from outbound.delivery.schedules import isolating_schedule
from outbound.delivery.session import Session
from outbound.delivery.stopping import raise_if_stopped
from outbound.ledger.quarantine import Suspect

# Seconds between the two requests of a person who is alone in them.
_REST = 2.0

# So many people passed over one by one, and nobody taken: then it is not about the people.
_ALONE = 5


async def isolate(session: Session, run: Run, segment: int) -> None:
    """Halve the segment's suspects until each is taken by the API, or alone and passed over.

    Who is taken is planned as before, for a schedule from which people are called.

    Raises:
        UnsettledError: the API stumbles over everybody.
        StoppedError: the user wished to stop.
        MicoError: the API could not be asked, or does not know the client.
    """
    suspects = await session.ledger.quarantine.suspects(run.id, segment)
    if not suspects:
        return
    uid = await isolating_schedule(session, run, segment)
    size, taken, passed_over = session.sizes.bulk, 0, 0
    portions = [suspects[first : first + size] for first in range(0, len(suspects), size)]
    while portions:
        portion = portions.pop()
        await raise_if_stopped(session, run)
        if await _is_taken(session, uid, portion):
            await session.ledger.quarantine.cleared(run.id, [row.number for row in portion])
            taken += len(portion)
        elif len(portion) > 1:
            middle = len(portion) // 2
            portions += [portion[middle:], portion[:middle]]
        else:
            passed_over += await _judge_alone(session, run, uid, portion[0])
        if passed_over >= _ALONE and not taken:
            raise _everybody_fails(run)


async def _judge_alone(session: Session, run: Run, uid: str, suspect: Suspect) -> bool:
    """Try the one person once more; whether they are passed over."""
    await session.clock.sleep(_REST)
    if await _is_taken(session, uid, [suspect]):
        await session.ledger.quarantine.cleared(run.id, [suspect.number])
        return False
    reason = "Mico failed twice at a request with this row alone"
    await session.ledger.quarantine.pass_over(run.id, suspect.number, reason)
    return True


async def _is_taken(session: Session, uid: str, portion: Sequence[Suspect]) -> bool:
    """Whether the API answers a bulk of them otherwise than with a 5xx."""
    await session.api.ready()
    deadline = session.clock.now() + session.request_deadline
    calls = [suspect.call for suspect in portion]
    try:
        await session.api.outbound_calls.create_bulk(uid, calls, deadline=deadline)
    except InDoubt as doubt:
        if not doubt.is_failure:
            raise Retriable(doubt.doing, doubt.problem, status=doubt.status) from doubt
        return False
    except (CredentialsRefused, ScopeMissing, NotFound):
        raise
    except Fatal:
        return True  # a clear no: it is looked into where the row is sent for good
    return True


def _everybody_fails(run: Run) -> UnsettledError:
    return UnsettledError(
        f"Mico failed at {_ALONE} people in requests of their own, and took nobody: it is not "
        f"about them. Nobody more is sent. `outbound resume {run.key}` tries everybody again; if "
        "it stays so, ask Mico."
    )
