import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from outbound.ledger import Group, Kind, ScheduleState, open_ledger
from outbound.ledger.calls import NOT_REACHED
from tests.ledger.columns import set_schedule
from tests.ledger.runs import NOW, Story, attempt, call_of, reading

A_DAY = timedelta(days=1)


async def test_a_call_that_is_final_is_closed(story: Story) -> None:
    await story.created(2)
    await story.read(reading(1, attempt("a"), is_final=True), reading(2))
    assert await story.states() == ["closed", "created"]


async def test_a_closed_call_counts_as_its_result(story: Story) -> None:
    await story.created(3)
    await story.read(*(reading(n, is_final=True, result="CONFIRMED") for n in (1, 2)))
    await story.read(reading(3, is_final=True, result="busy"))
    assert (await story.count()).outcomes == {"CONFIRMED": 2, "busy": 1}


async def test_an_open_call_has_no_outcome_yet(story: Story) -> None:
    await story.created(1)
    await story.read(reading(1, result="no_answer"))
    assert (await story.count()).outcomes == {}
    assert (await story.exported())[0]["outcome"] is None


async def test_what_was_read_twice_is_there_once(story: Story) -> None:
    await story.created(1)
    for _ in range(2):
        await story.read(reading(1, attempt("a", "X", "Y"), attempt("b")))
    assert (await story.count()).attempts == 2


async def test_an_attempt_is_kept_as_it_was_read_last(story: Story) -> None:
    await story.created(1)
    await story.read(reading(1, attempt("a", ended_at=None)))
    await story.read(reading(1, attempt("a", started_at=NOW + timedelta(minutes=1))))
    (row,) = await story.exported()
    assert (row["attempts"], row["last_attempt_at"]) == (1, NOW + timedelta(minutes=1))


async def test_a_reading_without_attempts_takes_none_away(story: Story) -> None:
    await story.created(1)
    await story.read(reading(1, attempt("a", "X")))
    await story.read(reading(1))
    assert (await story.count()).attempts == 1


async def test_a_reading_that_comes_late_changes_nothing_of_a_closed_call(story: Story) -> None:
    await story.created(1)
    await story.read(reading(1, attempt("a"), is_final=True, result="CONFIRMED"))
    before = await story.exported()
    await story.read(reading(1, attempt("a", ended_at=None), result="ringing"))
    assert await story.exported() == before


async def test_a_reading_of_a_call_of_another_day_changes_nothing_of_the_present_one(
    story: Story,
) -> None:
    await story.created(1)
    await story.ledger.replacements.move_to_next_window(
        story.run_id, story.schedule_id, [1], day=1, now=NOW
    )
    next_day = Group(kinds=[Kind(None, days_over=1)], starts_at=NOW, ends_at=NOW + A_DAY)
    form = story.ledger.segments.form
    await form(story.run_id, [next_day], batch_size=1, batches_a_segment=None, now=NOW)
    claim = await story.claimed(batch=2)
    another = replace(call_of(1), call_uid="another day's")
    await story.ledger.rows.record(claim, created=[another], refused=[], now=NOW)
    await story.read(reading(1, attempt("a"), is_final=True, result="busy"))
    counts = await story.count()
    assert (counts.open, counts.closed, counts.attempts) == (1, 0, 1)


async def test_an_outcome_that_comes_late_still_counts(story: Story) -> None:
    await story.created(1)
    await story.read(reading(1, attempt("a"), is_final=True, result="hangup"))
    await story.read(reading(1, attempt("a", "X"), is_final=True, result="X"))
    assert (await story.count()).outcomes == {"X": 1}


async def test_a_call_that_a_page_shows_twice_is_one_call(story: Story) -> None:
    await story.created(1)
    await story.read(reading(1, attempt("a")), reading(1, attempt("a"), is_final=True))
    counts = await story.count()
    assert (counts.closed, counts.attempts) == (1, 1)


async def test_an_attempt_that_is_shown_twice_is_one_attempt(story: Story) -> None:
    await story.created(2)
    await story.read(reading(1, attempt("a"), attempt("a")))
    await story.read(reading(2, attempt("a")))
    assert (await story.count()).attempts == 1


async def test_two_who_read_at_once_write_one_truth(story: Story, url: str) -> None:
    await story.created(20)
    readings = [reading(n, attempt(f"a{n}", "X"), is_final=True, result="X") for n in range(1, 21)]
    async with open_ledger(url) as another:
        rivals = [story, story.with_ledger(another)]
        orders = [readings, readings[::-1]]
        await asyncio.gather(*(rival.read(*order) for rival in rivals for order in orders))
    counts = await story.count()
    assert (counts.closed, counts.attempts, counts.outcomes) == (20, 20, {"X": 20})


async def test_unknown_values_are_kept_as_they_are(story: Story) -> None:
    await story.created(1)
    odd = "ringing\0 \ud83d " + "x" * 3000
    called = attempt("a", odd, status=odd, error_details={"a": [1, odd]})
    await story.read(replace(reading(1, called, result=odd), status=odd, progress=odd))
    (row,) = await story.exported()
    assert (
        row["call_status"]
        == row["call_progress"]
        == odd.replace("\0", "\ufffd").replace("\ud83d", "\ufffd")
    )


async def test_closing_what_is_open_leaves_the_rest_alone(story: Story) -> None:
    await story.created(3)
    await story.read(reading(1, is_final=True, result="X"), reading(2, result="busy"))
    await story.ledger.calls.close_open(story.run_id, story.schedule_id, now=NOW)
    assert (await story.count()).outcomes == {"X": 1, "busy": 1, NOT_REACHED: 1}


async def test_closing_the_calls_of_one_schedule_leaves_the_others_open(story: Story) -> None:
    await story.created(2)
    await story.ledger.calls.close_open(story.run_id, story.schedule_id + 1, now=NOW)
    assert await story.states() == ["created", "created"]


async def test_calls_are_found_by_their_uid_within_their_run(story: Story) -> None:
    await story.created(2)
    found = await story.ledger.calls.known(story.run_id, ["call-2", "another"])
    assert {uid: call.number for uid, call in found.items()} == {"call-2": 2}
    assert await story.ledger.calls.known(story.run_id + 1, ["call-2"]) == {}


async def test_calls_are_held_until_their_schedule_is_known_to_be_enabled(story: Story) -> None:
    await story.created(2)
    counts = await story.count()
    assert (counts.held, counts.released) == (2, 0)
    await set_schedule(story.ledger, story.schedule_id, state=ScheduleState.ENABLED, enabled_at=NOW)
    counts = await story.count()
    assert (counts.held, counts.released) == (0, 2)


async def test_a_call_that_was_made_is_not_held_although_nobody_knows_of_an_enabling(
    story: Story,
) -> None:
    await story.created(2)
    await set_schedule(story.ledger, story.schedule_id, enable_asked_at=NOW)
    await story.read(reading(1, attempt("a", "Confirmed"), is_final=True))
    counts = await story.count()
    assert (counts.held, counts.released) == (1, 1)
    assert await story.ledger.rows_not_accounted_for(story.run_id) == [2]


async def test_a_run_of_thousands_is_exported_row_by_row_in_order(story: Story) -> None:
    await story.created(2300)
    exported = await story.exported()
    assert [row["row"] for row in exported] == list(range(1, 2301))
    assert Counter(row["state"] for row in exported) == {"created": 2300}
