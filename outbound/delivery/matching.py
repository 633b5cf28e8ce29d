"""What a bulk's answer says of each row: matched by external id, never by position.

Pure functions of the request's rows and the answer.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from outbound.api.models import BulkAnswer, BulkFailure
from outbound.ledger.rows import ClaimedRow, Created, Refused


@dataclass(frozen=True, slots=True)
class RowResults:
    """The rows that the answer settles without leaving room for doubt."""

    created: Sequence[Created]
    refused: Sequence[Refused]


def fates(rows: Sequence[ClaimedRow], answer: BulkAnswer) -> RowResults:
    """The rows that were created or refused; a row that the answer names in neither is in doubt.

    For a created row, the answer gives exactly one uid to its external id, and to no other row.
    Refusals are believed only where the whole answer adds up: an index could otherwise mean
    another row.
    """
    created = _created(rows, answer)
    refused = _refused(rows, answer)
    if not _adds_up(rows, answer, created, refused):
        refused = []
    return RowResults(created, refused)


def _created(rows: Sequence[ClaimedRow], answer: BulkAnswer) -> list[Created]:
    # An id that is named twice, or a uid that is, says nothing certain of either row.
    named = Counter(call.external_id for call in answer.outbound_calls)
    uids = Counter(call.uid for call in answer.outbound_calls)
    calls = {call.external_id: call for call in answer.outbound_calls}
    found = ((row, calls.get(row.external_id)) for row in rows if named[row.external_id] == 1)
    return [
        Created(row.number, call.uid, call.status, call.progress)
        for row, call in found
        if call is not None and uids[call.uid] == 1
    ]


def _refused(rows: Sequence[ClaimedRow], answer: BulkAnswer) -> list[Refused]:
    return [
        Refused(rows[failure.index].number, _field(failure), failure.reason or "no reason given")
        for failure in answer.failures
        if 0 <= failure.index < len(rows)
    ]


def _field(failure: BulkFailure) -> str | None:
    """The field that the failure's details are about (guide, step 3B)."""
    return next(iter(failure.details), None) if isinstance(failure.details, dict) else None


def _adds_up(
    rows: Sequence[ClaimedRow],
    answer: BulkAnswer,
    created: Sequence[Created],
    refused: Sequence[Refused],
) -> bool:
    numbers = {row.number for row in created} | {row.number for row in refused}
    return (
        len(numbers) == len(created) + len(refused) == len(rows)
        and len(created) == len(answer.outbound_calls)
        and len(refused) == len(answer.failures)
        and answer.total_count in {None, len(rows)}
        and answer.successful_count in {None, len(created)}
        and answer.failed_count in {None, len(refused)}
    )
