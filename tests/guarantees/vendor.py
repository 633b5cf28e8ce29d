"""The vendor's side, simulated: every request waits until somebody decides what becomes of it.

Time stands still until it is moved. A request may be carried out and answered, carried out and not
heard of, carried out later or by half, or lost; a list may lag. Calls ring while their schedule is
enabled and its window open: that is the truth which everything is compared with.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from outbound.api import Fatal, InDoubt, NotFound, Retriable
from outbound.api.models import (
    Attempt,
    BulkAnswer,
    BulkFailure,
    CallFlow,
    Campaign,
    CreatedCall,
    OutboundCall,
    Schedule,
)

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Dead(BaseException):
    """Its process was killed."""


@dataclass(eq=False)
class VendorCall:
    """A call as the vendor has it."""

    uid: str
    external_id: str
    phone_number: str
    created_at: datetime
    rang_at: datetime | None = None


@dataclass(eq=False)
class VendorSchedule:
    """A schedule as the vendor has it."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    retry_intervals: list[int]
    enabled: bool = False
    was_enabled: bool = False
    calls: list[VendorCall] = field(default_factory=list)

    def rings_at(self, instant: datetime) -> bool:
        return self.enabled and self.starts_at <= instant < self.ends_at


@dataclass(eq=False)
class Request:
    """A request that is on its way, and nothing has become of it yet."""

    asker: str
    kind: str
    carry_out: Callable[[float], object]
    """Do it, wholly or (below 1) a part of it; gives the answer."""
    answer: asyncio.Future[object]
    sent_at: datetime
    people: frozenset[str] = frozenset()
    schedule: "VendorSchedule | None" = None
    is_left_to_itself: bool = False
    """Nobody waits for its answer: it may land later than anybody can look."""
    has_left: bool = False
    """Its sender fell asleep behind the last look at the deadline."""

    @property
    def is_read(self) -> bool:
        return self.kind in {"page", "detail"}


class Vendor:
    """What is so at the vendor's."""

    def __init__(self) -> None:
        self.now = START
        self.schedules: dict[str, VendorSchedule] = {}
        self.underway: list[Request] = []
        self.later: list[tuple[datetime, Request, float]] = []
        self.lag = timedelta()
        self.gap: int | None = None
        """Which call, of each so many, the next page does not show; the page after it does."""
        self.turned_down: set[str] = set()
        """External ids of people whom the vendor turns down."""
        self.stumbles_at: set[str] = set()
        """External ids of people at whom it fails: a bulk with one of them is answered 500."""
        self.landed: list[tuple[datetime, Request]] = []
        """Bulks that were carried out, and when."""
        self._uids = count(1)
        self._sleepers: list[tuple[datetime, str, asyncio.Future[None]]] = []

    # Time

    def awake_at(self, asker: str, instant: datetime) -> asyncio.Future[None]:
        """Somebody sleeps until then."""
        awake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((instant, asker, awake))
        return awake

    def next_wake(self, askers: Sequence[str]) -> datetime | None:
        """When the first of them is to wake up."""
        return min((at for at, asker, _ in self._sleepers if asker in askers), default=None)

    def pass_time(self, until: datetime, *, stopped: Sequence[str] = ()) -> None:
        """Let time pass; processes that are stopped do not notice."""
        while self.later and min(at for at, _, _ in self.later) <= until:
            at, request, share = min(self.later, key=lambda entry: entry[0])
            self.later.remove((at, request, share))
            self.now = max(self.now, at)
            self._land(request, share)
            self._ring()
        self.now = max(self.now, until)
        self._ring()
        due = [s for s in self._sleepers if s[0] <= self.now and s[1] not in stopped]
        self._sleepers = [s for s in self._sleepers if s not in due]
        for _, _, awake in due:
            if not awake.done():
                awake.set_result(None)

    def _land(self, request: Request, share: float) -> None:
        with suppress(Fatal, InDoubt):  # refused, and nobody hears of it
            self._carry_out(request, share)

    def _carry_out(self, request: Request, share: float = 1) -> object:
        answer = request.carry_out(share)
        self.landed.append((self.now, request))
        return answer

    def surprised(self, deadline: timedelta) -> set[str]:
        """Who stands in a bulk that landed after its deadline, when nobody waited for it."""
        return {
            person
            for at, request in self.landed
            if request.is_left_to_itself and at > request.sent_at + deadline
            for person in request.people
        }

    def landed_late(self, kind: str, deadline: timedelta) -> list["VendorSchedule"]:
        """The schedules in which a request of this kind landed after its deadline."""
        return [
            request.schedule
            for at, request in self.landed
            if request.schedule is not None
            and request.kind == kind
            and at > request.sent_at + deadline
        ]

    def _ring(self) -> None:
        for schedule in self.schedules.values():
            if schedule.rings_at(self.now):
                for call in schedule.calls:
                    call.rang_at = call.rang_at or self.now

    # Requests

    async def ask(
        self,
        asker: str,
        kind: str,
        carry_out: Callable[[float], object],
        *,
        people: Iterable[str] = (),
        schedule: VendorSchedule | None = None,
    ) -> Any:  # noqa: ANN401 - each answer has its own type
        """Send a request, and wait for what becomes of it."""
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        request = Request(asker, kind, carry_out, answer, self.now, frozenset(people), schedule)
        self.underway.append(request)
        return await answer

    def resolve(self, request: Request, fate: str, *, later: float = 0) -> None:
        """Decide what becomes of the request; `later` in seconds."""
        self.underway.remove(request)
        try:
            self._become(request, fate, later)
        except (Fatal, InDoubt, Retriable) as error:
            if not request.answer.done():
                request.answer.set_exception(error)
        self._ring()

    def _become(self, request: Request, fate: str, later: float) -> None:
        lost = Retriable if request.is_read else InDoubt
        match fate:
            case "done":
                answer = self._carry_out(request)
                if not request.answer.done():
                    request.answer.set_result(answer)
            case "done, not heard of":
                self._carry_out(request)
                raise lost(request.kind, "the answer was lost")
            case "half done, not heard of":
                self._carry_out(request, 0.5)
                raise lost(request.kind, "the answer was lost")
            case "done later, not heard of" | "done much later, not heard of":
                request.is_left_to_itself = True
                self.later.append((self.now + timedelta(seconds=later), request, 1))
                raise lost(request.kind, "the answer was lost")
            case "lost":
                raise lost(request.kind, "the request was lost")
            case "never left":
                raise Retriable(request.kind, "nobody is there")
            case "turned down" | "done, and turned down" | "failed" | "done, and failed":
                if fate.startswith("done"):
                    self._carry_out(request)
                raise _no(request.kind, fate)
            case _:
                raise AssertionError(fate)

    def uid(self, what: str) -> str:
        return f"{what}-{next(self._uids)}"


