"""`outbound track`: follow a run's calls until they are over."""

import asyncio
from typing import TYPE_CHECKING, Any

from outbound.cli import options
from outbound.cli.edge import Settings, check_access
from outbound.cli.groups import grouped
from outbound.cli.options import OutputGroup
from outbound.cli.orchestration import orchestrate
from outbound.cli.outcome import finish

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State


@grouped
def track(
    key: options.RunKey,
    output: OutputGroup,
    settings: Settings,
    poll_interval: options.PollInterval = 60,
) -> None:
    """Follow a run until its calls are over. Ctrl-C ends the watching, not the calls."""
    asyncio.run(_check(key, settings))

    async def flow() -> "State[Any]":
        from flows.track_outcomes import track_outcomes

        return await track_outcomes(key, poll_interval, return_state=True)

    summary = orchestrate(flow, key=key, output=output, settings=settings)
    finish(summary, as_json=output.as_json, waited=True)


async def _check(key: str, settings: Settings) -> None:
    async with settings.session() as session:
        await session.ledger.runs.get(key)
        await check_access(session)
