import asyncio
from datetime import timedelta

import httpx
import pytest

from outbound.api import Fatal, InDoubt, MicoError, Retriable
from outbound.delivery.release import WindowEndedError, release
from outbound.delivery.resuming import give_window
from outbound.delivery.schedules import adopt, schedule_of
from outbound.delivery.session import Sizes
from outbound.delivery.stopping import (
    Stopped,
    StoppedError,
    carry_out_stop,
    disable_schedules,
    raise_if_stopped,
    request_stop,
)
from outbound.ledger import ScheduleState
from outbound.planning import Between
from tests.delivery.bench import END, Bench
from tests.delivery.conftest import Opened
from tests.delivery.wire import (
    SWITCH,
    PassOn,
    Trouble,
    answer_is_changed,
    answer_is_lost,
    answers,
    first,
    nobody_is_there,
    request_is_lost,
)
from tests.ledger.columns import set_schedule
from tests.sandbox.caller import START

KEY = "spring"


async def stop(bench: Bench) -> Stopped:
    await request_stop(bench.session, await bench.run())
    return await disable_schedules(bench.session, await bench.run())


def is_enabled(bench: Bench) -> list[bool]:
    return [schedule["is_enabled"] for schedule in bench.schedules()]


async def test_nobody_is_called_before_release(bench: Bench) -> None:
    await bench.ready(3)
    bench.at(END)
    assert not any(call["attempts"] for call in bench.calls())


async def test_release_enables_the_schedule(bench: Bench) -> None:
    schedule = await bench.released(3)
    assert is_enabled(bench) == [True]
    assert schedule.state == ScheduleState.ENABLED
    counts = await bench.count()
    assert (counts.released, counts.held) == (3, 0)


async def test_a_schedule_that_is_enabled_is_not_enabled_again(bench: Bench) -> None:
    schedule = await bench.released(3)
    await release(bench.session, await bench.run(), schedule)
    assert bench.wire.count(SWITCH) == 1


async def test_the_intent_is_remembered_before_the_request_leaves(bench: Bench) -> None:
    schedule = await bench.ready(3)
    seen = []

    async def look() -> None:
        seen.append((await bench.schedule()).state)

    bench.wire.meets(SWITCH, first(look))
    await release(bench.session, await bench.run(), schedule)
    assert seen == [ScheduleState.ENABLING]


async def test_a_release_without_an_answer_is_taken_for_live_and_not_counted_as_released(
    bench: Bench,
) -> None:
    schedule = await bench.ready(3)
    bench.wire.meets(SWITCH, answer_is_lost)
    with pytest.raises(InDoubt):
        await release(bench.session, await bench.run(), schedule)
    assert (await bench.schedule()).may_be_live
    assert (await bench.count()).held == 3


async def test_a_release_without_an_answer_can_be_repeated(bench: Bench) -> None:
    schedule = await bench.ready(3)
    bench.wire.meets(SWITCH, request_is_lost)
    with pytest.raises(InDoubt):
        await release(bench.session, await bench.run(), schedule)
    await release(bench.session, await bench.run(), await bench.schedule())
    assert is_enabled(bench) == [True]


async def test_nothing_is_released_after_its_window(bench: Bench) -> None:
    schedule = await bench.ready(3)
    bench.at(END)
    with pytest.raises(WindowEndedError):
        await release(bench.session, await bench.run(), schedule)
    assert is_enabled(bench) == [False]
    assert (await bench.count()).held == 3


async def test_a_stop_wished_before_a_release_wins(bench: Bench) -> None:
    schedule = await bench.ready(3)
    await request_stop(bench.session, await bench.run())
    with pytest.raises(StoppedError):
        await release(bench.session, await bench.run(), schedule)
    assert not any(switching["is_enabled"] for switching in bench.schedules()[0]["switchings"])


async def test_a_stop_wished_while_a_release_is_under_way_wins(bench: Bench) -> None:
    schedule = await bench.ready(3)
    run = await bench.run()
    bench.wire.meets(SWITCH, first(lambda: request_stop(bench.session, run)))
    with pytest.raises(StoppedError):
        await release(bench.session, await bench.run(), schedule)
    assert is_enabled(bench) == [False]
    assert (await bench.schedule()).state == ScheduleState.DISABLED


async def test_a_stop_that_was_carried_out_while_a_release_is_under_way_wins(bench: Bench) -> None:
    schedule = await bench.ready(3)
    bench.wire.meets(SWITCH, first(lambda: stop(bench)))
    with pytest.raises(StoppedError):
        await release(bench.session, await bench.run(), schedule)
    assert is_enabled(bench) == [False]
    assert (await bench.schedule()).state == ScheduleState.DISABLED