def _no(kind: str, fate: str) -> InDoubt | Fatal:
    if fate.endswith("failed"):
        return InDoubt(kind, "it failed", status=500)
    return Fatal(kind, "no", status=422)


class _Part:
    def __init__(self, vendor: Vendor, asker: str) -> None:
        self.vendor = vendor
        self.asker = asker

    async def ask(
        self,
        kind: str,
        carry_out: Callable[[float], object],
        *,
        people: Iterable[str] = (),
        schedule: VendorSchedule | None = None,
    ) -> Any:  # noqa: ANN401 - the same
        return await self.vendor.ask(self.asker, kind, carry_out, people=people, schedule=schedule)

    def refuse_late(self, deadline: datetime | None) -> None:
        if deadline is not None and deadline <= self.vendor.now:
            raise Retriable("sending", "its time is over")

    def schedule(self, uid: str) -> VendorSchedule:
        try:
            return self.vendor.schedules[uid]
        except KeyError:
            raise NotFound("looking", "no such schedule", status=404) from None


class _Campaigns(_Part):
    async def create(self, *, name: str) -> Campaign:
        def carry_out(_share: float) -> Campaign:
            return Campaign(uid=self.vendor.uid("campaign"), name=name)

        made: Campaign = await self.ask("campaign", carry_out)
        return made


class _CallFlows(_Part):
    async def get(self, uid: str) -> CallFlow:
        raise NotFound("looking", f"no call flow {uid}", status=404)


class _Schedules(_Part):
    async def create(
        self,
        campaign_uid: str,
        *,
        name: str,
        starts_at: datetime,
        ends_at: datetime,
        retry_intervals: Sequence[int],
    ) -> Schedule:
        def carry_out(_share: float) -> Schedule:
            uid = self.vendor.uid("schedule")
            made = VendorSchedule(uid, starts_at, ends_at, list(retry_intervals))
            self.vendor.schedules[uid] = made
            return _shown(made)

        made: Schedule = await self.ask(f"schedule in {campaign_uid} {name}"[:8], carry_out)
        return made

    async def enable(self, uid: str, *, deadline: datetime | None = None) -> Schedule:
        self.refuse_late(deadline)
        return await self._switch(uid, "enable", enabled=True)

    async def disable(self, uid: str) -> Schedule:
        return await self._switch(uid, "disable", enabled=False)

    async def _switch(self, uid: str, kind: str, *, enabled: bool) -> Schedule:
        def carry_out(_share: float) -> Schedule:
            schedule = self.schedule(uid)
            schedule.enabled = enabled
            schedule.was_enabled |= enabled
            return _shown(schedule)

        switched: Schedule = await self.ask(kind, carry_out, schedule=self.schedule(uid))
        return switched


