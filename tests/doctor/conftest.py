"""The doctor, at a sandbox behind a real socket; time stands still but for its own waiting."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from outbound.api import MicoClient
from outbound.doctor import examine_access, examine_behaviour
from outbound.doctor.access import ScopeLog
from outbound.doctor.ground import Builder
from outbound.ledger import Finding, Probe
from outbound.sandbox import Fault, Faults, Sandbox
from outbound.sandbox.server import serving
from tests.api.conftest import NO_TLS, settings_for
from tests.sandbox.caller import ManualClock

OWN_NUMBER = "+818012345678"


@dataclass
class LateClock:
    """The sandbox's time, as a machine tells it that is behind."""

    clock: ManualClock
    behind: timedelta
    speed: float = 1

    def now(self) -> datetime:
        return self.clock.now() - self.behind

    async def sleep(self, seconds: float) -> None:
        await self.clock.sleep(seconds)


class Examined(dict[str, Finding]):
    """The findings by their probes, and the sandbox that they are about."""

    def __init__(self, findings: list[Finding], sandbox: Sandbox) -> None:
        super().__init__({finding.probe: finding for finding in findings})
        self.truth: Mapping[str, Any] = sandbox.state()

    def verdict(self, probe: Probe) -> str:
        return self[probe].verdict


Examine = Callable[..., Awaitable[Examined]]


@pytest.fixture
async def examine() -> AsyncIterator[Examine]:
    """Examine a sandbox of such faults, with its client's id, a token, or a token of a scope."""
    async with AsyncExitStack() as stack:

        async def run(
            *faults: Mapping[str, object],
            token: str | None = None,
            scope: str | None = None,
            behind: timedelta = timedelta(),
        ) -> Examined:
            clock = ManualClock()
            entries = [Fault.model_validate({"probability": 1, **fault}) for fault in faults]
            sandbox = Sandbox(clock=clock, faults=Faults(entries=entries))
            stack.callback(sandbox.close)
            base_url = await stack.enter_async_context(serving(sandbox))
            token = token if scope is None else await _token_of(base_url, scope)
            settings = settings_for(base_url, timeout_seconds=2, access_token=token)
            ours = LateClock(clock, behind)
            async with MicoClient(settings, clock=ours, sleep=clock.sleep) as api:
                scopes = ScopeLog()
                findings = await examine_access(api, ours, scopes)
                builder = Builder(api, ours, OWN_NUMBER, scopes)
                findings += await examine_behaviour(api, ours, builder, scopes)
            return Examined(findings, sandbox)

        yield run


async def _token_of(base_url: str, scope: str) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": "sandbox",
        "client_secret": "sandbox-secret",
        "scope": scope,
    }
    async with httpx.AsyncClient(base_url=base_url, verify=NO_TLS) as http:
        return str((await http.post("/oauth/token", data=form)).json()["access_token"])
