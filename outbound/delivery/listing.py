"""What a schedule shows of its calls: read whole, page by page, or person by person.

A list may lag behind what was created, its pages may shift under a reader and repeat themselves:
one look proves that a call is there, never that none is.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from math import ceil

from outbound.api.models import OutboundCall
from outbound.delivery.session import Session


@dataclass(frozen=True, slots=True)
class ListedCall:
    """A call as a list shows it."""

    uid: str
    external_id: str | None
    phone_number: str | None
    status: str | None
    progress: str | None
    has_attempts: bool | None
    """None where the list does not say."""

    @classmethod
    def of(cls, call: OutboundCall) -> "ListedCall":
        """The little of a call that matters here."""
        attempts = call.outbound_call_attempts
        number = (call.outbound_call_info or {}).get("phone_number")
        return cls(
            uid=call.uid,
            external_id=call.external_id,
            phone_number=None if number is None else str(number),
            status=call.status,
            progress=call.progress,
            has_attempts=None if attempts is None else bool(attempts),
        )

    def has_number(self, phone_number: str | None) -> bool:
        """Whether it is this number, as far as both are known.

        The API need not show a number as it was sent: the guide's step 3A shows another spelling.
        """
        if self.phone_number is None or phone_number is None:
            return True
        return _last_digits(self.phone_number) == _last_digits(phone_number)


# The last digits tell a number from others: +81 90…, 090… and 81-90… end alike.
_TELLING = 8


def _last_digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))[-_TELLING:]


async def list_calls(
    session: Session, schedule_uid: str, expected: int
) -> Mapping[str, ListedCall]:
    """Every call that the schedule shows, by its uid; `expected` is how many there should be.

    It ends behind the last page that should have rows, where one brings nothing new: a page that
    is short, or empty among others, may only lag.
    """
    last = ceil(expected / session.sizes.page)
    found: dict[str, ListedCall] = {}
    page = 1
    while True:
        calls = await session.api.outbound_calls.page(
            schedule_uid, page=page, page_size=session.sizes.page
        )
        before = len(found)
        found |= {call.uid: ListedCall.of(call) for call in calls}
        if len(found) == before and page > last:
            return found
        page += 1


async def list_calls_of(
    session: Session, schedule_uid: str, external_ids: Collection[str]
) -> AsyncIterator[ListedCall]:
    """The calls that a filter by external id shows, of those people and of nobody else."""
    for external_id in external_ids:
        calls = await session.api.outbound_calls.page(
            schedule_uid, page_size=session.sizes.page, external_id=external_id
        )
        for call in calls:
            # The API may match parts of an id, or ignore a filter: only equal ids count.
            if call.external_id == external_id:
                yield ListedCall.of(call)
