"""The campaign of a run: found, or created once (guide, step 1)."""

from outbound.api import InDoubt, Retriable
from outbound.delivery.delivery import Delivery
from outbound.delivery.requests import (
    Addition,
    CampaignChoice,
    CampaignOfCallFlow,
    ExistingCampaign,
    NewCampaign,
)
from outbound.delivery.runs import Run, record_of


async def campaign_of(delivery: Delivery, run: Run) -> str:
    """The uid of the run's campaign; created or looked up where the ledger does not know it.

    Raises:
        MicoError: the API said no, or could not be asked.
    """
    if isinstance(run.request, Addition):
        raise AssertionError("another client's schedule has its campaign")  # noqa: TRY004 - a fault of ours
    known = (await record_of(delivery, run)).campaign_uid
    if known is not None:
        return known
    uid = await _chosen(delivery, run.request.campaign)
    await delivery.ledger.runs.has_campaign(run.id, uid)
    return uid


async def _chosen(delivery: Delivery, choice: CampaignChoice) -> str:
    match choice:
        case ExistingCampaign():
            return choice.campaign_uid
        case CampaignOfCallFlow():
            return (await delivery.api.call_flows.get(choice.call_flow_uid)).campaign_uid
        case NewCampaign():
            return await _created(delivery, choice.name)


async def _created(delivery: Delivery, name: str) -> str:
    try:
        return (await delivery.api.campaigns.create(name=name)).uid
    except InDoubt as doubt:
        # A campaign whose answer was lost is empty and harmless: another one may be made.
        raise Retriable(doubt.doing, doubt.problem, status=doubt.status) from doubt
