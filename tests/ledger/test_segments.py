"""Parts of a list: whoever is of a group's kinds gets a batch, and the batches a part."""

from dataclasses import replace
from datetime import timedelta

from outbound.ledger import Group, Kind, Ledger
from tests.ledger.runs import A_RUN, NOW, Story, people

MANY = 2_000
"""More kinds than conditions that SQLite takes in a row."""


async def test_people_of_very_many_kinds_are_called_in_one_window(ledger: Ledger) -> None:
    story = await Story.begun(ledger, A_RUN)
    staged = [
        replace(person, time_zones=(f"Zone/{person.number}",) if person.number > 1 else ())
        for person in people(range(1, MANY + 1))
    ]
    await ledger.rows.stage(story.run_id, staged)
    kinds = await ledger.segments.unassigned(story.run_id, NOW)
    assert Kind(None) in kinds
    group = Group(kinds=kinds, starts_at=NOW, ends_at=NOW + timedelta(hours=3))
    await ledger.segments.form(story.run_id, [group], batch_size=1000, batches_a_segment=1, now=NOW)
    assert await ledger.segments.unassigned(story.run_id, NOW) == []
    assert await story.unsent() == {1: 1000, 2: 1000}


async def test_only_the_kinds_of_a_group_get_its_part(ledger: Ledger) -> None:
    story = await Story.begun(ledger, A_RUN)
    here, there = people([1, 2])
    await ledger.rows.stage(story.run_id, [here, replace(there, time_zones=("Asia/Tokyo",))])
    group = Group(kinds=[Kind(None)], starts_at=NOW, ends_at=NOW + timedelta(hours=3))
    await ledger.segments.form(story.run_id, [group], batch_size=10, batches_a_segment=1, now=NOW)
    assert await ledger.segments.unassigned(story.run_id, NOW) == [Kind("Asia/Tokyo")]
