"""A row in doubt is looked up, never guessed: found, or proven absent, or its schedule given up."""

from datetime import timedelta

import httpx
import pytest

from outbound.api import Fatal
from outbound.delivery.decision import MAX_REPLACEMENTS
from outbound.delivery.loading import load_batch
from outbound.delivery.reconciliation import UnsettledError, reconcile
from outbound.delivery.replacing import replace_schedule
from outbound.delivery.schedules import adopt, named, schedule_of
from outbound.delivery.session import Sizes
from outbound.delivery.steps import CreateCalls, ReconcileCalls, Wait
from outbound.ledger import LedgerSchedule, ScheduleState
from tests.delivery.bench import Bench, Json, deliver_all, next_steps
from tests.delivery.test_loading import sent_twice, with_bad_rows
from tests.delivery.wire import (
    BULK,
    LIST,
    SWITCH,
    PassOn,
    answer_is_changed,
    answer_is_lost,
    answers,
    request_is_lost,
)

KEY = "spring"
FILTERED = r"^GET .*external_id="


async def deliver(bench: Bench) -> None:
    """The whole course, without an orchestrator."""
    await deliver_all(bench.session)


async def in_doubt(bench: Bench, schedule: LedgerSchedule) -> list[int]:
    return [row.number for row in await bench.ledger.doubts.of_schedule(schedule.id)]


def released(bench: Bench) -> set[str]:
    """The schedules from which calls may be made."""
    return {schedule["uid"] for schedule in bench.schedules() if schedule["is_enabled"]}


def callable_people(bench: Bench) -> list[str]:
    """Who may be called, once for each call."""
    return sorted(
        call["external_id"] for call in bench.calls() if call["schedule_uid"] in released(bench)
    )


def everybody(count: int) -> list[str]:
    return sorted(f"P-{number}" for number in range(1, count + 1))


async def test_calls_that_are_there_are_found_and_nothing_is_sent_again(bench: Bench) -> None:
    await bench.staged(5)
    bench.wire.meets(BULK, answer_is_lost)
    await deliver(bench)
    assert bench.wire.count(BULK) == 1
    assert callable_people(bench) == everybody(5)


async def test_nobody_is_looked_up_before_the_request_is_over(bench: Bench) -> None:
    await bench.staged(5)
    schedule = await schedule_of(bench.session, await bench.run(), 1)
    bench.wire.meets(BULK, answer_is_lost)
    await load_batch(bench.session, schedule, 1)
    (wait,) = await next_steps(bench)
    assert wait == Wait(bench.clock.now() + bench.session.request_deadline)
    bench.clock.at += bench.session.request_deadline
    assert await next_steps(bench) == [ReconcileCalls(named(schedule))]


async def test_the_last_bulks_wait_until_what_is_in_doubt_is_over_to_be_its_witnesses(
    bench: Bench,
) -> None:
    bench.use(Sizes(bulk=2, bulks_at_once=2))
    await bench.staged(10)
    schedule = await schedule_of(bench.session, await bench.run(), 1)
    bench.wire.meets(BULK, request_is_lost)
    await load_batch(bench.session, schedule, 1)
    sending = await next_steps(bench)
    assert [step.batch for step in sending if isinstance(step, CreateCalls)] == [2, 3]
    for batch in (2, 3):
        await load_batch(bench.session, schedule, batch)
    (wait,) = await next_steps(bench)
    assert isinstance(wait, Wait)


async def test_who_has_no_call_is_sent_again_behind_a_witness(bench: Bench) -> None:
    bench.use(Sizes(bulk=2, bulks_at_once=1))
    await bench.staged(6)
    bench.wire.meets(BULK, request_is_lost)
    await deliver(bench)
    assert (len(bench.schedules()), sent_twice(bench)) == (1, [])
    assert callable_people(bench) == everybody(6)


async def test_without_a_witness_the_schedule_is_given_up_and_another_filled(bench: Bench) -> None:
    await bench.staged(5)
    bench.wire.meets(BULK, request_is_lost)
    await deliver(bench)
    first, second = bench.schedules()
    assert released(bench) == {second["uid"]}
    assert not any(switching["is_enabled"] for switching in first["switchings"])
    assert callable_people(bench) == everybody(5)


async def test_the_last_look_comes_behind_the_longest_pause(bench: Bench) -> None:
    bench.use(Sizes(bulk=2))
    await bench.staged(4)
    schedule = await schedule_of(bench.session, await bench.run(), 1)
    bench.wire.meets(BULK, answer_is_lost)
    await load_batch(bench.session, schedule, 1)
    bench.clock.at += bench.session.request_deadline
    await load_batch(bench.session, schedule, 2)
    shows_all_at = bench.clock.now() + timedelta(seconds=60)

    def lagging(rows: list[Json]) -> list[Json]:
        return rows if bench.clock.now() >= shows_all_at else []

    bench.wire.meets(LIST, answer_is_changed(lagging), times=100)
    await reconcile(bench.session, schedule)
    assert (await bench.count()).created == 4


