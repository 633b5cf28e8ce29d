"""Steps 5 and 6 of the guide: lists and details."""

import pytest

from outbound.api import Fatal, MicoClient
from outbound.api.outbound_calls import Filters
from outbound.sandbox import Sandbox
from tests.api.conftest import NewSchedule
from tests.sandbox.caller import ManualClock, people, person

JANE = person(
    1,
    phone_number="+818012345678",
    first_name="Jane & Co",
    last_name="Smith/Müller",
    phonetic_first_name="ジェーン",
    email="jane+calls@example.com",
    external_id="CUST 7?#%2B",
)


async def test_an_empty_schedule_has_an_empty_list(
    mico: MicoClient, new_schedule: NewSchedule
) -> None:
    schedule = await new_schedule()
    assert await mico.outbound_calls.page(schedule.uid) == []
    assert [page async for page in mico.outbound_calls.pages(schedule.uid)] == []


async def test_pages_count_from_1_and_are_as_long_as_asked_for(
    mico: MicoClient, new_schedule: NewSchedule
) -> None:
    schedule = await new_schedule()
    await mico.outbound_calls.create_bulk(schedule.uid, people(5))
    lengths = [
        len(await mico.outbound_calls.page(schedule.uid, page=page, page_size=2))
        for page in (1, 2, 3, 4)
    ]
    assert lengths == [2, 2, 1, 0]


async def test_a_page_has_a_hundred_calls_at_most(
    mico: MicoClient, new_schedule: NewSchedule
) -> None:
    schedule = await new_schedule()
    with pytest.raises(Fatal):
        await mico.outbound_calls.page(schedule.uid, page_size=101)


@pytest.mark.parametrize(
    ("calls", "lengths"), [(100, [100]), (101, [100, 1]), (250, [100, 100, 50])]
)
async def test_all_pages_together_hold_every_call_once(
    mico: MicoClient, new_schedule: NewSchedule, calls: int, lengths: list[int]
) -> None:
    schedule = await new_schedule()
    await mico.outbound_calls.create_bulk(schedule.uid, people(calls))
    pages = [page async for page in mico.outbound_calls.pages(schedule.uid)]
    assert [len(page) for page in pages] == lengths
    assert len({call.uid for page in pages for call in page}) == calls


@pytest.mark.parametrize(
    "filters",
    [
        Filters(external_id="CUST 7?#%2B"),
        Filters(first_name="Jane & Co"),
        Filters(last_name="Smith/Müller"),
        Filters(phonetic_first_name="ジェーン"),
        Filters(phone_number="+818012345678"),
        Filters(email="jane+calls@example.com"),
        Filters(external_id="CUST 7?#%2B", last_name="Smith/Müller"),
    ],
    ids=str,
)
async def test_a_list_is_narrowed_to_one_person_whatever_characters_name_her(
    mico: MicoClient, new_schedule: NewSchedule, filters: Filters
) -> None:
    schedule = await new_schedule()
    await mico.outbound_calls.create_bulk(schedule.uid, [person(0), JANE, person(2)])
    (found,) = await mico.outbound_calls.page(schedule.uid, **filters)
    assert found.external_id == JANE["external_id"]


async def test_a_list_is_narrowed_to_an_outcome_or_an_attempt_s_status(
    mico: MicoClient, new_schedule: NewSchedule, clock: ManualClock
) -> None:
    schedule = await new_schedule()
    await mico.outbound_calls.create_bulk(schedule.uid, people(3))
    await mico.schedules.enable(schedule.uid)
    clock.advance(600)
    confirmed = await mico.outbound_calls.page(schedule.uid, outcome="APPOINTMENT_CONFIRMED")
    assert len(confirmed) == 3
    assert len(await mico.outbound_calls.page(schedule.uid, attempt_status="hangup")) == 3
    assert await mico.outbound_calls.page(schedule.uid, outcome="Transfer to agent") == []


async def test_a_list_is_narrowed_to_real_or_to_test_calls(
    mico: MicoClient, new_schedule: NewSchedule
) -> None:
    schedule = await new_schedule()
    await mico.outbound_calls.create(schedule.uid, person())
    assert len(await mico.outbound_calls.page(schedule.uid, is_test_call=False)) == 1
    assert await mico.outbound_calls.page(schedule.uid, is_test_call=True) == []


async def test_filters_hold_for_all_pages(mico: MicoClient, new_schedule: NewSchedule) -> None:
    schedule = await new_schedule()
    rows = [*people(150), JANE]
    await mico.outbound_calls.create_bulk(schedule.uid, rows)
    pages = [page async for page in mico.outbound_calls.pages(schedule.uid, first_name="Jane")]
    assert [len(page) for page in pages] == [100, 50]


async def test_a_call_in_detail_tells_what_became_of_it(
    mico: MicoClient, new_schedule: NewSchedule, clock: ManualClock
) -> None:
    schedule = await new_schedule()
    created = await mico.outbound_calls.create(schedule.uid, person())
    await mico.schedules.enable(schedule.uid)
    clock.advance(600)
    call = await mico.outbound_calls.get(created.uid)
    assert (call.status, call.progress) == ("completed", "answered")
    (attempt,) = call.outbound_call_attempts or []
    assert attempt.status == "hangup"
    assert attempt.ended_at is not None
    assert attempt.answered_at is not None
    assert attempt.duration == (attempt.ended_at - attempt.answered_at).total_seconds()


async def test_a_call_in_detail_names_its_outcome_and_its_notifications(
    mico: MicoClient, new_schedule: NewSchedule, clock: ManualClock
) -> None:
    schedule = await new_schedule()
    created = await mico.outbound_calls.create(schedule.uid, person())
    await mico.schedules.enable(schedule.uid)
    clock.advance(600)
    call = await mico.outbound_calls.get(created.uid)
    (attempt,) = call.outbound_call_attempts or []
    (outcome,) = attempt.outbound_call_attempts_outcomes or []
    assert outcome.call_outcome is not None
    assert outcome.call_outcome.name == "APPOINTMENT_CONFIRMED"
    (notification,) = call.outbound_calls_notifications or []
    assert (notification.status, notification.message_count) == ("delivered", 1)


async def test_a_list_without_attempts_leaves_them_to_the_detail(
    mico: MicoClient, new_schedule: NewSchedule, sandbox: Sandbox, clock: ManualClock
) -> None:
    sandbox.lists_attempts = False
    schedule = await new_schedule()
    created = await mico.outbound_calls.create(schedule.uid, person())
    await mico.schedules.enable(schedule.uid)
    clock.advance(600)
    (listed,) = await mico.outbound_calls.page(schedule.uid)
    assert not listed.outbound_call_attempts
    assert (await mico.outbound_calls.get(created.uid)).outbound_call_attempts
