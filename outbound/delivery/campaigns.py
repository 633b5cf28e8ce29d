"""The campaign of a run: found, or created once (guide, step 1)."""

from pydantic import TypeAdapter

from outbound.api import InDoubt, Retriable
from outbound.delivery.delivery import Delivery
from outbound.delivery.requests import (
    CampaignChoice,
    CampaignOfCallFlow,
    ExistingCampaign,
    NewCampaign,
)
from outbound.ledger import Run

_CHOICE: TypeAdapter[CampaignChoice] = TypeAdapter(CampaignChoice)


async def campaign_of(delivery: Delivery, run: Run) -> str:
    """The uid of the run's campaign; created or looked up where the ledger does not know it.

    Raises:
        MicoError: the API said no, or could not be asked.
    """
    if run.campaign_uid is not None:
        return run.campaign_uid
    uid = await _chosen(delivery, _CHOICE.validate_python(run.request["campaign"]))
    await delivery.ledger.runs.note(run.id, campaign_uid=uid)
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
        # A campaign that nobody knows of is empty and harmless: another one may be made.
        raise Retriable(doubt.doing, doubt.problem, status=doubt.status) from doubt
