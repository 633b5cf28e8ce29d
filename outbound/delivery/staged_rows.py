"""What the ledger keeps of a contact, or of the reason why a row is none."""

from collections.abc import Sequence

from outbound.contacts import Contact, Rejection
from outbound.contacts.external_ids import is_blank, may_be_rounded
from outbound.delivery.hours import CallingHours
from outbound.ledger.staged import Remarks, SharedId, StagedRow

HOURS = "hours"
"""The field of a row for a person without an allowed hour in the window: no fault of the list."""

# Characters of an external id; PostgreSQL could not index one of any length.
_LONGEST_ID = 500


def unless_unusable(result: Contact | Rejection, hours: CallingHours | None) -> Contact | Rejection:
    """The result; a rejection for a contact that has no window or an endless external id."""
    if isinstance(result, Rejection):
        return result
    if hours is not None and (reason := hours.why_never(result.time_zones)):
        return Rejection(result.row, HOURS, reason, result.external_id)
    if len(result.external_id) > _LONGEST_ID:
        reason = f"it is longer than {_LONGEST_ID} characters"
        return Rejection(result.row, "external_id", reason, result.external_id)
    return result


def staged_row(result: Contact | Rejection) -> StagedRow:
    """The result as the ledger's row."""
    if isinstance(result, Rejection):
        return StagedRow(
            number=result.row,
            external_id=result.external_id,
            field=result.field,
            reason=result.reason,
        )
    return StagedRow(
        number=result.row,
        external_id=result.external_id,
        if_shared=_if_shared(result.external_id),
        phone_number=result.phone_number,
        person=result.person,
        time_zones=result.time_zones,
        call=result.as_call(),
    )


def _if_shared(external_id: str) -> SharedId:
    if is_blank(external_id):
        return SharedId.BLANK
    return SharedId.PERHAPS_ROUNDED if may_be_rounded(external_id) else SharedId.ORDINARY


def remarks_on(chunk: Sequence[Contact | Rejection]) -> Remarks:
    """How many of the results a plan says something of."""
    contacts = [result for result in chunk if isinstance(result, Contact)]
    return Remarks(
        phonetics_copied=sum(contact.copied_phonetics for contact in contacts),
        kanji_without_kana=sum(contact.kanji_without_kana for contact in contacts),
        ids_made_anew=sum(contact.id_made_anew for contact in contacts),
        placeholder_names=sum(contact.placeholder_name for contact in contacts),
    )