async def test_where_nobody_at_all_is_taken_it_is_not_about_the_people(bench: Bench) -> None:
    await bench.staged(20)
    bench.wire.meets(BULK, answers(422), times=1000)
    with pytest.raises(Fatal):
        await deliver(bench)
    counts = await bench.count()
    assert (counts.refused, counts.unresolved) == (0, 20)
    bench.wire.troubles.clear()  # it was mended
    await deliver(bench)
    assert (await bench.count()).is_delivered
    assert len(callable_people(bench)) == 20


async def test_the_other_parts_of_the_list_are_not_looked_for_in_a_schedule_that_is_given_up(
    bench: Bench,
) -> None:
    bench.use(Sizes(bulk=2, schedule=2, page=2))
    run = await bench.staged(40)
    schedule = await schedule_of(bench.session, run, 1)
    await load_batch(bench.session, schedule, 1)
    bench.wire.asked.clear()
    await replace_schedule(bench.session, schedule)
    assert bench.wire.count(LIST) == 4, "two looks at its only page, and at the empty one behind it"
    assert (await bench.count()).planned == 40


async def test_a_bulk_that_lands_later_than_every_look_is_found_by_the_audit(bench: Bench) -> None:
    bench.use(Sizes(bulk=2, bulks_at_once=1))
    await bench.staged(6)
    late: list[tuple[httpx.Request, PassOn]] = []

    async def lands_later(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
        late.append((request, pass_on))
        raise httpx.ReadError("the connection was reset")

    async def lands_now(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
        """While the row's second bulk is acknowledged."""
        for first, carry_out in late:
            await carry_out(first)
        late.clear()
        return await pass_on(request)

    bench.wire.meets(BULK, lands_later)
    bench.wire.meets(r"bulk.*", lambda request, pass_on: pass_on(request), times=2)
    bench.wire.meets(BULK, lands_now)
    await deliver(bench)
    assert sent_twice(bench) != []
    assert len(bench.schedules()) == 2
    assert callable_people(bench) == everybody(6)


async def test_it_is_given_up_three_times_and_then_somebody_must_look(bench: Bench) -> None:
    await bench.staged(5)
    bench.wire.meets(BULK, request_is_lost, times=100)
    with pytest.raises(UnsettledError, match="outbound resume spring"):
        await deliver(bench)
    assert len(bench.schedules()) == 1 + MAX_REPLACEMENTS
    assert released(bench) == set()
    assert (await bench.count()).unresolved == 5


async def test_few_people_are_looked_up_by_name_and_many_by_reading_all(bench: Bench) -> None:
    bench.use(Sizes(bulk=500, bulks_at_once=1))
    await bench.staged(1003)
    schedule = await schedule_of(bench.session, await bench.run(), 1)
    for batch in (1, 2):
        await load_batch(bench.session, schedule, batch)
    bench.wire.meets(BULK, answer_is_lost)
    await load_batch(bench.session, schedule, 3)
    bench.wire.asked.clear()
    await reconcile(bench.session, schedule)
    assert bench.wire.count(FILTERED) == 1 + 3  # a person known to be there, and the three
    assert bench.wire.count(LIST) == 1 + 3
    assert await in_doubt(bench, schedule) == []


async def test_a_filter_that_does_not_find_who_is_there_is_not_believed(bench: Bench) -> None:
    bench.use(Sizes(bulk=500, bulks_at_once=1))
    await bench.staged(1003)
    schedule = await schedule_of(bench.session, await bench.run(), 1)
    for batch in (1, 2):
        await load_batch(bench.session, schedule, batch)
    bench.wire.meets(BULK, answer_is_lost)
    await load_batch(bench.session, schedule, 3)
    bench.wire.meets(FILTERED, answer_is_changed(lambda _rows: []), times=100)
    await reconcile(bench.session, schedule)
    assert (await bench.count()).created == 1003


async def test_of_a_bulk_that_is_turned_down_as_a_whole_only_who_is_at_fault_is_refused(
    bench: Bench,
) -> None:
    """An API that refuses a whole bulk for the sake of one row: it is found by halving."""

    async def refuse_whole(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
        if b'"P-3"' in request.content:
            return httpx.Response(422, json={}, request=request)
        return await pass_on(request)

    await bench.staged(8)
    bench.wire.meets(BULK, refuse_whole, times=100)
    await deliver(bench)
    states = {row["external_id"]: row["state"] for row in await bench.exported()}
    assert [person for person, state in states.items() if state == "refused"] == ["P-3"]
    assert callable_people(bench) == [person for person in everybody(8) if person != "P-3"]


async def test_somebody_who_enabled_the_schedule_meanwhile_holds_nobody_up(bench: Bench) -> None:
    await bench.staged(5)
    schedule = await schedule_of(bench.session, await bench.run(), 1)
    await bench.session.api.schedules.enable(named(schedule))
    await deliver(bench)
    assert sent_twice(bench) == []
    assert callable_people(bench) == everybody(5)


async def test_a_bulk_that_stays_turned_down_ends_the_run_and_loses_nobody(bench: Bench) -> None:
    await bench.staged(5)
    bench.wire.meets(BULK, answers(409), times=100)
    with pytest.raises(Exception, match="409"):
        await deliver(bench)
    counts = await bench.count()
    assert (counts.unresolved, counts.refused, counts.adds_up) == (5, 0, True)


async def test_people_who_are_turned_down_are_not_in_doubt(bench: Bench) -> None:
    await with_bad_rows(bench, 5, {2})
    await deliver(bench)
    assert (await bench.count()).refused == 1
    assert bench.wire.count(LIST) == 2  # the count


async def test_in_somebody_elses_schedule_their_calls_are_not_taken_for_ours(bench: Bench) -> None:
    theirs = await bench.loaded(3)
    run = await bench.staged(3, "another")
    adopted = await adopt(bench.session, run, named(theirs))
    bench.wire.meets(BULK, request_is_lost)
    await load_batch(bench.session, adopted, 1)
    bench.clock.at += bench.session.request_deadline
    with pytest.raises(UnsettledError, match="not ours"):
        await reconcile(bench.session, adopted)
    assert (await bench.count("another")).in_doubt == 3
    assert bench.wire.count(SWITCH) == 0


async def test_in_somebody_elses_schedule_our_calls_are_found(bench: Bench) -> None:
    theirs = await bench.loaded(3)
    run = await bench.staged(3, "another")
    adopted = await adopt(bench.session, run, named(theirs))
    bench.wire.meets(BULK, answer_is_lost)
    await load_batch(bench.session, adopted, 1)
    bench.clock.at += bench.session.request_deadline
    await reconcile(bench.session, adopted)
    rows = await bench.exported("another")
    ours = {call["uid"] for call in bench.calls()[3:]}
    assert {row["call_uid"] for row in rows} == ours


async def test_after_doubt_a_schedule_is_read_whole_before_and_after_its_release(
    bench: Bench,
) -> None:
    await bench.staged(5)
    bench.wire.meets(BULK, answer_is_lost)
    await deliver(bench)
    schedule = await bench.schedule()
    assert (schedule.state, schedule.doubted) == (ScheduleState.ENABLED, True)
    assert schedule.verified_at is not None


async def test_without_doubt_two_requests_are_enough(bench: Bench) -> None:
    await bench.staged(250)
    await deliver(bench)
    assert bench.wire.count(LIST) == 2
    assert bench.wire.count(r"page=3&") == 1
    assert bench.wire.count(r"page=4&") == 1


async def test_an_id_of_ours_with_another_number_in_somebody_elses_schedule_stays_unclear(
    bench: Bench,
) -> None:
    theirs = await bench.loaded(3)
    run = await bench.staged(3, "another")
    adopted = await adopt(bench.session, run, named(theirs))
    bench.wire.meets(BULK, answer_is_lost)
    await load_batch(bench.session, adopted, 1)
    bench.clock.at += bench.session.request_deadline

    def masked(rows: list[Json]) -> list[Json]:
        return [{**row, "outbound_call_info": {"phone_number": "****0001"}} for row in rows]

    bench.wire.meets(LIST, answer_is_changed(masked), times=100)
    with pytest.raises(UnsettledError):
        await reconcile(bench.session, adopted)
    assert (await bench.count("another")).in_doubt == 3


async def test_where_ids_come_back_otherwise_nobody_is_believed_to_be_absent(bench: Bench) -> None:
    bench.use(Sizes(bulk=2, bulks_at_once=1))
    await bench.staged(6)
    bench.wire.meets(BULK, answer_is_lost)

    def lower(rows: list[Json]) -> list[Json]:
        return [{**row, "external_id": row["external_id"].lower()} for row in rows]

    bench.wire.meets(LIST, answer_is_changed(lower), times=10_000)
    await deliver(bench)
    first, second = bench.schedules()
    assert released(bench) == {second["uid"]}
    in_first = [c["external_id"] for c in bench.calls() if c["schedule_uid"] == first["uid"]]
    assert len(in_first) == len(set(in_first))
    assert callable_people(bench) == everybody(6)


async def test_an_enabled_schedule_of_somebody_elses_refuses_nobody(bench: Bench) -> None:
    """Whatever status an API chooses for it: nobody is written off as turned down."""
    theirs = await bench.loaded(3)
    run = await bench.staged(3, "another")
    adopted = await adopt(bench.session, run, named(theirs))
    bench.wire.meets(BULK, answers(422), times=100)

    async def until_it_ends() -> None:
        while True:
            await load_batch(bench.session, adopted, 1)
            await reconcile(bench.session, adopted)

    with pytest.raises(Fatal, match="422"):
        await until_it_ends()
    counts = await bench.count("another")
    assert (counts.refused, counts.unresolved) == (0, 3)
