"""A call to one person is a request of its own kind, in every window that it has."""

from datetime import timedelta

import pytest

from outbound.contacts import read_person
from outbound.delivery.next_window import has_more_days, is_any_day_over
from outbound.delivery.ownership import owning
from outbound.delivery.requests import (
    ExistingCampaign,
    SingleAddition,
    SingleCall,
    SingleLaunch,
)
from outbound.delivery.resuming import give_window
from outbound.delivery.runs import Run
from outbound.delivery.single_calls import digest_of, stage_single_call
from outbound.delivery.stopping import disable_schedules, request_stop
from outbound.planning import AllowedHours, Between, InWords, Window
from outbound.sandbox import CAMPAIGN_UID
from outbound.sandbox.mix import Mix
from tests.delivery.bench import END, Bench, deliver_all
from tests.delivery.conftest import Opened
from tests.sandbox.caller import START

DAY = timedelta(days=1)
ONE_DAY = Between(starts_at=START, ends_at=END)
TWO_DAYS = InWords(windows=["2026-11-24 09:00-12:00 UTC", "2026-11-25 09:00-12:00 UTC"])
NEXT_DAY = Between(starts_at=START + DAY, ends_at=END + DAY)
UNLUCKY = Mix(endings={"no_answer": 1})
PERSON = {"phone_number": "+812000000001", "first_name": "Jane", "last_name": "Doe"}


def launch(window: Window) -> SingleLaunch:
    return SingleLaunch(
        campaign=ExistingCampaign(campaign_uid=CAMPAIGN_UID),
        window=window,
        allowed=AllowedHours(hours="00:00-24:00"),
        retry_intervals=[],
    )


async def staged(bench: Bench, asked: SingleCall) -> Run:
    return await stage_single_call(
        bench.session,
        key="spring",
        asked=asked,
        digest=digest_of(PERSON),
        contact=read_person(PERSON, key="spring", region=None),
        now=bench.clock.now(),
    )


async def deliver(bench: Bench) -> None:
    async with owning(bench.session, await bench.run()) as owned:
        await deliver_all(owned)


async def follow_the_day(bench: Bench) -> None:
    while not (
        (await bench.sweep()).is_last or await is_any_day_over(bench.session, await bench.run())
    ):
        bench.clock.advance(1800)


async def test_it_is_sent_by_the_request_for_single_calls(bench: Bench) -> None:
    await staged(bench, launch(ONE_DAY))
    await deliver(bench)
    assert (await bench.count()).released == 1
    assert [path for path in bench.wire.asked if "bulk" in str(path)] == []


async def test_a_person_who_is_not_reached_is_called_on_the_second_day(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    run = await staged(bench, launch(TWO_DAYS))
    await deliver(bench)
    await follow_the_day(bench)
    assert await has_more_days(bench.session, run)
    await deliver(bench)
    await follow_the_day(bench)
    days = [call["attempts"][0]["started_at"][:10] for call in bench.calls()]
    assert days == ["2026-11-24", "2026-11-25"]
    assert (await bench.count()).adds_up


async def test_after_a_stop_the_person_is_called_in_the_new_window(bench: Bench) -> None:
    bench.at(START - timedelta(hours=1))
    run = await staged(bench, launch(ONE_DAY))
    await deliver(bench)
    await request_stop(bench.session, run)
    assert (await disable_schedules(bench.session, run)).problem is None
    async with owning(bench.session, run) as owned:
        await give_window(owned, await bench.record(), NEXT_DAY)
        await deliver_all(owned)
    bench.at(END + DAY)
    assert sum(len(call["attempts"]) > 0 for call in bench.calls()) == 1
    assert (await bench.count()).released == 1


async def test_it_can_be_added_to_another_clients_schedule(bench: Bench) -> None:
    other = await bench.ready(1)
    asked = SingleAddition(schedule_uid=other.uid or "")
    await stage_single_call(
        bench.session,
        key="more",
        asked=asked,
        digest=digest_of(PERSON),
        contact=read_person(PERSON, key="more", region=None),
        now=bench.clock.now(),
    )
    await deliver_all(bench.session, "more")
    assert (await bench.count("more")).created == 1


@pytest.mark.parametrize("asked", [launch(ONE_DAY), SingleAddition(schedule_uid="s")])
def test_its_stored_form_names_no_list(asked: SingleCall) -> None:
    assert asked.model_dump(mode="json")["contacts"] == "one person"
