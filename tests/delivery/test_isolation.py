"""A row at which the API fails each time: it is passed over, and everybody else is called."""

from datetime import timedelta

import httpx
import pytest

from outbound.delivery.decision import MAX_REPLACEMENTS
from outbound.delivery.loading import load_batch
from outbound.delivery.reconciliation import UnsettledError
from outbound.delivery.replacing import replace_schedule
from outbound.delivery.requests import Checks
from outbound.delivery.resuming import carry_on
from outbound.delivery.schedules import named, schedule_of
from outbound.delivery.session import Sizes
from outbound.ledger import LedgerSchedule, ScheduleState
from outbound.ledger.rows import Absent
from outbound.sandbox import Fault, Faults
from tests.delivery.bench import Bench, deliver_all
from tests.delivery.conftest import Opened
from tests.delivery.test_doubt import callable_people, everybody
from tests.delivery.wire import BULK, NEW_SCHEDULE, PassOn, Trouble, answers


def fails_at(*people: str, status: int = 500) -> Trouble:
    """The API fails at every request with one of these people."""

    async def fail(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
        if any(f'"{person}"'.encode() in request.content for person in people):
            return httpx.Response(status, content=b"<h1>Oops</h1>", request=request)
        return await pass_on(request)

    return fail


async def quarantined(bench: Bench) -> list[str]:
    return [row["external_id"] for row in await bench.exported() if row["state"] == "quarantined"]


def but(people: list[str], *others: str) -> list[str]:
    return [person for person in people if person not in others]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_row_at_which_the_api_always_fails_is_passed_over_and_everybody_else_is_called(
    bench: Bench, status: int
) -> None:
    await bench.staged(40)
    bench.wire.meets(BULK, fails_at("P-17", status=status), times=1000)
    await deliver_all(bench.session)
    assert await quarantined(bench) == ["P-17"]
    assert callable_people(bench) == but(everybody(40), "P-17")
    counts = await bench.count()
    assert (counts.released, counts.unresolved, counts.in_doubt, counts.adds_up) == (39, 1, 0, True)


async def test_several_such_rows_in_several_bulks_are_found(bench: Bench) -> None:
    bench.use(Sizes(bulk=8, bulks_at_once=2))
    await bench.staged(40)
    bench.wire.meets(BULK, fails_at("P-3", "P-4", "P-25", "P-40"), times=1000)
    await deliver_all(bench.session)
    assert await quarantined(bench) == ["P-3", "P-4", "P-25", "P-40"]
    assert callable_people(bench) == but(everybody(40), "P-3", "P-4", "P-25", "P-40")


async def test_in_the_sandbox_a_row_can_always_meet_an_error(opened: Opened) -> None:
    entry = Fault(on="bulk", kind="error", status=500, words=['Doe 5"'], probability=1)
    bench = await opened(faults=Faults(entries=[entry]))
    await bench.staged(9)
    await deliver_all(bench.session)
    assert await quarantined(bench) == ["P-5"]
    assert callable_people(bench) == but(everybody(9), "P-5")


async def test_the_row_is_looked_for_in_a_schedule_that_is_never_enabled_nor_counted(
    bench: Bench,
) -> None:
    await bench.staged(16)
    bench.wire.meets(BULK, fails_at("P-9"), times=1000)
    await deliver_all(bench.session)
    schedules = await bench.ledger.schedules.of_run((await bench.run()).id)
    (isolating,) = [s for s in schedules if s.set_aside]
    assert (isolating.state, isolating.enable_asked_at) == (ScheduleState.ABANDONED, None)
    (truth,) = [s for s in bench.schedules() if s["uid"] == isolating.uid]
    assert (truth["switchings"], "never enabled" in truth["name"]) == ([], True)
    faults = [s for s in schedules if s.state == ScheduleState.ABANDONED and not s.set_aside]
    assert len(faults) <= MAX_REPLACEMENTS


async def test_an_api_that_fails_twice_and_recovers_costs_nobody_their_call(bench: Bench) -> None:
    await bench.staged(8)
    bench.wire.meets(BULK, answers(500), times=2)
    await deliver_all(bench.session)
    assert (await quarantined(bench), callable_people(bench)) == ([], everybody(8))


async def test_who_was_alone_in_one_failed_request_and_is_taken_in_the_next_is_called(
    bench: Bench,
) -> None:
    await bench.staged(1)
    bench.wire.meets(BULK, answers(500), times=3)  # two in earnest, and one alone
    await deliver_all(bench.session)
    assert (await quarantined(bench), callable_people(bench)) == ([], everybody(1))


async def test_failures_are_forgotten_once_a_request_with_the_row_has_an_answer(
    bench: Bench,
) -> None:
    bench.use(Sizes(bulk=2, bulks_at_once=1))
    await bench.staged(6)
    bench.wire.meets(BULK, answers(500))
    await deliver_all(bench.session)
    assert bench.wire.count(NEW_SCHEDULE) == 1
    assert callable_people(bench) == everybody(6)


async def test_an_api_that_fails_at_everybody_is_noticed_after_five(bench: Bench) -> None:
    await bench.staged(64)
    bench.wire.meets(BULK, answers(500), times=10_000)
    with pytest.raises(UnsettledError, match="took nobody"):
        await deliver_all(bench.session)
    assert len(await quarantined(bench)) == 5
    assert bench.wire.count(BULK) < 40
    bench.wire.troubles.clear()
    await carry_on(bench.session, await bench.run())
    await deliver_all(bench.session)
    assert callable_people(bench) == everybody(64)


async def test_who_is_passed_over_is_tried_again_by_a_resume_and_nobody_else_is(
    bench: Bench,
) -> None:
    await bench.staged(8)
    bench.wire.meets(BULK, fails_at("P-2"), times=1000)
    await deliver_all(bench.session)
    bench.wire.asked.clear()
    await deliver_all(bench.session)  # the same launch again
    assert (bench.wire.count(BULK), await quarantined(bench)) == (0, ["P-2"])
    bench.wire.troubles.clear()
    await carry_on(bench.session, await bench.run())
    await deliver_all(bench.session)
    assert callable_people(bench) == everybody(8)
    assert (await bench.count()).is_delivered


async def test_who_fails_again_behind_a_resume_is_passed_over_again(bench: Bench) -> None:
    await bench.staged(8)
    bench.wire.meets(BULK, fails_at("P-2"), times=1000)
    for _ in range(2):
        await deliver_all(bench.session)
        assert await quarantined(bench) == ["P-2"]
        await carry_on(bench.session, await bench.run())


async def test_a_trial_group_with_such_a_row_is_released_without_it(bench: Bench) -> None:
    await bench.staged(6, checks=Checks.model_validate({"canary": {"first": 3}}))
    bench.wire.meets(BULK, fails_at("P-2"), times=1000)
    await deliver_all(bench.session)
    assert await quarantined(bench) == ["P-2"]
    assert callable_people(bench) == ["P-1", "P-3"]


async def left_with_one_passed_over(bench: Bench) -> LedgerSchedule:
    """The schedule from which seven of eight are called."""
    await bench.staged(8)
    bench.wire.meets(BULK, fails_at("P-2"), times=1000)
    await deliver_all(bench.session)
    schedules = await bench.ledger.schedules.of_run((await bench.run()).id)
    (schedule,) = [s for s in schedules if s.state == ScheduleState.ENABLED]
    return schedule


async def test_who_is_passed_over_stays_so_where_the_schedule_of_the_others_is_given_up(
    bench: Bench,
) -> None:
    schedule = await left_with_one_passed_over(bench)
    await replace_schedule(bench.session, schedule)
    assert await quarantined(bench) == ["P-2"]


async def test_who_is_passed_over_and_was_called_by_a_request_that_landed_late_is_not_called_again(
    bench: Bench,
) -> None:
    schedule = await left_with_one_passed_over(bench)
    (row,) = [row for row in await bench.exported() if row["external_id"] == "P-2"]
    person = {"external_id": "P-2", "phone_number": row["phone_number"], "first_name": "Jane"}
    names = {"last_name": "Doe", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe"}
    await bench.session.api.outbound_calls.create(named(schedule), person | names, force=True)
    bench.clock.at += timedelta(minutes=10)
    await replace_schedule(bench.session, schedule)
    assert (await quarantined(bench), (await bench.count()).created >= 1) == ([], True)


async def test_who_asked_not_to_be_called_is_not_sent_to_look_for_a_row(bench: Bench) -> None:
    run = await bench.staged(2)
    schedule = await schedule_of(bench.session, run, 1)
    bench.wire.meets(BULK, answers(500), times=2)
    for _ in range(2):
        await load_batch(bench.session, schedule, 1)
        doubtful = await bench.ledger.doubts.of_schedule(schedule.id)
        absent = [Absent(row.number, None) for row in doubtful]
        await bench.ledger.doubts.settle(run.id, found=[], absent=absent)
    assert [s.number for s in await bench.ledger.quarantine.suspects(run.id, 1)] == [1, 2]
    number = (await bench.exported())[0]["phone_number"]
    await bench.ledger.suppressions.add([number], reason="asked", now=bench.clock.now())
    assert [s.number for s in await bench.ledger.quarantine.suspects(run.id, 1)] == [2]
