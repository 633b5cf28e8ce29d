"""Whoever is removed just when their calls are released is not called, or it is said."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from outbound.ledger.suppressions import Withdrawn, hits
from tests.ledger.runs import NOW, Story


async def test_a_removal_and_a_release_do_not_slip_past_each_other(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.created(1)
    removing: list[asyncio.Task[Withdrawn | None]] = []

    async def hits_and_then_a_removal(connection: AsyncConnection, schedule_id: int) -> int:
        found = await hits(connection, schedule_id)
        withdrawal = story.ledger.suppressions.withdraw(story.run_id, "P-1", now=NOW)
        removing.append(asyncio.create_task(withdrawal))
        await asyncio.wait(removing, timeout=0.2)
        return found

    monkeypatch.setattr("outbound.ledger.schedules.hits", hits_and_then_a_removal)
    (schedule,) = await story.ledger.schedules.of_run(story.run_id)
    assert await story.ledger.schedules.intend_enabling(schedule, now=NOW)
    withdrawn = await removing[0]
    assert withdrawn is not None
    assert withdrawn.may_ring