async def test_a_stop_wins_although_the_releases_answer_is_lost(bench: Bench) -> None:
    schedule = await bench.ready(3)
    bench.wire.meets(SWITCH, first(lambda: stop(bench), answer_is_lost))
    with pytest.raises(StoppedError):
        await release(bench.session, await bench.run(), schedule)
    assert is_enabled(bench) == [False]


async def test_a_stop_wished_after_a_release_disables(bench: Bench) -> None:
    await bench.released(3)
    assert await stop(bench) == Stopped(confirmed=1, problem=None)
    assert is_enabled(bench) == [False]
    assert (await bench.schedule()).state == ScheduleState.DISABLED


async def test_after_a_stop_nobody_else_is_called(opened: Opened) -> None:
    bench = await opened(lines=1)
    await bench.released(3)
    await stop(bench)
    bench.at(END)
    assert [len(call["attempts"]) for call in bench.calls()] == [1, 0, 0]  # one rang already


async def test_of_several_wishes_to_stop_the_first_ones_instant_stays(bench: Bench) -> None:
    await bench.ready(1)
    first = bench.clock.now()
    await request_stop(bench.session, await bench.run())
    bench.clock.advance(60)
    await request_stop(bench.session, await bench.run())
    requested_at = (await bench.record()).stop_wished_at
    assert requested_at is not None
    assert requested_at.replace(microsecond=0) == first.replace(microsecond=0)


async def test_a_later_wish_to_stop_is_not_forgotten_for_a_resume_that_knew_the_first(
    bench: Bench,
) -> None:
    await bench.ready(1)
    await request_stop(bench.session, await bench.run())
    known = await bench.record()
    await request_stop(bench.session, await bench.run())
    with pytest.raises(StoppedError):
        await give_window(
            bench.session, known, Between(starts_at=START, ends_at=END + timedelta(hours=1))
        )
    assert (await bench.record()).stop_wished_at is not None


async def test_after_a_later_wish_to_stop_every_schedule_is_to_be_confirmed_anew(
    bench: Bench,
) -> None:
    """It may have been enabled since, and whoever stops may be gone before Mico answers."""
    schedule = await bench.released(3)
    await request_stop(bench.session, await bench.run())
    bench.clock.advance(1)
    await disable_schedules(bench.session, await bench.run())
    await bench.session.api.schedules.enable(str(schedule.uid))
    bench.clock.advance(60)
    await request_stop(bench.session, await bench.run())
    assert await carry_out_stop(bench.session, await bench.run())
    assert is_enabled(bench) == [False]


async def test_what_is_resumed_after_a_stop_can_be_stopped(bench: Bench) -> None:
    await bench.ready(1)
    await stop(bench)
    window = Between(starts_at=START, ends_at=END + timedelta(hours=1))
    await give_window(bench.session, await bench.record(), window)
    bench.clock.advance(60)
    await request_stop(bench.session, await bench.run())
    assert (await bench.record()).stop_wished_at == bench.clock.now()


async def test_an_enabling_that_mico_did_not_carry_out_is_none(bench: Bench) -> None:
    schedule = await bench.ready(1)
    bench.wire.meets(SWITCH, answer_is_changed(lambda echo: {**echo, "is_enabled": False}))
    with pytest.raises(Retriable, match="left it disabled"):
        await release(bench.session, await bench.run(), schedule)
    assert (await bench.schedule()).state == schedule.state


