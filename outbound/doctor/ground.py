"""The ground that probes stand on: a campaign, a disabled schedule, and calls in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from outbound.api import Fatal, InDoubt, MicoClient, MicoError, Retriable, ScopeMissing
from outbound.api.models import BulkAnswer, Campaign, CreatedCall, OutboundCall, Schedule
from outbound.clock import Clock
from outbound.doctor.access import ScopeLog
from outbound.doctor.probe_calls import Call, good_calls, mixed_calls, single_call
from outbound.mistakes import ShownError

AHEAD = timedelta(days=365)
WINDOW = timedelta(minutes=1)
RETRIES = (300, 600)
PROBE_CALLS = 9
"""How many calls are created at most, where Mico turns down the one that has no number."""
_TRIES = 3


class EnabledScheduleError(ShownError):
    """The API made a schedule that is not disabled: no call is created in it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A schedule that was asked for, and the one that came."""

    campaign_uid: str
    schedule: Schedule
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that was created, and what was sent for it."""

    place: Place
    sent: Sequence[Call]
    bulk: BulkAnswer
    mixed: BulkAnswer | Fatal
    single: OutboundCall
    created_at: datetime
    """When the last call was created, by our clock."""

    @property
    def groups(self) -> list[list[str]]:
        """The uids of each request, in the order of the requests."""
        mixed = [] if isinstance(self.mixed, Fatal) else self.mixed.outbound_calls
        return [
            [call.uid for call in self.bulk.outbound_calls],
            [call.uid for call in mixed],
            [self.single.uid],
        ]

    @property
    def uids(self) -> set[str]:
        """The uids of all calls that were created."""
        return {uid for group in self.groups for uid in group}

    @property
    def calls(self) -> Mapping[str, Call]:
        """What was sent for each call, by its uid, as far as its external id came back."""
        by_id = {call["external_id"]: call for call in self.sent}
        return {c.uid: by_id[c.external_id] for c in self._named() if c.external_id in by_id}

    def _named(self) -> Iterator[CreatedCall | OutboundCall]:
        yield from self.bulk.outbound_calls
        if not isinstance(self.mixed, Fatal):
            yield from self.mixed.outbound_calls
        yield self.single


class Builder:
    """Builds the ground; what was left in doubt is left behind, disabled, and begun anew."""

    def __init__(self, api: MicoClient, clock: Clock, number: str, scopes: ScopeLog) -> None:
        self._api = api
        self._clock = clock
        self._number = number
        self._scopes = scopes
        self.campaign: Campaign | None = None
        self.place: Place | None = None
        """The last schedule that was made."""

    async def build(self) -> Ground:
        """Create everything, in up to three schedules.

        Raises:
            MicoError: the API said no, or no try got all its answers.
            EnabledScheduleError: the schedule is not disabled.
        """
        for _ in range(_TRIES - 1):
            try:
                return await self._build_once()
            except (InDoubt, Retriable):
                await self._api.ready()
        return await self._build_once()

    async def _build_once(self) -> Ground:
        if self.campaign is None:
            with self._scopes.needing("campaigns:write"):
                self.campaign = await self._api.campaigns.create(name="Outbound doctor")
        self.place = await self._placed(self.campaign.uid)
        tag = f"doctor-{uuid4().hex[:8]}"
        sent = [*good_calls(self._number, tag), *mixed_calls(self._number, tag)]
        alone = single_call(self._number, tag)
        uid = self.place.schedule.uid
        with self._scopes.needing("outbound_calls:write"):
            bulk = await self._api.outbound_calls.create_bulk(uid, good_calls(self._number, tag))
        mixed = await self._mixed(uid, mixed_calls(self._number, tag))
        single = await self._api.outbound_calls.create(uid, alone)
        return Ground(self.place, [*sent, alone], bulk, mixed, single, self._clock.now())

    async def _placed(self, campaign_uid: str) -> Place:
        starts_at = (self._clock.now() + AHEAD).replace(second=0, microsecond=0)
        with self._scopes.needing("campaigns:write"):
            schedule = await self._api.schedules.create(
                campaign_uid,
                name="Outbound doctor: never enabled",
                starts_at=starts_at,
                ends_at=starts_at + WINDOW,
                retry_intervals=RETRIES,
            )
        if schedule.is_enabled is not False or schedule.is_auto:
            raise EnabledScheduleError
        return Place(campaign_uid, schedule, starts_at, starts_at + WINDOW)

    async def _mixed(self, uid: str, calls: Sequence[Call]) -> BulkAnswer | Fatal:
        try:
            return await self._api.outbound_calls.create_bulk(uid, calls)
        except ScopeMissing:
            raise
        except Fatal as refusal:
            return refusal


def why(error: MicoError | EnabledScheduleError) -> str:
    """Why there is no ground, in one clause."""
    if isinstance(error, EnabledScheduleError):
        return "Mico made a schedule that is not disabled: no call was created in it"
    return str(error)
