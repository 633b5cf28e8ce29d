"""Finding or creating the campaign (guide, step 1)."""

from outbound.delivery.campaigns import campaign_of
from tasks.connection import current
from tasks.step import step


@step("find-campaign", "find-campaign {key}")
async def find_campaign(key: str) -> str:
    """The uid of the run's campaign, created where it is a new one."""
    delivery = current()
    return await campaign_of(delivery, await delivery.ledger.runs.get(key))