def _shown(schedule: VendorSchedule) -> Schedule:
    return Schedule(
        uid=schedule.uid,
        starts_at=schedule.starts_at,
        ends_at=schedule.ends_at,
        retry_intervals=list(schedule.retry_intervals),
        is_enabled=schedule.enabled,
        is_auto=False,
    )


class _OutboundCalls(_Part):
    async def create_bulk(
        self,
        schedule_uid: str,
        calls: Sequence[Mapping[str, Any]],
        *,
        force: bool = False,
        deadline: datetime | None = None,
    ) -> BulkAnswer:
        self.refuse_late(deadline)

        def carry_out(share: float) -> BulkAnswer:
            schedule = self.schedule(schedule_uid)
            if schedule.enabled and not force:
                raise Fatal("creating", "the schedule is enabled", status=409)
            if any(call["external_id"] in self.vendor.stumbles_at for call in calls):
                raise InDoubt("creating", "it failed", status=500)
            created: list[CreatedCall] = []
            failures: list[BulkFailure] = []
            for index, call in enumerate(calls[: max(1, int(len(calls) * share))]):
                if call["external_id"] in self.vendor.turned_down:
                    failures.append(BulkFailure(index=index, reason="no"))
                    continue
                made = VendorCall(
                    self.vendor.uid("call"),
                    call["external_id"],
                    call["phone_number"],
                    self.vendor.now,
                )
                schedule.calls.append(made)
                created.append(CreatedCall(uid=made.uid, external_id=made.external_id))
            return BulkAnswer(
                outbound_calls=created[::-1],
                total_count=len(calls),
                successful_count=len(created),
                failed_count=len(failures),
                failures=failures,
            )

        answer: BulkAnswer = await self.ask(
            "bulk",
            carry_out,
            people=[call["external_id"] for call in calls],
            schedule=self.schedule(schedule_uid),
        )
        return answer

    async def create(
        self,
        schedule_uid: str,
        call: Mapping[str, Any],
        *,
        force: bool = False,
        deadline: datetime | None = None,
    ) -> CreatedCall:
        """One call: what becomes of it is what becomes of a bulk of one."""
        answer = await self.create_bulk(schedule_uid, [call], force=force, deadline=deadline)
        if not answer.outbound_calls:
            raise Fatal("creating", "no", status=422)
        return answer.outbound_calls[0]

    async def page(
        self,
        schedule_uid: str,
        *,
        page: int = 1,
        page_size: int = 100,
        external_id: str | None = None,
    ) -> list[OutboundCall]:
        def carry_out(_share: float) -> list[OutboundCall]:
            horizon = self.vendor.now - self.vendor.lag
            shown = [
                call
                for call in self.schedule(schedule_uid).calls
                if (call.created_at <= horizon or not self.vendor.lag)
                and external_id in {None, call.external_id}
            ]
            rows = shown[(page - 1) * page_size : page * page_size]
            gap, self.vendor.gap = self.vendor.gap, None
            if gap is not None and rows:
                rows.pop(gap % len(rows))
            return [_read(call) for call in rows]

        rows: list[OutboundCall] = await self.ask("page", carry_out)
        return rows

    async def pages(self, schedule_uid: str) -> AsyncIterator[list[OutboundCall]]:
        number = 1
        while rows := await self.page(schedule_uid, page=number):
            yield rows
            number += 1

    async def get(self, uid: str) -> OutboundCall:
        def carry_out(_share: float) -> OutboundCall:
            for schedule in self.vendor.schedules.values():
                for call in schedule.calls:
                    if call.uid == uid:
                        return _read(call)
            raise NotFound("reading", "no such call", status=404)

        read: OutboundCall = await self.ask("detail", carry_out)
        return read


def _read(call: VendorCall) -> OutboundCall:
    attempts = []
    if call.rang_at is not None:
        attempts = [Attempt(uid=f"attempt of {call.uid}", started_at=call.rang_at)]
    return OutboundCall(
        uid=call.uid,
        external_id=call.external_id,
        outbound_call_info={"phone_number": call.phone_number},
        outbound_call_attempts=attempts,
    )


class VendorApi:
    """The API's client of one process, with the vendor behind it."""

    def __init__(self, vendor: Vendor, asker: str) -> None:
        self.campaigns = _Campaigns(vendor, asker)
        self.call_flows = _CallFlows(vendor, asker)
        self.schedules = _Schedules(vendor, asker)
        self.outbound_calls = _OutboundCalls(vendor, asker)

    async def ready(self) -> None:
        """There is no pause here."""


@dataclass
class VendorClock:
    """The time of one process: it stands still until it is passed, and not for who is stopped."""

    vendor: Vendor
    asker: str
    speed: float = 1

    def now(self) -> datetime:
        return self.vendor.now

    async def sleep(self, seconds: float) -> None:
        await self.vendor.awake_at(self.asker, self.vendor.now + timedelta(seconds=seconds))
