import asyncio
from collections.abc import Sequence

import pytest

from outbound.ledger import open_ledger
from outbound.ledger.rows import Claim, Refused
from tests.ledger.columns import set_schedule
from tests.ledger.runs import NOW, Story, call_of, people, unusable


@pytest.fixture
async def staged(story: Story) -> Story:
    """Three people in one batch."""
    await story.stage(people([1, 2, 3]))
    return story


async def test_a_claim_carries_the_rows_of_its_batch_in_order(story: Story) -> None:
    await story.stage([*people([3, 1]), unusable(2), *people([4, 5])], batch_size=2)
    assert [row.number for row in (await story.claimed(1)).rows] == [1, 3]
    assert [row.number for row in (await story.claimed(2)).rows] == [4, 5]


async def test_a_claim_carries_what_is_to_be_sent(staged: Story) -> None:
    row = (await staged.claimed()).rows[0]
    sent = {"external_id": "P-1", "phone_number": "+818000000001"}
    assert (row.external_id, row.call) == ("P-1", sent)


async def test_a_claim_is_durable_when_it_is_given(staged: Story, url: str) -> None:
    await staged.claimed()
    async with open_ledger(url) as another:
        assert (await another.count(staged.run_id)).sending == 3


async def test_what_is_claimed_is_not_claimed_again(staged: Story) -> None:
    await staged.claimed()
    assert await staged.claim() is None


async def test_a_batch_that_is_none_gives_no_claim(staged: Story) -> None:
    assert await staged.claim(7) is None


async def test_of_two_claims_at_once_only_one_gets_the_rows(staged: Story, url: str) -> None:
    async with open_ledger(url) as another:
        rivals = [staged, staged.with_ledger(another)]
        claims = await asyncio.gather(*(rival.claim() for rival in rivals * 4))
    assert sorted(len(claim.rows) for claim in claims if claim) == [3]


async def test_claims_of_different_batches_at_once_share_nothing(story: Story, url: str) -> None:
    await story.stage(people(range(1, 41)), batch_size=10)
    async with open_ledger(url) as another:
        rivals = [story, story.with_ledger(another)]
        claims = await asyncio.gather(
            *(rival.claim(batch) for rival in rivals for batch in (1, 2, 3, 4))
        )
    taken = [row.number for claim in claims if claim for row in claim.rows]
    assert sorted(taken) == list(range(1, 41))


async def test_an_answer_settles_each_row(staged: Story) -> None:
    claim = await staged.claimed()
    await _record(staged, claim, created=[1], refused=[2])
    assert await staged.states() == ["created", "refused", "in_doubt"]


async def test_a_created_row_knows_its_call(staged: Story) -> None:
    await _record(staged, await staged.claimed(), created=[1])
    row = (await staged.exported())[0]
    assert (row["call_uid"], row["call_status"]) == ("call-1", "pending")
    assert row["call_progress"] == "in_queue"


async def test_a_refused_row_keeps_the_reason(staged: Story) -> None:
    await _record(staged, await staged.claimed(), refused=[2])
    row = (await staged.exported())[1]
    assert (row["field"], row["reason"]) == ("phone_number", "Invalid format")


async def test_of_whom_an_answer_says_nothing_is_in_doubt(staged: Story) -> None:
    await _record(staged, await staged.claimed())
    assert await staged.states() == ["in_doubt"] * 3


async def test_without_an_answer_all_are_in_doubt(staged: Story) -> None:
    await staged.ledger.rows.doubt(await staged.claimed())
    assert await staged.states() == ["in_doubt"] * 3
    assert await staged.claim() is None


async def test_what_was_given_back_is_as_it_was_before(staged: Story) -> None:
    before = await staged.exported()
    await staged.ledger.rows.give_back(await staged.claimed())
    assert await staged.exported() == before


async def test_what_was_given_back_can_be_claimed_again(staged: Story) -> None:
    await staged.ledger.rows.give_back(await staged.claimed())
    assert len((await staged.claimed()).rows) == 3


async def test_a_claim_that_was_given_back_settles_nothing(staged: Story) -> None:
    claim = await staged.claimed()
    await staged.ledger.rows.give_back(claim)
    await _record(staged, claim, created=[1], refused=[2])
    await staged.ledger.rows.doubt(claim)
    assert await staged.states() == ["planned"] * 3


async def test_an_old_claim_does_not_touch_the_rows_of_a_new_one(staged: Story) -> None:
    old = await staged.claimed()
    await staged.ledger.rows.give_back(old)
    new = await staged.claimed()
    await _record(staged, old, created=[1, 2, 3])
    await staged.ledger.rows.doubt(old)
    await staged.ledger.rows.give_back(old)
    assert await staged.states() == ["sending"] * 3
    await _record(staged, new, created=[1, 2, 3])
    assert await staged.states() == ["created"] * 3


async def test_what_is_settled_stays_settled(staged: Story) -> None:
    claim = await staged.claimed()
    await _record(staged, claim, created=[1], refused=[2])
    await staged.ledger.rows.give_back(claim)
    await _record(staged, claim, created=[2, 3], refused=[1])
    assert await staged.states() == ["created", "refused", "in_doubt"]


async def test_an_answer_settles_no_row_that_its_claim_does_not_hold(story: Story) -> None:
    await story.stage(people([1, 2]), batch_size=1)
    first = await story.claimed(1)
    await story.claimed(2)
    await _record(story, first, created=[1, 2])
    assert await story.states() == ["created", "sending"]


async def test_rows_whose_fate_is_not_known_are_named_and_those_that_are_held(
    staged: Story,
) -> None:
    await _record(staged, await staged.claimed(), created=[2])
    assert await staged.ledger.rows_not_accounted_for(staged.run_id) == [1, 2, 3]
    assert await staged.ledger.rows_not_accounted_for(staged.run_id, limit=1) == [1]
    await set_schedule(staged.ledger, staged.schedule_id, enabled_at=NOW)
    assert await staged.ledger.rows_not_accounted_for(staged.run_id) == [1, 3]


async def _record(
    story: Story, claim: Claim, *, created: Sequence[int] = (), refused: Sequence[int] = ()
) -> None:
    await story.ledger.rows.record(
        claim,
        created=[call_of(number) for number in created],
        refused=[Refused(number, "phone_number", "Invalid format") for number in refused],
        now=NOW,
    )
