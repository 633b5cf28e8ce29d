"""Schedules: the window, the retries, and the switch (guide, steps 2 and 4)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from pydantic import TypeAdapter

from outbound.api.models import Schedule
from outbound.api.transport import Transport

_SCHEDULE = TypeAdapter(Schedule)


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Schedules:
    """`/api/v1/campaigns/{uid}/schedules` and `/api/v1/schedules`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def create(
        self,
        campaign_uid: str,
        *,
        name: str,
        starts_at: datetime,
        ends_at: datetime,
        retry_intervals: Sequence[int],
    ) -> Schedule:
        """A new, disabled schedule. Instants are aware; `retry_intervals` are seconds."""
        return await self._transport.post(
            f"/api/v1/campaigns/{quote(campaign_uid, safe='')}/schedules",
            _SCHEDULE,
            doing=f"Creating a schedule in the campaign {campaign_uid}",
            json={
                "name": name,
                "starts_at": _instant(starts_at),
                "ends_at": _instant(ends_at),
                "retry_type": "consistent",
                "retry_intervals": list(retry_intervals),
            },
        )

    async def enable(self, uid: str, *, deadline: datetime | None = None) -> Schedule:
        """Let its calls be made.

        It is tried once, and not during a pause: a release asks first whether to stop.
        From the instant `deadline` on, in the clock's time, it does not leave any more, even from a
        process that was asleep meanwhile.
        """
        return await self._transport.patch_once(
            _switch(uid),
            _SCHEDULE,
            doing=f"Enabling the schedule {uid}",
            json={"is_enabled": True},
            deadline=deadline,
        )

    async def disable(self, uid: str, *, deadline: datetime | None = None) -> Schedule:
        """Let no further call of it be made.

        It is tried once, and at once, even while the client pauses: a stop asks again. From the
        instant `deadline` on it does not leave any more.
        """
        return await self._transport.patch_at_once(
            _switch(uid),
            _SCHEDULE,
            doing=f"Disabling the schedule {uid}",
            json={"is_enabled": False},
            deadline=deadline,
        )


def _switch(uid: str) -> str:
    return f"/api/v1/schedules/{quote(uid, safe='')}"
