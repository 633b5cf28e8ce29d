"""Outbound calls: creating one or many, listing, detail (guide, steps 3, 5 and 6)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import TypedDict, Unpack
from urllib.parse import quote

from pydantic import TypeAdapter

from outbound.api.models import BulkAnswer, OutboundCall
from outbound.api.transport import Transport

MAX_BULK = 1000
"""Calls in one bulk request (guide, step 3B)."""

MAX_PAGE_SIZE = 100
"""Calls in one page (guide, step 5)."""

# Times that a page comes again until there is none behind it.
_ENOUGH_REPEATS = 2

_CALL = TypeAdapter(OutboundCall)
_CALLS = TypeAdapter(list[OutboundCall])
_BULK = TypeAdapter(BulkAnswer)


class Filters(TypedDict, total=False):
    """What a list may be narrowed to (guide, step 5)."""

    outcome: str
    attempt_status: str
    external_id: str
    is_test_call: bool
    first_name: str
    last_name: str
    phonetic_first_name: str
    phone_number: str
    email: str


class OutboundCalls:
    """`/api/v1/schedules/{uid}/outbound_calls` and `/api/v1/outbound_calls`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def create(
        self,
        schedule_uid: str,
        call: Mapping[str, object],
        *,
        force: bool = False,
        deadline: datetime | None = None,
    ) -> OutboundCall:
        """One call; in an enabled schedule only with `force`.

        It is tried once: the sender has a claim on the person, and needs a new one to try again.
        From the instant `deadline` on, in the clock's time, it does not leave any more; its time is
        at most the client's own from now.

        Raises:
            Retriable: it was not carried out, or did not leave: the client pauses (see
                `MicoClient.ready`), or its time is over. `retry_after` says how long to stay away.
            InDoubt: it may have been carried out.
        """
        return await self._transport.post_once(
            _of_schedule(schedule_uid),
            _CALL,
            doing=f"Creating a call in the schedule {schedule_uid}",
            json=call,
            params=_forced(force=force),
            deadline=deadline,
        )

    async def create_bulk(
        self,
        schedule_uid: str,
        calls: Sequence[Mapping[str, object]],
        *,
        force: bool = False,
        deadline: datetime | None = None,
    ) -> BulkAnswer:
        """1 to 1,000 calls; good ones are created although others are turned down.

        It is tried once, before `deadline`, as `create` is, and raises the same.
        """
        return await self._transport.post_once(
            f"{_of_schedule(schedule_uid)}/bulk",
            _BULK,
            doing=f"Creating {len(calls)} calls in the schedule {schedule_uid}",
            json={"outbound_calls": list(calls)},
            params=_forced(force=force),
            deadline=deadline,
        )

    async def page(
        self,
        schedule_uid: str,
        *,
        page: int = 1,
        page_size: int = MAX_PAGE_SIZE,
        **filters: Unpack[Filters],
    ) -> list[OutboundCall]:
        """One page of the schedule's calls; pages count from 1, and shift while being read."""
        return await self._transport.get(
            _of_schedule(schedule_uid),
            _CALLS,
            doing=f"Listing the calls of the schedule {schedule_uid}",
            params={"page": page, "page_size": page_size} | dict(filters),
        )

    async def pages(
        self, schedule_uid: str, **filters: Unpack[Filters]
    ) -> AsyncIterator[list[OutboundCall]]:
        """Every page of the schedule's calls, up to the first that is not full.

        It ends, too, where a page is shown for the third time running: behind the last one, that
        may go on for ever. Twice decides nothing, for calls that come in meanwhile shift the pages.
        """
        before, repeats = list[str](), 0
        for number in count(1):
            rows = await self.page(schedule_uid, page=number, **filters)
            uids = [call.uid for call in rows]
            repeats = repeats + 1 if uids == before else 0
            if not rows or repeats == _ENOUGH_REPEATS:
                return
            yield rows
            if len(rows) < MAX_PAGE_SIZE:
                return
            before = uids

    async def get(self, uid: str) -> OutboundCall:
        """The call with all its attempts, outcomes and notifications."""
        return await self._transport.get(
            f"/api/v1/outbound_calls/{quote(uid, safe='')}",
            _CALL,
            doing=f"Reading the call {uid}",
        )


def _of_schedule(uid: str) -> str:
    return f"/api/v1/schedules/{quote(uid, safe='')}/outbound_calls"


def _forced(*, force: bool) -> dict[str, bool | None]:
    return {"force": True if force else None}
