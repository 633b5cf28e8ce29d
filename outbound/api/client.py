"""The API's client: one set of connections, and the resources that use them."""

import asyncio
import logging
import time
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import httpx

from outbound.api.campaigns import CallFlows, Campaigns
from outbound.api.outbound_calls import OutboundCalls
from outbound.api.pause import Monotonic, Sleep
from outbound.api.schedules import Schedules
from outbound.api.settings import MicoSettings
from outbound.api.transport import Transport
from outbound.clock import Clock, SystemClock

# At INFO, httpx logs whole addresses: a filter's phone number or external id among them.
logging.getLogger("httpx").setLevel(logging.WARNING)


class MicoClient:
    """Mico Voice AI's API. Use it as an async context manager, so that its connections close.

    A 429 to one of its requests makes all of them wait, but for a disable.

    `wire` replaces the socket (tests serve an ASGI application in-process through it); `sleep` and
    `monotonic` pass and count the real seconds that the client stays away (tests do not wait).
    """

    def __init__(
        self,
        settings: MicoSettings,
        *,
        clock: Clock | None = None,
        wire: httpx.AsyncBaseTransport | None = None,
        sleep: Sleep = asyncio.sleep,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._transport = Transport(settings, clock or SystemClock(), wire, sleep, monotonic)
        self.call_flows = CallFlows(self._transport)
        self.campaigns = Campaigns(self._transport)
        self.schedules = Schedules(self._transport)
        self.outbound_calls = OutboundCalls(self._transport)

    async def authenticate(self) -> None:
        """Get an access token now, so that wrong credentials are known before anything begins.

        A ready token (`MICO_ACCESS_TOKEN`) cannot be checked without using it, and is not.

        Raises:
            CredentialsRefused, ScopeMissing: the client is not known, or may not do enough.
            Retriable: the API cannot be reached.
        """
        await self._transport.authenticate()

    @property
    def skew(self) -> timedelta | None:
        """How far the API's clock is ahead of ours, by its last answer; None: it did not say."""
        return self._transport.skew

    @property
    def silent_since(self) -> datetime | None:
        """Since when Mico has answered no request (UTC); None: it answers."""
        return self._transport.silence.since

    async def ready(self) -> None:
        """Wait until no pause is on: a sender awaits this before it claims rows."""
        await self._transport.ready()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.close()
