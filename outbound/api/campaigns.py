"""Campaigns, and the call flows that already have one (guide, step 1)."""

from urllib.parse import quote

from pydantic import TypeAdapter

from outbound.api.models import CallFlow, Campaign
from outbound.api.transport import Transport

_CAMPAIGN = TypeAdapter(Campaign)
_CALL_FLOW = TypeAdapter(CallFlow)


class CallFlows:
    """`/api/v1/call_flows`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def get(self, uid: str) -> CallFlow:
        """The call flow; its `campaign_uid` names the campaign."""
        return await self._transport.get(
            f"/api/v1/call_flows/{quote(uid, safe='')}",
            _CALL_FLOW,
            doing=f"Looking up the call flow {uid}",
        )


class Campaigns:
    """`/api/v1/campaigns`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def create(self, *, name: str) -> Campaign:
        """A new, enabled campaign for scheduled calls."""
        return await self._transport.post(
            "/api/v1/campaigns",
            _CAMPAIGN,
            doing="Creating the campaign",
            json={"name": name, "is_enabled": True, "type": "scheduled_call"},
        )
