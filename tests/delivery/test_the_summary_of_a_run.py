from collections import Counter
from datetime import timedelta

import pytest

from outbound.api import InDoubt
from outbound.delivery.counting import count_calls
from outbound.delivery.loading import load_batch
from outbound.delivery.release import release
from outbound.delivery.schedules import schedule_of
from outbound.delivery.segments import form_segments
from outbound.delivery.session import Sizes
from outbound.delivery.stopping import disable_schedules, request_stop
from outbound.ledger.staged import StagedRow
from outbound.mistakes import UserMistake
from outbound.reports import RunState, Summary, summarize
from tests.delivery.bench import END, Bench
from tests.delivery.wire import BULK, SWITCH, answer_is_lost, first
from tests.ledger.columns import set_run
from tests.sandbox.caller import START


async def summary(bench: Bench) -> Summary:
    return await summarize(bench.ledger, "spring")


async def test_as_json_it_has_exactly_the_documented_keys(bench: Bench) -> None:
    schedule = await bench.released(3)
    await bench.follow()
    found = (await summary(bench)).model_dump(mode="json")
    outcomes = found.pop("outcomes")
    assert Counter(outcomes) == Counter(bench.called().values())
    assert found == {
        "key": "spring",
        "state": "finished",
        "campaign_uid": (await bench.record()).campaign_uid,
        "schedules": [
            {
                "uid": schedule.uid,
                "starts_at": "2026-11-24T09:00:00Z",
                "ends_at": "2026-11-24T12:00:00Z",
                "state": "enabled",
            }
        ],
        "rows": {
            "read": 3,
            "rejected": 0,
            "duplicate": 0,
            "suppressed": 0,
            "refused": 0,
            "created": 3,
            "unresolved": 0,
            "released": 3,
            "held": 0,
        },
        "calls": {"open": 0, "closed": 3},
        "attempts": sum(len(call["attempts"]) for call in bench.calls()),
    }


async def test_at_every_moment_outcomes_add_up_to_the_closed_calls(bench: Bench) -> None:
    await bench.released(60)
    for _ in range(12):
        bench.clock.advance(60)
        await bench.sweep()
        found = await summary(bench)
        assert sum(found.outcomes.values()) == found.calls.closed
        assert found.calls.open + found.calls.closed == found.rows.created == 60


async def test_it_holds_nothing_personal(bench: Bench) -> None:
    await bench.released(3)
    await bench.follow()
    found = await summary(bench)
    shown = found.model_dump_json() + found.sentence
    assert not any(secret in shown for secret in ("P-1", "+8120", "Jane", "Doe"))


async def test_a_run_that_is_unknown_is_the_users_mistake(bench: Bench) -> None:
    with pytest.raises(UserMistake, match="no run with the key 'winter'"):
        await summarize(bench.ledger, "winter")


async def test_its_sentence_shows_that_nobody_is_lost(bench: Bench) -> None:
    await bench.released(3)
    assert (await summary(bench)).sentence == (
        "3 read = 0 rejected + 0 duplicate + 0 suppressed + 0 refused + 3 created + "
        "0 unresolved; 3 released, 0 held; 0 closed, 3 open"
    )


async def test_a_run_that_was_begun_is_planned(bench: Bench) -> None:
    await bench.begun()
    assert (await summary(bench)).state == RunState.PLANNED


async def test_a_run_whose_list_was_read_is_planned(bench: Bench) -> None:
    await bench.staged(3)
    found = await summary(bench)
    assert (found.state, found.rows.unresolved) == (RunState.PLANNED, 3)


async def test_a_run_whose_calls_are_being_created_is_loading(bench: Bench) -> None:
    schedule = await schedule_of(bench.session, await bench.staged(3), 1)
    seen = []

    async def look() -> None:
        seen.append((await summary(bench)).state)

    bench.wire.meets(BULK, first(look))
    await load_batch(bench.session, schedule, 1)
    assert seen == [RunState.LOADING]


async def test_a_run_with_rows_in_doubt_is_still_loading(bench: Bench) -> None:
    bench.wire.meets(BULK, answer_is_lost)
    await bench.loaded(3)
    found = await summary(bench)
    assert (found.state, found.is_accounted_for) == (RunState.LOADING, False)


async def test_a_run_whose_calls_are_all_created_is_ready(bench: Bench) -> None:
    schedule = await bench.loaded(3)
    await count_calls(bench.session, schedule)
    found = await summary(bench)
    assert (found.state, found.rows.held) == (RunState.READY, 3)
    assert not found.is_accounted_for


