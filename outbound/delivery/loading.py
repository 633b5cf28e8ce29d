"""Loading a schedule: claim durably, send once, record what the answer said."""

from dataclasses import dataclass

from outbound.api import (
    CredentialsRefused,
    Fatal,
    InDoubt,
    MicoError,
    NotFound,
    Retriable,
    ScopeMissing,
)
from outbound.delivery.delivery import Delivery
from outbound.delivery.matching import Fates, fates
from outbound.delivery.schedules import named
from outbound.ledger import LedgerSchedule
from outbound.ledger.rows import Claim, Created, Refused

_NOTHING_DONE = (CredentialsRefused, ScopeMissing, NotFound)
_PERSON_REFUSED = {400, 422}  # bad request, unprocessable: it is about what the request says


@dataclass(frozen=True, slots=True)
class BatchLoaded:
    """What became of a batch's rows."""

    created: int
    refused: int
    in_doubt: int


async def load_batch(
    delivery: Delivery, schedule: LedgerSchedule, batch: int, *, force: bool = False
) -> BatchLoaded:
    """Send the batch's unsent rows in one request, and record what became of each.

    A request that may have been carried out leaves its rows in doubt; nothing is sent again.

    Raises:
        Retriable: the request never left, or was not carried out: its rows are as before.
        CredentialsRefused, ScopeMissing, NotFound: likewise, and repeating it does not help.
    """
    claim = await _claim(delivery, schedule, batch)
    if claim is None:
        return BatchLoaded(0, 0, 0)
    try:
        answer = await delivery.api.outbound_calls.create_bulk(
            named(schedule), [row.call for row in claim.rows], force=force
        )
    except (Retriable, *_NOTHING_DONE):
        await delivery.ledger.rows.give_back(claim)
        raise
    except (InDoubt, Fatal):
        await delivery.ledger.rows.doubt(claim)
        return BatchLoaded(0, 0, len(claim.rows))
    return await _record(delivery, claim, fates(claim.rows, answer))


async def load_one(
    delivery: Delivery, schedule: LedgerSchedule, *, force: bool = False
) -> BatchLoaded:
    """Send the only row of a run, with the request for single calls.

    Raises:
        MicoError: as in `load_batch`; a refusal of the person is recorded, not raised.
    """
    claim = await _claim(delivery, schedule, batch=1)
    if claim is None:
        return BatchLoaded(0, 0, 0)
    (row,) = claim.rows
    try:
        call = await delivery.api.outbound_calls.create(named(schedule), row.call, force=force)
    except InDoubt:
        await delivery.ledger.rows.doubt(claim)
        return BatchLoaded(0, 0, 1)
    except MicoError as error:
        # A token that is refused answers 400, too, and says nothing about the person.
        if isinstance(error, _NOTHING_DONE) or error.status not in _PERSON_REFUSED:
            await delivery.ledger.rows.give_back(claim)
            raise
        reason = f"Mico answered {error.status}"
        return await _record(delivery, claim, Fates([], [Refused(row.number, None, reason)]))
    created = Created(row.number, call.uid, call.status, call.progress)
    return await _record(delivery, claim, Fates([created], []))


async def _claim(delivery: Delivery, schedule: LedgerSchedule, batch: int) -> Claim | None:
    now = delivery.clock.now()
    return await delivery.ledger.rows.claim(
        schedule.run_id, schedule.id, batch, now=now, deadline=now + delivery.request_deadline
    )


async def _record(delivery: Delivery, claim: Claim, known: Fates) -> BatchLoaded:
    await delivery.ledger.rows.record(
        claim, created=known.created, refused=known.refused, now=delivery.clock.now()
    )
    in_doubt = len(claim.rows) - len(known.created) - len(known.refused)
    return BatchLoaded(len(known.created), len(known.refused), in_doubt)
