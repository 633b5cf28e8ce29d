"""`outbound track`: follow a run's calls until they are over."""

import asyncio
from typing import TYPE_CHECKING, Any

from outbound.api import MicoSettings
from outbound.cli import options
from outbound.cli.edge import check_access
from outbound.cli.exits import error_boundary
from outbound.cli.groups import grouped
from outbound.cli.options import OutputGroup
from outbound.cli.orchestration import orchestrate
from outbound.cli.outcome import finish
from outbound.ledger import open_ledger
from outbound.settings import OutboundSettings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State


@grouped
def track(
    key: options.RunKey, output: OutputGroup, poll_interval: options.PollInterval = 60
) -> None:
    """Follow a run until its calls are over. Ctrl-C ends the watching, not the calls."""
    with error_boundary():
        asyncio.run(_check(key, MicoSettings.read(), OutboundSettings.read()))

        async def flow() -> "State[Any]":
            from flows.track_outcomes import track_outcomes

            return await track_outcomes(key, poll_interval, return_state=True)

        finish(orchestrate(flow, key=key, output=output), as_json=output.as_json, waited=True)


async def _check(key: str, mico: MicoSettings, ours: OutboundSettings) -> None:
    async with open_ledger(ours.ledger_url) as ledger:
        await ledger.runs.get(key)
    await check_access(mico, ours)
