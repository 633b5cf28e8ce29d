from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from outbound.api import Retriable
from outbound.delivery.finality import LONGEST_TALK
from outbound.delivery.loading import load_batch
from outbound.delivery.schedules import adopt, named, schedule_of
from outbound.delivery.session import Sizes
from outbound.delivery.stopping import disable_schedules, request_stop
from outbound.delivery.tracking import Sweep, sweep
from outbound.ledger import GRACE, ScheduleState
from outbound.sandbox import Mix
from tests.delivery.bench import END, Bench, Json
from tests.delivery.conftest import Opened
from tests.delivery.wire import DETAIL, LIST, PassOn, answer_is_changed, answers, nobody_is_there
from tests.ledger.columns import set_schedule
from tests.sandbox.caller import START

LUCKY = Mix(endings={"answered": 1})
UNLUCKY = Mix(endings={"no_answer": 1})
NEVER_MARKED = Mix(endings={"no_answer": 1}, marks_exhausted=False)
LONG_TALKS = Mix(endings={"answered": 1}, ring_seconds=(5, 5), talk_seconds=(3600, 3600))


async def results(bench: Bench) -> dict[str, str]:
    return {row["external_id"]: row["outcome"] for row in await bench.exported()}


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"lists_attempts": False},
        {"mix": Mix(marks_exhausted=False)},
        {"mix": Mix(marks_exhausted=False), "lists_attempts": False},
        {"lines": 3},
    ],
    ids=["ordinary", "lists without attempts", "nobody marked", "neither", "few lines"],
)
async def test_in_the_end_every_outcome_is_the_true_one(
    opened: Opened, settings: dict[str, object]
) -> None:
    bench = await opened(**settings)
    await bench.released(120)
    await bench.follow()
    assert await results(bench) == bench.called()
    counts = await bench.count()
    assert counts.closed == 120
    assert counts.attempts == sum(len(call["attempts"]) for call in bench.calls())
    assert counts.outcomes == Counter(bench.called().values())


async def test_while_calls_are_made_the_ledger_follows(opened: Opened) -> None:
    bench = await opened(lines=5)
    await bench.released(40)
    for _ in range(8):
        bench.clock.advance(60)
        swept = await bench.sweep()
        over = [call for call in bench.calls() if call["status"] == "completed"]
        counts = await bench.count()
        assert (counts.closed, counts.open) == (len(over), 40 - len(over))
        assert swept.open == counts.open
        assert swept.running == sum(_is_ringing(call) for call in bench.calls())
        assert counts.adds_up


def _is_ringing(call: Json) -> bool:
    return any(attempt["ended_at"] is None for attempt in call["attempts"])


async def test_sweeping_again_changes_nothing(bench: Bench) -> None:
    await bench.released(30)
    bench.clock.advance(600)
    first = await bench.sweep()
    before, counts = await bench.exported(), await bench.count()
    assert await bench.sweep() == first
    assert await bench.exported() == before
    assert await bench.count() == counts


async def test_an_attempt_is_remembered_once_however_often_it_is_read(bench: Bench) -> None:
    await bench.released(30)
    for _ in range(10):
        bench.clock.advance(90)
        await bench.sweep()
        told = sum(len(call["attempts"]) for call in bench.calls())
        assert (await bench.count()).attempts == told


async def test_a_sweep_asks_for_pages_of_a_hundred_and_for_nobody_alone(opened: Opened) -> None:
    bench = await opened(lines=7)
    await bench.released(250)
    bench.wire.asked.clear()
    for _ in range(5):
        bench.clock.advance(30)
        await bench.sweep()
    assert bench.wire.count(LIST) == 5 * 3
    assert len(bench.wire.asked) == 5 * 3


async def test_detail_is_asked_once_for_each_finished_call_that_a_list_does_not_show(
    opened: Opened,
) -> None:
    bench = await opened(lists_attempts=False, mix=LUCKY, lines=10)
    await bench.released(30)
    finished = 0
    while finished < 30:
        bench.clock.advance(30)
        await bench.sweep()
        finished = sum(call["status"] == "completed" for call in bench.calls())
        assert bench.wire.count(DETAIL) == finished
    await bench.sweep()
    assert bench.wire.count(DETAIL) == 30


