"""`outbound track`: follow a run's calls until they are over."""

import asyncio
from typing import TYPE_CHECKING, Any

from outbound.api import MicoSettings
from outbound.cli import options
from outbound.cli.edge import check_access
from outbound.cli.exits import told
from outbound.cli.orchestration import Noise, orchestrate
from outbound.cli.outcome import finish
from outbound.ledger import open_ledger
from outbound.settings import OutboundSettings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State


def track(
    key: options.RunKey,
    poll_interval: options.PollInterval = 60,
    as_json: options.AsJson = False,
    verbose: options.Verbose = False,
    log_file: options.LogFile = None,
) -> None:
    """Follow a run until its calls are over. Ctrl-C ends the watching, not the calls."""
    with told():
        mico, ours = MicoSettings.read(), OutboundSettings.read()
        asyncio.run(_check(key, mico, ours))

        async def flow() -> "State[Any]":
            from flows.track_outcomes import track_outcomes

            return await track_outcomes(key, poll_interval, return_state=True)

        noise = Noise(verbose=verbose, log_file=log_file)
        summary = orchestrate(flow, key=key, ledger_url=ours.ledger_url, noise=noise)
        finish(summary, as_json=as_json, waited=True)


async def _check(key: str, mico: MicoSettings, ours: OutboundSettings) -> None:
    async with open_ledger(ours.ledger_url) as ledger:
        await ledger.runs.get(key)
    await check_access(mico, ours)