async def test_a_run_whose_calls_may_be_made_is_calling(bench: Bench) -> None:
    await bench.released(3)
    found = await summary(bench)
    assert (found.state, found.is_accounted_for) == (RunState.CALLING, True)


async def test_a_run_of_which_one_part_is_not_released_is_ready_not_calling(bench: Bench) -> None:
    bench.use(Sizes(bulk=1, schedule=1))
    run = await bench.begun()
    rows = [StagedRow(number=n, external_id=f"P-{n}", call=_call(n)) for n in (1, 2)]
    await bench.ledger.rows.stage(run.id, rows)
    await form_segments(bench.session, run)
    await set_run(bench.ledger, run.id, staged_at=START, campaign_uid=await _campaign(bench))
    for segment, batch in ((1, 1), (2, 2)):
        schedule = await schedule_of(bench.session, await bench.run(), segment)
        await load_batch(bench.session, schedule, batch)
    first_part, _ = await bench.ledger.schedules.of_run(run.id)
    assert await count_calls(bench.session, first_part)
    await release(bench.session, await bench.run(), first_part)
    found = await summary(bench)
    assert (found.state, found.rows.released, found.rows.held) == (RunState.READY, 1, 1)


def _call(number: int) -> dict[str, object]:
    names = ("first_name", "last_name", "phonetic_first_name", "phonetic_last_name")
    return {
        "external_id": f"P-{number}",
        "phone_number": f"+8120{number:08}",
        **dict.fromkeys(names, "x"),
    }


async def _campaign(bench: Bench) -> str:
    return (await bench.session.api.campaigns.create(name="Recalls")).uid


async def test_a_run_whose_calls_are_all_over_is_finished(bench: Bench) -> None:
    await bench.released(3)
    await bench.follow()
    assert (await summary(bench)).state == RunState.FINISHED


async def test_a_run_of_which_all_were_turned_down_is_finished(bench: Bench) -> None:
    run = await bench.begun()
    bad = {**_call(1), "phone_number": "+0"}
    row = StagedRow(number=1, external_id="P-1", call=bad)
    await bench.ledger.rows.stage(run.id, [row])
    await form_segments(bench.session, run)
    await set_run(bench.ledger, run.id, staged_at=START, campaign_uid=await _campaign(bench))
    await load_batch(bench.session, await schedule_of(bench.session, await bench.run(), 1), 1)
    found = await summary(bench)
    assert (found.state, found.rows.refused) == (RunState.FINISHED, 1)


async def test_a_run_is_stopped_once_mico_has_confirmed_it_and_stopping_until_then(
    bench: Bench,
) -> None:
    await bench.released(3)
    await request_stop(bench.session, await bench.run())
    assert (await summary(bench)).state == RunState.STOPPING
    await disable_schedules(bench.session, await bench.run())
    assert (await summary(bench)).state == RunState.STOPPED


async def test_a_stopped_run_still_says_who_was_called(bench: Bench) -> None:
    await bench.released(3)
    bench.at(START + timedelta(hours=1))
    await request_stop(bench.session, await bench.run())
    await disable_schedules(bench.session, await bench.run())
    await bench.sweep()
    found = await summary(bench)
    assert found.state == RunState.STOPPED
    assert found.schedules[0].state == "disabled"
    assert found.calls.closed == 3


async def test_a_run_that_was_given_up_is_incomplete(bench: Bench) -> None:
    bench.wire.meets(BULK, answer_is_lost)
    await bench.loaded(3)
    run = await bench.run()
    await set_run(bench.ledger, run.id, given_up_at=bench.clock.now())
    assert (await summary(bench)).state == RunState.INCOMPLETE


async def test_a_run_that_was_taken_up_again_is_no_longer_incomplete(bench: Bench) -> None:
    schedule = await bench.ready(3)
    run = await bench.run()
    await bench.ledger.runs.give_up(run.id, now=bench.clock.now())
    await bench.ledger.runs.taken_up(run.id)
    await release(bench.session, await bench.run(), schedule)
    assert (await summary(bench)).state == RunState.CALLING


async def test_an_unanswered_release_is_shown_as_such(bench: Bench) -> None:
    schedule = await bench.ready(3)
    bench.wire.meets(SWITCH, answer_is_lost)
    with pytest.raises(InDoubt):
        await release(bench.session, await bench.run(), schedule)
    found = await summary(bench)
    assert (found.schedules[0].state, found.rows.held) == ("enabling", 3)


async def test_a_schedule_that_outlived_its_window_held_is_never_finished(bench: Bench) -> None:
    await bench.loaded(3)
    bench.at(END)
    found = await summary(bench)
    assert (found.state, found.rows.held) == (RunState.READY, 3)