async def test_a_sweep_after_the_last_call_asks_for_nothing(bench: Bench) -> None:
    await bench.released(5)
    await bench.follow()
    bench.wire.asked.clear()
    assert (await bench.sweep()).is_last
    assert bench.wire.asked == []


async def test_before_its_window_a_schedule_is_not_read(bench: Bench) -> None:
    bench.at(START - timedelta(hours=1))
    await bench.released(5)
    bench.wire.asked.clear()
    assert await bench.sweep() == Sweep(open=5, running=0, is_last=False)
    assert bench.wire.asked == []


async def test_a_call_that_was_answered_and_has_ended_is_over(bench: Bench) -> None:
    await bench.released(1)
    bench.wire.meets(LIST, answer_is_changed(_each(status="pending")), times=100)
    bench.at(START + timedelta(hours=1))
    bench.sandbox.advance()
    answered = any(attempt["answered_at"] for attempt in bench.calls()[0]["attempts"])
    assert (await bench.sweep()).is_last == answered


async def test_a_call_whose_attempts_are_exhausted_is_over(opened: Opened) -> None:
    bench = await opened(mix=NEVER_MARKED)
    await bench.released(3)
    await bench.follow()
    assert bench.clock.now() < END
    assert await results(bench) == {"P-1": "no_answer", "P-2": "no_answer", "P-3": "no_answer"}
    assert {call["status"] for call in bench.calls()} == {"pending"}


async def test_in_a_schedule_of_somebody_else_attempts_do_not_end_a_call(opened: Opened) -> None:
    bench = await opened(mix=NEVER_MARKED)
    host = await bench.loaded(1)
    await bench.staged(1, "guest")
    guest = await adopt(bench.session, await bench.run("guest"), named(host))
    await load_batch(bench.session, guest, 1)
    await bench.session.api.schedules.enable(named(host))
    bench.at(START + timedelta(hours=2))
    assert not (await sweep(bench.session, await bench.run("guest"))).is_last
    assert (await bench.count("guest")).attempts == 3


def _each(**changes: object) -> Callable[[list[Json]], list[Json]]:
    return lambda rows: [{**row, **changes} for row in rows]


async def test_unknown_values_are_kept_and_keep_a_call_open(bench: Bench) -> None:
    await bench.released(2)
    odd = _each(status="ON_HOLD?", progress="\ud83d", outbound_call_attempts=[], new_field=[1])
    bench.wire.meets(LIST, answer_is_changed(odd), times=100)
    bench.at(START + timedelta(hours=1))
    assert (await bench.sweep()).open == 2
    shown = {(row["call_status"], row["call_progress"]) for row in await bench.exported()}
    assert shown == {("ON_HOLD?", "\ufffd")}


async def test_nulls_where_the_guide_shows_values_hold_nobody_up(bench: Bench) -> None:
    await bench.released(2)
    nulls = dict.fromkeys(("status", "progress", "outbound_call_attempts", "updated_at"))
    bench.wire.meets(LIST, answer_is_changed(_each(**nulls)), times=100)
    bench.at(START + timedelta(hours=1))
    assert (await bench.sweep()).open == 2


async def test_what_is_not_reached_in_its_window_is_closed_after_it(opened: Opened) -> None:
    bench = await opened(lines=1, mix=UNLUCKY)
    await bench.released(2000, retry_intervals=[])
    bench.at(END + GRACE - timedelta(seconds=1))
    assert not (await bench.sweep()).is_last
    bench.at(END + GRACE)
    assert (await bench.sweep()).is_last
    assert await results(bench) == bench.called()
    assert (await bench.count()).outcomes["not_reached"] > 0


async def test_what_was_called_in_vain_keeps_its_last_result_when_the_window_is_over(
    opened: Opened,
) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.released(3, retry_intervals=[3600] * 9)
    await bench.follow(timedelta(minutes=30))
    assert await results(bench) == {"P-1": "no_answer", "P-2": "no_answer", "P-3": "no_answer"}


