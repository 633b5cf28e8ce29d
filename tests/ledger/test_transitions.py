"""A schedule's state changes along the table of legal transitions, and in no other way."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from outbound.ledger import Because, LedgerSchedule, ScheduleState
from outbound.ledger.schedules import LedgerSchedules
from outbound.ledger.transitions import (
    ABANDONED,
    ENABLE_REFUSED,
    ENABLE_SENT,
    NAMED,
    PROVEN,
    RELEASED,
    TRANSITIONS,
    Transition,
    diagram,
)
from tests.ledger.columns import set_schedule
from tests.ledger.runs import NOW, Story

Operation = Callable[[LedgerSchedules, LedgerSchedule], Awaitable[bool]]


async def back_to_ready(schedules: LedgerSchedules, schedule: LedgerSchedule) -> bool:
    return await schedules.not_enabled(replace(schedule, state=ScheduleState.READY))


OPERATIONS: list[tuple[Transition, Operation]] = [
    (NAMED, lambda schedules, schedule: schedules.named(schedule.id, "uid")),
    (PROVEN, lambda schedules, schedule: schedules.ready(schedule.id)),
    (ENABLE_SENT, lambda schedules, schedule: schedules.intend_enabling(schedule, now=NOW)),
    (ENABLE_REFUSED, back_to_ready),
    (RELEASED, lambda schedules, schedule: schedules.released(schedule.id, at=NOW)),
    (
        ABANDONED,
        lambda schedules, schedule: schedules.abandon(schedule.id, because=Because.FAULT),
    ),
]


@pytest.mark.parametrize("state", ScheduleState)
@pytest.mark.parametrize(
    ("transition", "operation"),
    OPERATIONS,
    ids=lambda p: p.name if isinstance(p, Transition) else "",
)
async def test_an_operation_moves_a_schedule_only_out_of_the_states_that_the_table_names(
    story: Story, transition: Transition, operation: Operation, state: ScheduleState
) -> None:
    schedules = story.ledger.schedules
    await set_schedule(story.ledger, story.schedule_id, state=state)
    (before,) = await schedules.of_run(story.run_id)
    has_moved = await operation(schedules, before)
    (after,) = await schedules.of_run(story.run_id)
    assert has_moved == (state in transition.sources)
    assert after.state == (transition.target if has_moved else state)


@pytest.mark.parametrize("state", ScheduleState)
async def test_a_confirmed_disable_disables_what_was_live_and_leaves_other_states(
    story: Story, state: ScheduleState
) -> None:
    schedules = story.ledger.schedules
    await set_schedule(story.ledger, story.schedule_id, state=state)
    (before,) = await schedules.of_run(story.run_id)
    assert await schedules.disabled(before, now=NOW)
    (after,) = await schedules.of_run(story.run_id)
    assert after.state == (ScheduleState.DISABLED if before.may_be_live else state)
    assert after.disabled_at == NOW


async def test_a_schedule_that_is_abandoned_for_its_people_is_no_fault_of_it(story: Story) -> None:
    schedules = story.ledger.schedules
    assert await schedules.abandon(story.schedule_id, because=Because.SUPPRESSION)
    (after,) = await schedules.of_run(story.run_id)
    assert (after.state, after.set_aside) == (ScheduleState.ABANDONED, True)


def test_nothing_leads_out_of_an_abandoned_schedule() -> None:
    assert not any(ScheduleState.ABANDONED in transition.sources for transition in TRANSITIONS)


def test_the_architecture_draws_the_table() -> None:
    page = Path(__file__).parent.parent.parent / "ARCHITECTURE.md"
    assert f"```mermaid\n{diagram()}\n```" in page.read_text()
