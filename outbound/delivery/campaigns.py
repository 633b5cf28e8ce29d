"""The campaign of a run: found, or created once (guide, step 1)."""

from outbound.api import InDoubt, Retriable
from outbound.delivery.requests import (
    Addition,
    CampaignChoice,
    CampaignOfCallFlow,
    ExistingCampaign,
    NewCampaign,
)
from outbound.delivery.runs import Run, record_of
from outbound.delivery.session import Session


async def campaign_of(session: Session, run: Run) -> str:
    """The uid of the run's campaign; created or looked up where the ledger does not know it.

    Raises:
        MicoError: the API said no, or could not be asked.
    """
    if isinstance(run.request, Addition):
        raise AssertionError("another client's schedule has its campaign")  # noqa: TRY004 - a fault of ours
    known = (await record_of(session, run)).campaign_uid
    if known is not None:
        return known
    uid = await _chosen(session, run.request.campaign)
    await session.ledger.runs.has_campaign(run.id, uid)
    return uid


async def _chosen(session: Session, choice: CampaignChoice) -> str:
    match choice:
        case ExistingCampaign():
            return choice.campaign_uid
        case CampaignOfCallFlow():
            return (await session.api.call_flows.get(choice.call_flow_uid)).campaign_uid
        case NewCampaign():
            return await _created(session, choice.name)


async def _created(session: Session, name: str) -> str:
    try:
        return (await session.api.campaigns.create(name=name)).uid
    except InDoubt as doubt:
        # A campaign of a lost answer is empty and harmless: another one may be made.
        raise Retriable(doubt.doing, doubt.problem, status=doubt.status) from doubt