@pytest.mark.parametrize("lists_attempts", [True, False])
async def test_nothing_is_closed_while_somebody_talks(
    opened: Opened, *, lists_attempts: bool
) -> None:
    bench = await opened(mix=LONG_TALKS, lists_attempts=lists_attempts, lines=1)
    bench.at(END - timedelta(seconds=30))
    await bench.released(3)
    bench.at(END + GRACE)
    swept = await bench.sweep()
    assert (swept.open, swept.running) == (3, 1)
    bench.at(END + timedelta(hours=2))
    assert (await bench.sweep()).is_last
    assert await results(bench) == bench.called()
    assert Counter(bench.called().values())["not_reached"] == 2


async def test_where_lists_show_attempts_nobody_is_asked_for_alone_at_the_end(
    opened: Opened,
) -> None:
    bench = await opened(lines=1, mix=UNLUCKY)
    await bench.released(2000, retry_intervals=[])
    bench.at(END + GRACE)
    bench.wire.asked.clear()
    await bench.sweep()
    assert bench.wire.count(DETAIL) == 0


async def test_a_call_that_the_last_pages_did_not_show_is_asked_for(opened: Opened) -> None:
    bench = await opened(mix=LUCKY)
    await bench.released(5)
    bench.at(END + GRACE)
    bench.wire.meets(LIST, answer_is_changed(lambda rows: rows[1:]))
    assert (await bench.sweep()).is_last
    assert await results(bench) == bench.called()
    assert bench.wire.count(DETAIL) == 1


async def test_a_call_that_the_api_knows_nothing_of_any_more_is_closed_at_the_end(
    bench: Bench,
) -> None:
    await bench.released(2)
    bench.sandbox.db.execute("PRAGMA foreign_keys = OFF")
    bench.sandbox.db.execute("DELETE FROM calls WHERE external_id = 'P-1'")
    bench.at(END + GRACE)
    assert (await bench.sweep()).is_last
    assert (await results(bench))["P-1"] == "not_reached"


async def test_a_completed_call_whose_attempt_never_ended_holds_nobody_up(opened: Opened) -> None:
    bench = await opened(mix=LUCKY, lines=1)
    bench.at(END - timedelta(seconds=30))
    await bench.released(3)
    bench.at(END + GRACE)
    bench.wire.meets(LIST, answer_is_changed(_never_ended), times=10)
    assert (await bench.sweep()).is_last


async def test_an_attempt_whose_end_is_never_told_holds_a_run_up_for_hours_and_not_for_ever(
    opened: Opened,
) -> None:
    bench = await opened(mix=UNLUCKY, lines=1)
    bench.at(END - timedelta(seconds=30))
    await bench.released(1, retry_intervals=[3600])
    bench.wire.meets(LIST, answer_is_changed(_never_ended), times=10)
    bench.at(END + GRACE)
    swept = await bench.sweep()
    assert (swept.open, swept.running) == (1, 1)
    bench.at(END + LONGEST_TALK)
    assert (await bench.sweep()).is_last
    assert await results(bench) == {"P-1": "no_answer"}


def _never_ended(rows: list[Json]) -> list[Json]:
    for row in rows:
        for attempt in row["outbound_call_attempts"]:
            attempt["ended_at"] = None
    return rows


async def test_calls_of_somebody_else_in_a_schedule_are_passed_over(bench: Bench) -> None:
    schedule = await bench.loaded(2)
    stranger = {"phone_number": "+815550000", "external_id": "P-1"}
    names = dict.fromkeys(
        ("first_name", "last_name", "phonetic_first_name", "phonetic_last_name"), "x"
    )
    await bench.session.api.outbound_calls.create(named(schedule), {**stranger, **names})
    await bench.session.api.schedules.enable(named(schedule))
    await bench.follow()
    ours = {call["uid"] for call in bench.calls()[:2]}
    assert {row["call_uid"] for row in await bench.exported()} == ours


async def test_an_api_that_cannot_be_asked_loses_nothing(bench: Bench) -> None:
    await bench.released(150)
    bench.at(START + timedelta(hours=1))
    bench.wire.meets(LIST + ".*page=2", nobody_is_there, times=4)
    with pytest.raises(Retriable):
        await bench.sweep()
    assert 0 < (await bench.count()).closed <= 100
    await bench.follow()
    assert await results(bench) == bench.called()


