"""Loading a schedule: claim durably, send once, record what the answer said."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from outbound.api import (
    CredentialsRefused,
    Fatal,
    InDoubt,
    NotFound,
    Retriable,
    ScopeMissing,
)
from outbound.delivery.matching import RowResults, fates
from outbound.delivery.schedules import named
from outbound.delivery.session import Session
from outbound.ledger import Cap, LedgerSchedule
from outbound.ledger.rows import Claim, Created, Refused

# It is about what the request says: the API's own word for it, or that of a gateway before it.
_PERSON_REFUSED = {400, 403, 406, 413, 418, 422, 451}

# So many people turned down one by one, and none taken: then it is not about the people.
_ALONE = 5


@dataclass(frozen=True, slots=True)
class BatchLoaded:
    """What became of a batch's rows."""

    created: int
    refused: int
    in_doubt: int


async def load_batch(
    session: Session,
    schedule: LedgerSchedule,
    batch: int,
    *,
    force: bool = False,
    cap: Cap | None = None,
) -> BatchLoaded:
    """Send the batch's unsent rows in one request, and record what became of each.

    A request that may have been carried out leaves its rows in doubt; nothing is sent again. One
    that was turned down as a whole does, too: it does not say which row is at fault.

    Raises:
        Retriable: the request never left, or was not carried out: its rows are as before.
        CredentialsRefused, ScopeMissing, NotFound: likewise, and repeating it does not help.
        Fatal: likewise; it is not about the one person in the request.
    """

    async def send(claim: Claim) -> RowResults:
        answer = await session.api.outbound_calls.create_bulk(
            named(schedule),
            [row.call for row in claim.rows],
            force=force,
            deadline=claim.deadline,
        )
        return fates(claim.rows, answer)

    return await _load(session, schedule, batch, send, cap)


async def load_one(
    session: Session,
    schedule: LedgerSchedule,
    batch: int,
    *,
    force: bool = False,
    cap: Cap | None = None,
) -> BatchLoaded:
    """Send the only row of a run, which stands in this batch, with the request for single calls.

    Raises:
        MicoError: as in `load_batch`.
    """

    async def send(claim: Claim) -> RowResults:
        (row,) = claim.rows
        call = await session.api.outbound_calls.create(
            named(schedule),
            row.call,
            force=force,
            deadline=claim.deadline,
        )
        return RowResults([Created(row.number, call.uid, call.status, call.progress)], [])

    return await _load(session, schedule, batch, send, cap)


async def _load(
    session: Session,
    schedule: LedgerSchedule,
    batch: int,
    send: Callable[[Claim], Awaitable[RowResults]],
    cap: Cap | None,
) -> BatchLoaded:
    claim = await _claim(session, schedule, batch, cap)
    if claim is None:
        return BatchLoaded(0, 0, 0)
    # Every way out writes what became of the claimed rows. One that dies in between leaves them
    # claimed, which the next owner takes for a doubt.
    try:
        known = await send(claim)
    except Retriable:
        await session.ledger.rows.give_back(claim)
        raise
    except InDoubt as doubt:
        record = session.ledger.rows.failed if doubt.is_failure else session.ledger.rows.doubt
        await record(claim)
        return BatchLoaded(0, 0, len(claim.rows))
    except Fatal as error:
        if await _is_about_client(session, schedule, error):
            await session.ledger.rows.give_back(claim)
            raise
        return await _turned_down(session, schedule, claim, error)
    return await _record(session, claim, known)


async def _claim(
    session: Session, schedule: LedgerSchedule, batch: int, cap: Cap | None
) -> Claim | None:
    """Claim once the API may be asked at all: a claim has a deadline."""
    await session.api.ready()
    now = session.clock.now()
    return await session.ledger.rows.claim(
        schedule.run_id,
        schedule.id,
        batch,
        now=now,
        deadline=now + session.request_deadline,
        cap=cap,
    )


async def _is_about_client(session: Session, schedule: LedgerSchedule, error: Fatal) -> bool:
    """Whether it was turned down for the sake of the client, or of the schedule, and nobody's row.

    Where calls of the schedule were taken, the client may create them: then a 403 that does not
    speak of rights is about what the request says.
    """
    if isinstance(error, ScopeMissing):
        return error.speaks_of_rights or not await session.ledger.calls.in_schedule(schedule.id)
    return isinstance(error, CredentialsRefused | NotFound)


async def _turned_down(
    session: Session, schedule: LedgerSchedule, claim: Claim, error: Fatal
) -> BatchLoaded:
    """A clear no to the whole request: it is looked into, and at last believed of one person.

    Looking into it disables the schedule, if it is ours: somebody may have enabled it, and then it
    takes no calls at all.

    Raises:
        Fatal: it was looked into already, and is not about the one person.
    """
    # A bulk of several is always looked into: one row may be at fault, and the others were perhaps
    # created. A single row is believed only in a bulk of its own, behind that look.
    (first, *others) = claim.rows
    if others or (schedule.ours and first.at_most != 1):
        await session.ledger.rows.turned_down(claim, now=session.clock.now())
        return BatchLoaded(0, 0, len(claim.rows))
    if error.status in _PERSON_REFUSED and await _takes_calls(session, schedule):
        speaker = "a gateway before Mico" if error.shows_page else "Mico"
        refused = Refused(first.number, None, f"{speaker} answered {error.status}")
        return await _record(session, claim, RowResults([], [refused]))
    await session.ledger.rows.begin_anew(claim)
    raise error


async def _takes_calls(session: Session, schedule: LedgerSchedule) -> bool:
    """Whether it is about the person: the schedule took others, or few were turned down yet.

    Somebody else's may be enabled: then it takes nobody.
    """
    if await session.ledger.calls.in_schedule(schedule.id):
        return True
    return schedule.ours and await session.ledger.rows.refused_alone(schedule.id) < _ALONE


async def _record(session: Session, claim: Claim, known: RowResults) -> BatchLoaded:
    await session.ledger.rows.record(
        claim, created=known.created, refused=known.refused, now=session.clock.now()
    )
    in_doubt = len(claim.rows) - len(known.created) - len(known.refused)
    return BatchLoaded(len(known.created), len(known.refused), in_doubt)
