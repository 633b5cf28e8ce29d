"""The calls to a number that count against a cap, on every kind of database."""

from datetime import timedelta

from outbound.ledger import Cap
from tests.ledger.runs import NOW, Story, attempt, call_of, people, reading

FOUR = Cap(4, timedelta(days=2))


async def test_history_is_made_of_calls_that_were_made_and_that_may_be_made(story: Story) -> None:
    await story.stage(people([1, 2, 3]), batch_size=3)
    claim = await story.claimed()
    calls = [call_of(row.number) for row in claim.rows]
    await story.ledger.rows.record(claim, created=calls, refused=[], now=NOW)
    await story.read(reading(1, attempt("a"), attempt("b"), is_final=True))
    (portion,) = [portion async for portion in story.ledger.caps.history(FOUR, now=NOW)]
    assert portion == [("+818000000001", 2), ("+818000000002", 1), ("+818000000003", 1)]


async def test_calls_of_long_ago_do_not_count(story: Story) -> None:
    await story.created(1)
    await story.read(reading(1, attempt("a"), is_final=True))
    later = NOW + timedelta(days=3)
    assert [portion async for portion in story.ledger.caps.history(FOUR, now=later)] == []
