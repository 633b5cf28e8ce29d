"""The doctor, at a sandbox behind a real socket; time stands still but for its own waiting."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

import pytest

from outbound.api import MicoClient
from outbound.doctor import examine_access, examine_behaviour
from outbound.doctor.access import ScopeLog
from outbound.doctor.ground import Builder
from outbound.ledger import Finding, Probe
from outbound.sandbox import Fault, Faults, Sandbox
from outbound.sandbox.server import serving
from tests.api.conftest import settings_for
from tests.sandbox.caller import ManualClock

OWN_NUMBER = "+818012345678"


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
    """Examine a sandbox of such faults; other settings are the sandbox's, or the client's."""
    async with AsyncExitStack() as stack:

        async def run(*faults: Mapping[str, object], token: str | None = None) -> Examined:
            clock = ManualClock()
            entries = [Fault.model_validate({"probability": 1, **fault}) for fault in faults]
            sandbox = Sandbox(clock=clock, faults=Faults(entries=entries))
            stack.callback(sandbox.close)
            base_url = await stack.enter_async_context(serving(sandbox))
            settings = settings_for(base_url, timeout_seconds=2, access_token=token)
            async with MicoClient(settings, clock=clock, sleep=clock.sleep) as api:
                scopes = ScopeLog()
                findings = await examine_access(api, clock, scopes)
                builder = Builder(api, clock, OWN_NUMBER, scopes)
                findings += await examine_behaviour(api, clock, builder, scopes)
            return Examined(findings, sandbox)

        yield run