async def test_a_detail_that_cannot_be_asked_for_is_asked_for_later(opened: Opened) -> None:
    bench = await opened(lists_attempts=False, mix=LUCKY)
    await bench.released(3)
    bench.at(START + timedelta(hours=1))
    bench.wire.meets(DETAIL, answers(503), times=4)
    with pytest.raises(Retriable):
        await bench.sweep()
    assert (await bench.sweep()).is_last
    assert await results(bench) == bench.called()


async def test_after_a_stop_what_was_called_is_known_and_the_rest_stays_open(
    opened: Opened,
) -> None:
    bench = await opened(lines=1, mix=LUCKY)
    await bench.released(5)
    await request_stop(bench.session, await bench.run())
    await disable_schedules(bench.session, await bench.run())
    bench.clock.advance(600)
    swept = await bench.sweep()
    assert (swept.open, swept.running) == (4, 0)


async def test_two_schedules_are_followed_each_in_its_own_time(bench: Bench) -> None:
    bench.use(Sizes(bulk=1, schedule=1))
    run = await bench.staged(2)
    first = await schedule_of(bench.session, run, 1)
    second = await schedule_of(bench.session, run, 2)
    await load_batch(bench.session, first, 1)
    for schedule in (first, second):
        await bench.session.api.schedules.enable(named(schedule))
        await set_schedule(
            bench.ledger,
            schedule.id,
            state=ScheduleState.ENABLED,
            enable_asked_at=bench.clock.now(),
            enabled_at=bench.clock.now(),
        )
    bench.at(END + GRACE)
    assert (await bench.sweep()).is_last
    assert bench.wire.count(LIST) == 1


async def test_a_list_that_shows_its_last_page_again_and_again_ends(opened: Opened) -> None:
    bench = await opened(mix=LUCKY)
    await bench.released(100)
    bench.at(START + timedelta(hours=1))

    async def last_page(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
        url = request.url.copy_set_param("page", 1)
        return await pass_on(httpx.Request("GET", url, headers=request.headers))

    bench.wire.meets(LIST, last_page, times=50)
    assert (await bench.sweep()).is_last
    assert bench.wire.count(LIST) < 10


async def test_a_page_that_is_shown_twice_since_calls_came_in_is_not_the_last(
    opened: Opened,
) -> None:
    bench = await opened(mix=LUCKY)
    await bench.released(250)
    bench.at(START + timedelta(hours=1))
    asked: list[int] = []

    async def shifted(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
        asked.append(int(request.url.params["page"]))
        url = request.url.copy_set_param("page", max(1, asked[-1] - 1))
        return await pass_on(httpx.Request("GET", url, headers=request.headers))

    bench.wire.meets(LIST, shifted, times=50)
    assert (await bench.sweep()).is_last
    assert asked == [1, 2, 3, 4]


async def test_calls_that_are_held_are_neither_read_nor_closed(bench: Bench) -> None:
    await bench.loaded(3)
    bench.wire.asked.clear()
    bench.at(END + GRACE)
    assert (await bench.sweep()).is_last
    assert bench.wire.asked == []
    assert (await bench.count()).open == 3


async def test_calls_that_nobody_knows_to_be_released_are_not_followed_for_ever(
    bench: Bench,
) -> None:
    schedule = await bench.loaded(3)
    unanswered = {"state": ScheduleState.ENABLING, "enable_asked_at": START}
    await set_schedule(bench.ledger, schedule.id, **unanswered)
    bench.at(END + GRACE)
    assert not (await bench.sweep()).is_last
    bench.at(END + timedelta(days=1))
    assert (await bench.sweep()).is_last
    assert (await bench.count()).held == 3


async def test_who_waits_for_another_window_is_not_closed(bench: Bench) -> None:
    schedule = await bench.released(3)
    await set_schedule(bench.ledger, schedule.id, state=ScheduleState.ABANDONED)
    bench.sandbox.dialer.switch(1, 0, enabled=False)
    bench.at(END + GRACE)
    await bench.sweep()
    assert {row["outcome"] for row in await bench.exported()} != {"not_reached"}
