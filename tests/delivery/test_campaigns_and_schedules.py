from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from outbound.api import NotFound, Retriable
from outbound.delivery.campaigns import campaign_of
from outbound.delivery.loading import load_batch
from outbound.delivery.schedules import WrongEchoError, adopt, named, schedule_of
from outbound.delivery.session import Sizes
from outbound.delivery.steps import CreateCalls, CreateSchedule
from outbound.ledger import ScheduleState
from outbound.planning import WindowMissedError
from outbound.sandbox import CALL_FLOW_UID, CAMPAIGN_UID
from tests.delivery.bench import END, Bench, Json, next_steps
from tests.delivery.wire import NEW_CAMPAIGN, NEW_SCHEDULE, answer_is_changed, answer_is_lost
from tests.sandbox.caller import START

RECALLS = {"name": "Recalls"}


async def test_a_new_campaign_is_created_and_remembered(bench: Bench) -> None:
    uid = await campaign_of(bench.session, await bench.begun(campaign=RECALLS))
    campaign = bench.campaigns()[-1]
    assert (campaign["uid"], campaign["name"]) == (uid, "Recalls")
    assert (await bench.record()).campaign_uid == uid


async def test_a_campaign_that_is_remembered_is_not_created_again(bench: Bench) -> None:
    uid = await campaign_of(bench.session, await bench.begun(campaign=RECALLS))
    assert await campaign_of(bench.session, await bench.run()) == uid
    assert bench.wire.count(NEW_CAMPAIGN) == 1


async def test_a_campaign_that_is_there_is_asked_for_nothing(bench: Bench) -> None:
    assert await campaign_of(bench.session, await bench.begun()) == CAMPAIGN_UID
    assert bench.wire.asked == []


async def test_a_call_flow_names_its_campaign(bench: Bench) -> None:
    run = await bench.begun(campaign={"call_flow_uid": CALL_FLOW_UID})
    assert await campaign_of(bench.session, run) == CAMPAIGN_UID


async def test_a_call_flow_that_is_unknown_is_told(bench: Bench) -> None:
    run = await bench.begun(campaign={"call_flow_uid": "unknown"})
    with pytest.raises(NotFound, match="call flow unknown"):
        await campaign_of(bench.session, run)


async def test_a_campaign_of_which_nothing_was_heard_may_be_created_again(bench: Bench) -> None:
    bench.wire.meets(NEW_CAMPAIGN, answer_is_lost)
    run = await bench.begun(campaign=RECALLS)
    with pytest.raises(Retriable):
        await campaign_of(bench.session, run)
    uid = await campaign_of(bench.session, await bench.run())
    assert (await bench.record()).campaign_uid == uid


async def test_a_schedule_has_the_runs_window_and_retries_and_is_disabled(bench: Bench) -> None:
    schedule = await schedule_of(bench.session, await bench.staged(1), 1)
    (truth,) = bench.schedules()
    assert truth["uid"] == schedule.uid
    assert not truth["is_enabled"]
    assert datetime.fromisoformat(truth["starts_at"]) == schedule.starts_at == START
    assert datetime.fromisoformat(truth["ends_at"]) == schedule.ends_at == END
    assert truth["retry_intervals"] == [300, 300]
    assert schedule.state == ScheduleState.LOADING


async def test_a_schedule_that_is_known_is_not_created_again(bench: Bench) -> None:
    run = await bench.staged(1)
    assert await schedule_of(bench.session, run, 1) == await schedule_of(bench.session, run, 1)
    assert len(bench.schedules()) == 1


async def test_a_schedule_in_an_open_window_begins_now(bench: Bench) -> None:
    run = await bench.staged(1)
    bench.at(START + timedelta(minutes=5, microseconds=1))
    schedule = await schedule_of(bench.session, run, 1)
    assert schedule.starts_at == START + timedelta(minutes=5, seconds=1)


async def test_no_schedule_is_made_for_a_window_that_has_passed(bench: Bench) -> None:
    run = await bench.staged(1)
    bench.at(END)
    with pytest.raises(WindowMissedError):
        await schedule_of(bench.session, run, 1)
    assert bench.schedules() == []


async def test_a_schedule_of_which_nothing_was_heard_is_left_empty_and_another_made(
    bench: Bench,
) -> None:
    run = await bench.staged(1)
    bench.wire.meets(NEW_SCHEDULE, answer_is_lost)
    with pytest.raises(Retriable):
        await schedule_of(bench.session, run, 1)
    schedule = await schedule_of(bench.session, run, 1)
    await load_batch(bench.session, schedule, 1)
    assert len(bench.schedules()) == 2
    assert [call["schedule_uid"] for call in bench.calls()] == [schedule.uid]


def _set(**changes: object) -> Callable[[Json], Json]:
    return lambda echoed: {**echoed, **changes}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (_set(is_enabled=True), "is_enabled"),
        (_set(is_enabled=None), "is_enabled"),
        (_set(is_auto=True), "is_auto"),
        (_set(starts_at="2026-11-24T18:00:00Z"), "starts_at"),
        (_set(ends_at="2026-11-24T12:00:01Z"), "ends_at"),
        (_set(retry_intervals=[300]), "retry_intervals"),
        (_set(starts_at=None, retry_intervals=None), "starts_at and retry_intervals"),
    ],
)
async def test_a_schedule_that_is_not_as_asked_for_is_not_used(
    bench: Bench, change: Callable[[Json], Json], what: str
) -> None:
    run = await bench.staged(1)
    bench.wire.meets(NEW_SCHEDULE, answer_is_changed(change))
    with pytest.raises(WrongEchoError, match=f"another {what} than"):
        await schedule_of(bench.session, run, 1)
    assert await bench.ledger.schedules.of_run(run.id) == []


async def test_the_same_instants_in_another_zone_are_as_asked_for(bench: Bench) -> None:
    run = await bench.staged(1)
    change = _set(starts_at="2026-11-24T18:00:00+09:00", ends_at="2026-11-24T07:00:00-05:00")
    bench.wire.meets(NEW_SCHEDULE, answer_is_changed(change))
    assert named(await schedule_of(bench.session, run, 1))


async def test_a_long_list_is_parted_at_fifty_thousand(bench: Bench) -> None:
    assert Sizes().schedule == 50_000
    bench.use(Sizes(bulk=2, schedule=4))
    run = await bench.staged(7)
    for segment in (1, 2):
        assert await next_steps(bench) == [CreateSchedule(segment, 2)]
        await schedule_of(bench.session, await bench.run(), segment)
    first, second = (named(s) for s in await bench.ledger.schedules.of_run(run.id))
    sending = await next_steps(bench)
    assert {(s.schedule_uid, s.batch) for s in sending if isinstance(s, CreateCalls)} == {
        (first, 1),
        (first, 2),
        (second, 3),
        (second, 4),
    }


async def test_a_schedule_of_somebody_else_is_adopted_once(bench: Bench) -> None:
    schedule = await schedule_of(bench.session, await bench.staged(1), 1)
    theirs = await bench.begun("another")
    adopted = await adopt(bench.session, theirs, named(schedule))
    assert await adopt(bench.session, theirs, named(schedule)) == adopted
    assert not adopted.ours


async def test_what_stands_in_somebody_elses_schedule_before_ours_is_noted(bench: Bench) -> None:
    schedule = await bench.loaded(3)
    theirs = await bench.begun("another")
    adopted = await adopt(bench.session, theirs, named(schedule))
    there = {call["uid"] for call in bench.calls()}
    assert await bench.ledger.schedules.strangers(adopted.id) == there
