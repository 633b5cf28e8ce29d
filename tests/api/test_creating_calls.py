"""Step 3 of the guide: one call, or up to a thousand."""

import pytest

from outbound.api import Fatal, MicoClient
from outbound.api.outbound_calls import MAX_BULK
from tests.api.conftest import NewSchedule
from tests.sandbox.caller import people, person


async def test_one_call_waits_in_the_queue(mico: MicoClient, new_schedule: NewSchedule) -> None:
    schedule = await new_schedule()
    call = await mico.outbound_calls.create(schedule.uid, person(external_id="CUST-123"))
    assert (call.external_id, call.status, call.progress) == ("CUST-123", "pending", "in_queue")


async def test_a_call_gives_back_whom_it_is_for(
    mico: MicoClient, new_schedule: NewSchedule
) -> None:
    schedule = await new_schedule()
    custom = {"account_id": "A12345", "items": [1, {"deep": None}]}
    call = await mico.outbound_calls.create(
        schedule.uid, person(first_name="健", custom_parameters=custom)
    )
    assert call.outbound_call_info is not None
    assert call.outbound_call_info["first_name"] == "健"
    assert call.outbound_call_info["custom_parameters"] == custom


async def test_a_bulk_creates_many(mico: MicoClient, new_schedule: NewSchedule) -> None:
    schedule = await new_schedule()
    answer = await mico.outbound_calls.create_bulk(schedule.uid, people(MAX_BULK))
    assert (answer.total_count, answer.successful_count, answer.failed_count) == (1000, 1000, 0)
    assert len({call.uid for call in answer.outbound_calls}) == MAX_BULK


async def test_a_bulk_s_answer_keeps_no_order_so_rows_are_matched_by_external_id(
    mico: MicoClient, new_schedule: NewSchedule
) -> None:
    schedule = await new_schedule()
    sent = [row["external_id"] for row in people(50)]
    answer = await mico.outbound_calls.create_bulk(schedule.uid, people(50))
    created = [call.external_id for call in answer.outbound_calls]
    assert created != sent
    assert sorted(map(str, created)) == sorted(sent)


async def test_a_bulk_creates_the_good_rows_and_names_the_bad_ones(
    mico: MicoClient, new_schedule: NewSchedule
) -> None:
    schedule = await new_schedule()
    rows = [person(0), person(1, phone_number="unknown"), person(2)]
    answer = await mico.outbound_calls.create_bulk(schedule.uid, rows)
    (failure,) = answer.failures
    assert (failure.index, failure.reason) == (1, "Invalid phone number format")
    assert failure.details == {"phone_number": "Invalid format"}
    assert {call.external_id for call in answer.outbound_calls} == {"CUST-0", "CUST-2"}


async def test_a_bulk_of_too_many_is_turned_down_whole(
    mico: MicoClient, new_schedule: NewSchedule
) -> None:
    schedule = await new_schedule()
    with pytest.raises(Fatal) as caught:
        await mico.outbound_calls.create_bulk(schedule.uid, people(MAX_BULK + 1))
    assert caught.value.status == 422
    assert await mico.outbound_calls.page(schedule.uid) == []


async def test_a_person_whom_the_api_cannot_call_is_turned_down(
    mico: MicoClient, new_schedule: NewSchedule
) -> None:
    schedule = await new_schedule()
    with pytest.raises(Fatal) as caught:
        await mico.outbound_calls.create(schedule.uid, person(phone_number="unknown"))
    assert caught.value.status == 422


async def test_an_enabled_schedule_takes_no_calls(
    mico: MicoClient, new_schedule: NewSchedule
) -> None:
    schedule = await new_schedule()
    await mico.schedules.enable(schedule.uid)
    with pytest.raises(Fatal, match="is the schedule enabled") as caught:
        await mico.outbound_calls.create(schedule.uid, person())
    assert caught.value.status == 409
    with pytest.raises(Fatal, match="is the schedule enabled"):
        await mico.outbound_calls.create_bulk(schedule.uid, people(2))


async def test_an_enabled_schedule_takes_calls_by_force(
    mico: MicoClient, new_schedule: NewSchedule
) -> None:
    schedule = await new_schedule()
    await mico.schedules.enable(schedule.uid)
    await mico.outbound_calls.create(schedule.uid, person(0), force=True)
    await mico.outbound_calls.create_bulk(schedule.uid, [person(1)], force=True)
    assert len(await mico.outbound_calls.page(schedule.uid)) == 2
