from collections import Counter
from dataclasses import replace

import pytest

from outbound.ledger import NewRun
from outbound.ledger.database import LedgerError
from outbound.ledger.repetitions import Sameness
from outbound.ledger.staged import StagedRow
from tests.ledger.runs import A_RUN, Story, people, person, unusable


async def test_every_row_gets_one_state(story: Story) -> None:
    await story.stage([person(1), unusable(2), person(3, "P-1"), person(4)])
    assert await story.states() == ["planned", "rejected", "duplicate", "planned"]


async def test_a_rejected_row_says_which_field_and_why(story: Story) -> None:
    await story.stage([unusable(1, "P-1")])
    (row,) = await story.exported()
    assert (row["field"], row["reason"], row["external_id"]) == ("email", "it has no @", "P-1")


async def test_a_duplicate_says_so(story: Story) -> None:
    await story.stage([person(1, "A"), person(2, "A")])
    _, second = await story.exported()
    assert second["field"] == "external_id"
    assert second["reason"] == "an earlier row has the same external_id"


async def test_a_duplicate_is_found_in_a_later_chunk(story: Story) -> None:
    await story.stage([person(1, "A")])
    await story.stage([person(2, "B"), person(3, "A")])
    assert await story.states() == ["planned", "planned", "duplicate"]


async def test_the_id_of_a_rejected_row_is_still_free_in_its_chunk(story: Story) -> None:
    await story.stage([unusable(1, "A"), person(2, "A")])
    assert await story.states() == ["rejected", "planned"]


async def test_the_id_of_a_rejected_row_is_still_free_in_the_next_chunk(story: Story) -> None:
    await story.stage([unusable(1, "A")])
    await story.stage([person(2, "A")])
    assert await story.states() == ["rejected", "planned"]


async def test_ids_that_differ_in_case_or_by_a_space_are_two_people(story: Story) -> None:
    await story.stage([person(1, "a"), person(2, "A"), person(3, "a ")])
    assert await story.states() == ["planned"] * 3


async def test_a_batch_holds_a_thousand_usable_rows(story: Story) -> None:
    chunks = [people(range(1, 1001)), people(range(1001, 2001)), people(range(2001, 2501))]
    for chunk in chunks:
        await story.stage(chunk)
    assert await story.unsent() == {1: 1000, 2: 1000, 3: 500}


async def test_rows_that_are_not_sent_take_no_place_in_a_batch(story: Story) -> None:
    await story.stage([person(1), unusable(2), person(3)], batch_size=2)
    await story.stage([person(4, "P-1"), person(5)], batch_size=2)
    assert await story.unsent() == {1: 2, 2: 1}


async def test_nothing_to_call_is_no_batch(story: Story) -> None:
    await story.stage([unusable(1)])
    assert await story.unsent() == {}
    assert await story.ledger.segments.of_run(story.run_id) == []


async def test_a_chunk_is_staged_at_once_or_not_at_all(story: Story) -> None:
    await story.stage(people([1, 2]))
    with pytest.raises(LedgerError):
        await story.stage(people([3, 4, 2]))
    assert await story.states() == ["planned", "planned"]
    assert (await story.count()).read == 2


async def test_staging_carries_on_after_a_chunk_that_failed(story: Story) -> None:
    await story.stage(people([1, 2]), batch_size=2)
    with pytest.raises(LedgerError):
        await story.stage(people([3, 2]), batch_size=2)
    await story.stage(people([3, 4, 5]), batch_size=2)
    assert await story.unsent() == {1: 2, 2: 2, 3: 1}
    assert (await story.count()).read == 5


async def test_two_runs_may_hold_the_same_people(story: Story) -> None:
    await story.stage([person(1, "A")])
    other = await Story.begun(story.ledger, _another_run())
    await other.stage([person(1, "A")])
    assert Counter(await other.states() + await story.states()) == {"planned": 2}


def _another_run() -> NewRun:
    return replace(A_RUN, key="autumn")


async def test_what_a_database_cannot_hold_is_marked_and_holds_nobody_up(story: Story) -> None:
    long = "x" * 3000
    row = unusable(1, "A\0B")
    await story.stage([replace(row, field=long, reason="half of \ud83d"), person(2)])
    (first, _) = await story.exported()
    assert (first["external_id"], first["field"]) == ("A\ufffdB", long)
    assert first["reason"] == "half of \ufffd"


def somebody(number: int, phone_number: str, who: str) -> StagedRow:
    return replace(person(number), phone_number=phone_number, person=who)


async def test_the_same_person_with_the_same_number_is_a_duplicate(story: Story) -> None:
    await story.stage([somebody(1, "+81801", "iris"), somebody(2, "+81801", "iris")])
    await story.stage([somebody(3, "+81801", "iris"), somebody(4, "+81802", "iris")])
    assert await story.states() == ["planned", "duplicate", "duplicate", "planned"]


async def test_another_person_with_the_same_number_is_called_and_counted(story: Story) -> None:
    await story.stage([somebody(1, "+81801", "iris"), somebody(2, "+81801", "oliver")])
    await story.stage([somebody(3, "+81801", "lily")])
    assert await story.states() == ["planned"] * 3
    assert (await story.ledger.runs.get(A_RUN.key)).numbers_shared == 2


async def test_one_call_for_each_number_may_be_asked_for(story: Story) -> None:
    two = [somebody(1, "+81801", "iris"), somebody(2, "+81801", "oliver")]
    await story.ledger.rows.stage(story.run_id, two)
    await story.settle(Sameness(one_per_number=True))
    assert await story.states() == ["planned", "duplicate"]


async def test_a_row_that_repeats_another_takes_nothing(story: Story) -> None:
    """Whoever repeats it would repeat the first one, too."""
    first, again = somebody(1, "+81801", "iris"), somebody(2, "+81801", "iris")
    await story.stage([first, replace(again, external_id="X"), somebody(3, "+81803", "x")])
    await story.stage([replace(somebody(4, "+81804", "y"), external_id="X")])
    assert await story.states() == ["planned", "duplicate", "planned", "planned"]