async def test_a_disabling_that_an_enabling_overtook_is_not_confirmed(bench: Bench) -> None:
    """The disable's answer comes late: the enable came after it, and was answered first."""
    schedule = await bench.ready(1)
    await request_stop(bench.session, await bench.run())

    async def enabled_meanwhile(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
        answer = await pass_on(request)
        await set_schedule(
            bench.ledger,
            schedule.id,
            state=ScheduleState.ENABLED,
            enable_asked_at=bench.clock.now(),
            enabled_at=bench.clock.now(),
        )
        return answer

    bench.wire.meets(SWITCH, enabled_meanwhile)
    assert (await disable_schedules(bench.session, await bench.run())).confirmed == 0
    assert (await disable_schedules(bench.session, await bench.run())).confirmed == 1


async def test_the_wish_outlives_an_api_that_cannot_be_reached(bench: Bench) -> None:
    await bench.released(3)
    bench.wire.meets(SWITCH, nobody_is_there, times=10)
    stopped = await stop(bench)
    assert stopped.confirmed == 0
    assert "cannot be reached" in str(stopped.problem)
    with pytest.raises(StoppedError):
        await raise_if_stopped(bench.session, await bench.run())


@pytest.mark.parametrize("trouble", [answer_is_lost, request_is_lost, answers(503)])
async def test_a_stop_without_an_answer_is_not_confirmed(bench: Bench, trouble: Trouble) -> None:
    await bench.released(3)
    bench.wire.meets(SWITCH, trouble)
    assert (await stop(bench)).confirmed == 0
    assert (await bench.schedule()).state == ScheduleState.ENABLED
    assert await stop(bench) == Stopped(confirmed=1, problem=None)


async def test_a_schedule_that_was_not_released_is_disabled_all_the_same(bench: Bench) -> None:
    schedule = await bench.ready(3)
    await bench.session.api.schedules.enable(str(schedule.uid))  # by somebody else
    await stop(bench)
    assert is_enabled(bench) == [False]


async def test_a_repeated_stop_disables_what_somebody_enabled_since(bench: Bench) -> None:
    schedule = await bench.released(3)
    await stop(bench)
    await bench.session.api.schedules.enable(str(schedule.uid))
    await stop(bench)
    assert is_enabled(bench) == [False]


async def test_every_schedule_of_a_run_is_disabled_whatever_happens_to_another(
    bench: Bench,
) -> None:
    await _three_enabled_schedules(bench)
    bench.wire.meets(SWITCH, answers(422))
    stopped = await stop(bench)
    assert stopped.confirmed == 2
    assert "Disabling the schedule" in str(stopped.problem)
    # They are disabled at the same time: whichever arrives first meets the refusal.
    assert sorted(is_enabled(bench)) == [False, False, True]


async def test_no_schedule_waits_for_another_to_be_disabled(bench: Bench) -> None:
    await _three_enabled_schedules(bench)

    others = asyncio.Barrier(3)

    async def all_are_under_way() -> None:
        await others.wait()

    bench.wire.meets(SWITCH, first(all_are_under_way), times=3)
    async with asyncio.timeout(60):
        assert (await stop(bench)).confirmed == 3


async def _three_enabled_schedules(bench: Bench) -> None:
    bench.use(Sizes(bulk=1, schedule=1))
    run = await bench.staged(3)
    for segment in (1, 2, 3):
        schedule = await schedule_of(bench.session, run, segment)
        await bench.session.api.schedules.enable(str(schedule.uid))
    bench.wire.asked.clear()


async def test_a_schedule_of_somebody_else_is_left_alone(bench: Bench) -> None:
    schedule = await bench.ready(1)
    await adopt(bench.session, await bench.begun("another"), str(schedule.uid))
    await request_stop(bench.session, await bench.run("another"))
    stopped = await disable_schedules(bench.session, await bench.run("another"))
    assert stopped == Stopped(confirmed=0, problem=None)
    assert bench.wire.count(SWITCH) == 0


async def test_without_a_wish_things_go_on(bench: Bench) -> None:
    await bench.ready(1)
    await raise_if_stopped(bench.session, await bench.run())


@pytest.mark.parametrize("trouble", [answers(422), answers(403), nobody_is_there])
async def test_a_release_that_was_surely_not_carried_out_leaves_calls_held(
    bench: Bench, trouble: Trouble
) -> None:
    schedule = await bench.ready(2)
    bench.wire.meets(SWITCH, trouble, times=10)
    with pytest.raises(MicoError):
        await release(bench.session, await bench.run(), schedule)
    assert await bench.schedule() == schedule
    assert (await bench.count()).held == 2


async def test_a_release_that_may_be_live_stays_so_when_its_repetition_is_turned_down(
    bench: Bench,
) -> None:
    schedule = await bench.ready(2)
    bench.wire.meets(SWITCH, answer_is_lost)
    bench.wire.meets(SWITCH, answers(422))
    with pytest.raises(InDoubt):
        await release(bench.session, await bench.run(), schedule)
    with pytest.raises(Fatal):
        await release(bench.session, await bench.run(), await bench.schedule())
    assert (await bench.schedule()).may_be_live
    assert (await bench.count()).held == 2


async def test_a_release_that_never_left_can_be_repeated(bench: Bench) -> None:
    schedule = await bench.ready(1)
    bench.wire.meets(SWITCH, nobody_is_there)
    with pytest.raises(Retriable):
        await release(bench.session, await bench.run(), schedule)
    await release(bench.session, await bench.run(), await bench.schedule())
    assert is_enabled(bench) == [True]
