"""The first people are called, and the others only if that goes well."""

from datetime import timedelta

import pytest

from outbound.delivery import canary
from outbound.delivery.canary import CanaryFailedError
from outbound.delivery.next_window import is_any_day_over
from outbound.delivery.ownership import owning
from outbound.delivery.recovery import recover
from outbound.delivery.release import WindowEndedError
from outbound.delivery.requests import Canary, Checks
from outbound.delivery.resuming import carry_on, give_window
from outbound.delivery.stopping import disable_schedules, request_stop
from outbound.planning import Between, InWords
from outbound.reports import summarize
from outbound.sandbox.mix import Mix
from tests.delivery.bench import END, Bench, deliver_all, rows_of, write_list
from tests.delivery.conftest import Opened
from tests.delivery.wire import BULK, answers
from tests.ledger.columns import set_run
from tests.sandbox.caller import START

KEY = "spring"
DAY = timedelta(days=1)
UNLUCKY = Mix(endings={"no_answer": 1})
LUCKY = Mix(endings={"answered": 1})
FIRST_TWO = Checks(canary=Canary(first=2, max_failures=0.4, failures=["No_Answer"]))


async def deliver(bench: Bench) -> None:
    async with owning(bench.session, await bench.run()) as owned:
        await deliver_all(owned)


async def give_another_window(bench: Bench) -> None:
    tomorrow = Between(starts_at=START + DAY, ends_at=END + DAY)
    async with owning(bench.session, await bench.run()) as owned:
        await give_window(owned, await bench.record(), tomorrow)
        await deliver_all(owned)


def released(bench: Bench) -> list[str]:
    enabled = {schedule["uid"] for schedule in bench.schedules() if schedule["is_enabled"]}
    return sorted(c["external_id"] for c in bench.calls() if c["schedule_uid"] in enabled)


async def test_only_the_first_people_are_released(bench: Bench) -> None:
    await bench.staged(5, checks=FIRST_TWO)
    await deliver(bench)
    assert released(bench) == ["P-1", "P-2"]
    assert len(bench.calls()) == 5, "the others are loaded already"
    assert await canary.is_pending(bench.session, await bench.run())


async def test_the_others_follow_a_trial_that_went_well(opened: Opened) -> None:
    bench = await opened(mix=LUCKY)
    await bench.staged(5, checks=FIRST_TWO)
    await deliver(bench)
    await bench.follow()
    await canary.judge(bench.session, await bench.run())
    await deliver(bench)
    assert len(released(bench)) == 5
    assert not await canary.is_pending(bench.session, await bench.run())


