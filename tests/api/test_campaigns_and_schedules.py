"""Steps 1, 2 and 4 of the guide."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from outbound.api import MicoClient, NotFound
from outbound.sandbox import CALL_FLOW_UID, CAMPAIGN_UID
from tests.api.conftest import NewSchedule
from tests.sandbox.caller import START


async def test_a_call_flow_names_its_campaign(mico: MicoClient) -> None:
    assert (await mico.call_flows.get(CALL_FLOW_UID)).campaign_uid == CAMPAIGN_UID


async def test_a_campaign_is_created_enabled(mico: MicoClient) -> None:
    campaign = await mico.campaigns.create(name="Recall 2026")
    assert (campaign.name, campaign.is_enabled) == ("Recall 2026", True)
    assert campaign.created_at == START


async def test_a_schedule_is_created_disabled(new_schedule: NewSchedule) -> None:
    schedule = await new_schedule()
    assert (schedule.is_enabled, schedule.is_auto) == (False, False)


async def test_a_schedule_echoes_what_was_asked_for(new_schedule: NewSchedule) -> None:
    schedule = await new_schedule()
    assert (schedule.starts_at, schedule.ends_at) == (START, START + timedelta(hours=3))
    assert schedule.retry_intervals == [300, 300, 300]


async def test_an_instant_of_any_zone_reaches_the_api_as_the_same_instant(
    mico: MicoClient,
) -> None:
    tokyo = timezone(timedelta(hours=9))
    schedule = await mico.schedules.create(
        CAMPAIGN_UID,
        name="Morning Calls",
        starts_at=datetime(2026, 11, 25, 9, tzinfo=tokyo),
        ends_at=datetime(2026, 11, 25, 12, tzinfo=tokyo),
        retry_intervals=[],
    )
    assert schedule.starts_at == datetime(2026, 11, 25, 0, tzinfo=UTC)


async def test_a_schedule_is_enabled_and_disabled(
    mico: MicoClient, new_schedule: NewSchedule
) -> None:
    schedule = await new_schedule()
    assert (await mico.schedules.enable(schedule.uid)).is_enabled is True
    assert (await mico.schedules.disable(schedule.uid)).is_enabled is False


async def test_a_uid_that_nothing_has_is_not_found(mico: MicoClient) -> None:
    with pytest.raises(NotFound):
        await mico.call_flows.get("nobody")
    with pytest.raises(NotFound):
        await mico.schedules.enable("nobody")
    with pytest.raises(NotFound):
        await mico.outbound_calls.get("nobody")


async def test_a_uid_cannot_lead_to_another_path(mico: MicoClient) -> None:
    with pytest.raises(NotFound):
        await mico.outbound_calls.get(f"x/../../call_flows/{CALL_FLOW_UID}")
