"""Whoever is removed just when their calls are released is not called, or it is said.

So is whoever is put on the do-not-call list just then.
"""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.suppressions import Withdrawn, suppress_rows, suppressed_in
from tests.ledger.columns import set_schedule
from tests.ledger.runs import NOW, Story, people, person


async def test_a_removal_and_a_release_do_not_slip_past_each_other(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.created(1)
    removing: list[asyncio.Task[Withdrawn | None]] = []

    async def hits_and_then_a_removal(connection: AsyncConnection, schedule_id: int) -> int:
        found = await suppressed_in(connection, schedule_id)
        withdrawal = story.ledger.suppressions.withdraw(story.run_id, "P-1", now=NOW)
        removing.append(asyncio.create_task(withdrawal))
        await asyncio.wait(removing, timeout=0.2)
        return found

    monkeypatch.setattr("outbound.ledger.schedules.suppressed_in", hits_and_then_a_removal)
    (schedule,) = await story.ledger.schedules.of_run(story.run_id)
    assert await story.ledger.schedules.ready(schedule.id)
    assert await story.ledger.schedules.intend_enabling(schedule, now=NOW)
    withdrawn = await removing[0]
    assert withdrawn is not None
    assert withdrawn.may_ring


async def test_a_do_not_call_list_and_a_release_do_not_slip_past_each_other(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.created(1)
    listing: list[asyncio.Task[set[str]]] = []

    async def hits_and_then_a_listing(connection: AsyncConnection, schedule_id: int) -> int:
        found = await suppressed_in(connection, schedule_id)
        await _listed_meanwhile(story, listing)
        return found

    monkeypatch.setattr("outbound.ledger.schedules.suppressed_in", hits_and_then_a_listing)
    (schedule,) = await story.ledger.schedules.of_run(story.run_id)
    assert await story.ledger.schedules.ready(schedule.id)
    assert await story.ledger.schedules.intend_enabling(schedule, now=NOW)
    assert await listing[0] == {"spring"}


async def test_a_do_not_call_list_and_a_claim_do_not_slip_past_each_other(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.stage(people([1]))
    await set_schedule(story.ledger, story.schedule_id, ours=False)
    listing: list[asyncio.Task[set[str]]] = []

    async def set_aside_and_then_a_listing(
        connection: AsyncConnection, run_id: int, among: Sequence[int]
    ) -> None:
        await suppress_rows(connection, run_id, among)
        await _listed_meanwhile(story, listing)

    monkeypatch.setattr("outbound.ledger.rows.suppress_rows", set_aside_and_then_a_listing)
    assert await story.claim()
    assert await listing[0] == {"spring"}


async def _listed_meanwhile(story: Story, listing: list[asyncio.Task[set[str]]]) -> None:
    """Put the first person's number on the list; gives the runs for which that is too late."""
    number = str(person(1).phone_number)
    suppressions = story.ledger.suppressions

    async def listed() -> set[str]:
        await suppressions.add([number], reason="asked", now=NOW)
        return await suppressions.too_late_for([number], now=NOW)

    listing.append(asyncio.create_task(listed()))
    await asyncio.wait(listing, timeout=0.2)