async def test_the_others_are_held_where_too_many_failed(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(5, checks=FIRST_TWO, retry_intervals=[])
    await deliver(bench)
    await bench.follow()
    with pytest.raises(CanaryFailedError, match="2 of the 2 calls of the trial group failed"):
        await canary.judge(bench.session, await bench.run())
    await deliver(bench)
    assert released(bench) == ["P-1", "P-2"]
    assert (await bench.count()).held == 3


async def test_a_failed_trial_is_told_by_whoever_is_asked_about_the_run(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(5, checks=FIRST_TWO, retry_intervals=[])
    await deliver(bench)
    await bench.follow()
    assert not (await summarize(bench.ledger, KEY)).waits_for
    with pytest.raises(CanaryFailedError):
        await canary.judge(bench.session, await bench.run())
    assert "trial group failed" in (await summarize(bench.ledger, KEY)).waits_for
    (recovered,) = await recover(bench.session)
    assert "for its trial failed" in recovered.finding
    await carry_on(bench.session, await bench.run())
    assert not (await summarize(bench.ledger, KEY)).waits_for


async def test_a_plan_that_nobody_has_approved_of_is_told(bench: Bench) -> None:
    await bench.staged(5, checks=Checks(approve=True))
    assert "approved of its plan" in (await summarize(bench.ledger, KEY)).waits_for
    await set_run(bench.ledger, (await bench.run()).id, approved_at=START)
    assert not (await summarize(bench.ledger, KEY)).waits_for


async def test_so_are_they_where_mico_takes_nobody_of_the_trial(bench: Bench) -> None:
    await bench.staged(5, checks=FIRST_TWO)

    failures = [{"index": index, "reason": "blocked"} for index in range(2)]
    bench.wire.meets(BULK, answers(201, {"outbound_calls": [], "failures": failures}))
    await deliver(bench)
    await bench.follow()
    with pytest.raises(CanaryFailedError, match="Nobody of the trial group could be called"):
        await canary.judge(bench.session, await bench.run())
    assert ((await bench.count()).refused, (await bench.count()).held) == (2, 3)


async def test_a_trial_in_two_time_zones_is_over_once_both_were_called(opened: Opened) -> None:
    bench = await opened(mix=LUCKY)
    days = [f"2026-11-{day} 18:00-21:00 local" for day in (24, 25)]
    run = await bench.begun(window=InWords(windows=days), checks=FIRST_TWO)
    people = [row for row in rows_of(3) if row[0] != "P-2"]
    london = ["P-2", "+442079460000", "Jane", "Doe"]
    await bench.read(run, write_list(bench.folder / "list.csv", [people[0], london, people[1]]))
    await deliver(bench)
    while not await is_any_day_over(bench.session, await bench.run()):
        bench.clock.advance(600)
        await bench.sweep()
    assert (await bench.count()).closed == 1, "Tokyo's evening is London's morning"
    await canary.judge(bench.session, await bench.run())
    assert await canary.is_pending(bench.session, await bench.run())
    bench.at(START + timedelta(hours=10))
    await bench.follow()
    await canary.judge(bench.session, await bench.run())
    assert not await canary.is_pending(bench.session, await bench.run())


async def test_whoever_resumes_after_a_failed_trial_calls_the_others(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(5, checks=FIRST_TWO, retry_intervals=[])
    await deliver(bench)
    await bench.follow()
    with pytest.raises(CanaryFailedError):
        await canary.judge(bench.session, await bench.run())
    await carry_on(bench.session, await bench.run())
    await deliver(bench)
    assert len(released(bench)) == 5


async def test_so_does_whoever_gives_them_another_window(opened: Opened) -> None:
    bench = await opened(mix=UNLUCKY)
    await bench.staged(5, checks=FIRST_TWO, retry_intervals=[])
    await deliver(bench)
    await bench.follow()
    with pytest.raises(CanaryFailedError):
        await canary.judge(bench.session, await bench.run())
    await request_stop(bench.session, await bench.run())
    assert (await disable_schedules(bench.session, await bench.run())).problem is None
    await give_another_window(bench)
    assert released(bench) == ["P-3", "P-4", "P-5"]


async def test_resuming_in_the_middle_of_a_trial_does_not_end_it(bench: Bench) -> None:
    await bench.staged(5, checks=FIRST_TWO)
    await deliver(bench)
    await carry_on(bench.session, await bench.run())
    await deliver(bench)
    assert released(bench) == ["P-1", "P-2"]


async def test_a_trial_that_nobody_was_called_in_is_made_in_the_next_window(opened: Opened) -> None:
    bench = await opened(mix=LUCKY)
    await bench.staged(5, checks=FIRST_TWO)
    bench.at(END)
    with pytest.raises(WindowEndedError):
        await deliver(bench)
    await give_another_window(bench)
    assert released(bench) == ["P-1", "P-2"]
    bench.at(START + DAY)
    await bench.follow()
    await canary.judge(bench.session, await bench.run())
    await deliver(bench)
    assert len(released(bench)) == 5


async def test_so_is_one_that_was_stopped_before_its_end(opened: Opened) -> None:
    bench = await opened(mix=LUCKY, lines=1)
    await bench.staged(5, checks=FIRST_TWO)
    await deliver(bench)
    await request_stop(bench.session, await bench.run())
    assert (await disable_schedules(bench.session, await bench.run())).problem is None
    await give_another_window(bench)
    assert released(bench) == ["P-2", "P-3"], "P-1 was called before the stop"


async def test_a_trial_of_everybody_keeps_nobody_waiting(bench: Bench) -> None:
    await bench.staged(2, checks=FIRST_TWO)
    await deliver(bench)
    assert len(released(bench)) == 2
    assert not await canary.is_pending(bench.session, await bench.run())
