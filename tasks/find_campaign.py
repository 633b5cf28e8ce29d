"""Finding or creating the campaign (guide, step 1)."""

from outbound.delivery.steps import FindCampaign, take
from tasks.connection import current
from tasks.step import step


@step("find-campaign", "find-campaign {key}")
async def find_campaign(key: str) -> None:
    """See that the run has its campaign, created where it is a new one."""
    await take(current(), key, FindCampaign())
