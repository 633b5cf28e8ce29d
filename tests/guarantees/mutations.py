"""The rules that keep the guarantees, each broken on purpose: the state machine must notice."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from outbound.api.models import BulkAnswer
from outbound.delivery import (
    counting,
    decision,
    facts,
    loading,
    reconciliation,
    release,
    replacing,
    run_loop,
    steps,
    tracking,
    watching,
)
from outbound.delivery.matching import RowResults
from outbound.delivery.session import Session
from outbound.delivery.steps import AuditCalls, VerifyRelease
from outbound.ledger import Cap, LedgerSchedule, RowState
from outbound.ledger.doubts import DoubtfulRow, Doubts
from outbound.ledger.quarantine import Quarantine
from outbound.ledger.replacements import Replacements
from outbound.ledger.rows import Claim, ClaimedRow, Created, Rows
from outbound.ledger.tables import rows as row_table
from tests.guarantees import stories

Patch = pytest.MonkeyPatch
Mutation = Callable[[Patch], None]
Story = Callable[[stories.Teller], None]

MUTATIONS: list[tuple[Mutation, Story]] = []


def ends(story: Story) -> Callable[[Mutation], Mutation]:
    """One more rule that can be broken; the docstring says which, the story ends badly without."""

    def add(breaks: Mutation) -> Mutation:
        MUTATIONS.append((breaks, story))
        return breaks

    return add


async def _from_the_first_batch(
    session: Session, schedule: LedgerSchedule, _batch: int, *, force: bool, cap: Cap | None
) -> object:
    """As it was sent before batches were numbered through all windows."""
    return await loading.load_one(session, schedule, 1, force=force, cap=cap)


async def _nothing(*_: object, **__: object) -> None:
    """What should be done is not done."""


@ends(stories.one_person_is_stopped_and_goes_into_another_window)
def a_single_call_is_sought_in_the_first_batch(patch: Patch) -> None:
    """Another window has other batches."""
    patch.setattr(steps, "load_one", _from_the_first_batch)


@ends(stories.one_person_was_too_late_for_the_first_of_two_days)
def a_single_call_is_sought_in_the_batch_of_its_first_day(patch: Patch) -> None:
    """So has another day."""
    patch.setattr(steps, "load_one", _from_the_first_batch)


@ends(stories.the_answer_for_one_person_is_lost)
def a_lost_answer_for_one_person_is_sent_again(patch: Patch) -> None:
    """A single call is no different from a bulk."""
    patch.setattr(Rows, "doubt", Rows.give_back)


@ends(stories.an_answer_is_lost)
def a_lost_answer_is_sent_again(patch: Patch) -> None:
    """An answer that is missing or broken puts the claimed rows in doubt."""
    patch.setattr(Rows, "doubt", Rows.give_back)


@ends(stories.a_sender_dies_after_its_bulk_has_left)
def what_a_dead_sender_has_claimed_is_sent_again(patch: Patch) -> None:
    """A row is claimed durably before its request leaves: a claim left behind is a doubt."""

    async def plan_again(self: Rows, run_id: int) -> None:
        async with self._database.writing() as connection:
            its = update(row_table).where(
                row_table.c.run_id == run_id, row_table.c.state == RowState.SENDING
            )
            values = {"state": RowState.PLANNED, "claim_id": None, "schedule_id": None}
            await connection.execute(its.values(values))

    patch.setattr(Rows, "doubt_unfinished", plan_again)


@ends(stories.a_bulk_is_carried_out_and_turned_down)
def a_bulk_that_is_turned_down_is_not_looked_into(patch: Patch) -> None:
    """A 4xx on a whole bulk puts it in doubt, too: look, then bisect."""

    async def give_back(self: Rows, claim: Claim, *, now: datetime) -> None:  # noqa: ARG001 - as it was
        await self.give_back(claim)

    patch.setattr(Rows, "turned_down", give_back)


@ends(stories.a_bulk_lands_within_its_deadline)
def rows_in_doubt_are_looked_up_at_once(patch: Patch) -> None:
    """A row in doubt is looked up only after its request's deadline."""
    of_schedule = Doubts.of_schedule

    async def over_long_ago(self: Doubts, schedule_id: int) -> Sequence[DoubtfulRow]:
        doubtful = await of_schedule(self, schedule_id)
        long_ago = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
        return [replace(row, over_at=long_ago) for row in doubtful]

    patch.setattr(Doubts, "of_schedule", over_long_ago)
    patch.setattr(facts.Facts, "awaited_until", lambda *_: None)


@ends(stories.a_list_lags_for_long)
def absence_needs_no_witness(patch: Patch) -> None:
    """Absence is believed only when a call acknowledged after that request is visible."""
    patch.setattr(reconciliation, "_is_absent", lambda _row, _witness, looks, _witnessed: looks > 1)


@ends(stories.a_page_has_a_gap_where_somebody_is_looked_for)
def one_look_is_enough(patch: Patch) -> None:
    """And twice."""

    def is_absent(row: DoubtfulRow, witness: Any, looks: int, witnessed: int) -> bool:  # noqa: ANN401 - as it was
        proofs = looks if row.was_turned_down else witnessed
        return reconciliation._is_provable(row, witness) and proofs > 0

    patch.setattr(reconciliation, "_is_absent", is_absent)


@ends(stories.all_is_well)
def rows_are_matched_by_position(patch: Patch) -> None:
    """Rows are matched by external id, never by position."""

    def fates(claimed: Sequence[ClaimedRow], answer: BulkAnswer) -> RowResults:
        pairs = zip(claimed, answer.outbound_calls, strict=False)
        return RowResults(
            [Created(row.number, c.uid, c.status, c.progress) for row, c in pairs], []
        )

    patch.setattr(loading, "fates", fates)


@ends(stories.the_vendor_fails_at_one_person)
def nobody_is_looked_for_at_whom_the_vendor_fails(patch: Patch) -> None:
    """Suspects are halved in a schedule that is never enabled."""
    patch.setattr(decision, "_isolating", lambda _facts: [])


@ends(stories.the_vendor_fails_at_one_person)
def whoever_was_looked_for_without_fault_is_not_planned(patch: Patch) -> None:
    """Everybody else is called."""

    async def suspected(self: Quarantine, run_id: int, numbers: Sequence[int]) -> None:
        for number in numbers:
            await self.pass_over(run_id, number, "as the others")

    patch.setattr(Quarantine, "cleared", suspected)


@ends(stories.the_ledger_forgets_a_bulk)
def nothing_is_counted(patch: Patch) -> None:
    """Two requests, before every release."""

    async def is_exact(*_: object) -> bool:
        return True

    patch.setattr(counting, "is_count_exact", is_exact)


@ends(stories.the_ledger_forgets_a_bulk_after_doubt)
def nothing_is_audited(patch: Patch) -> None:
    """Anything ever in doubt: a full audit."""

    async def ready(session: Session, schedule: LedgerSchedule) -> None:
        await session.ledger.schedules.ready(schedule.id)

    patch.setattr(AuditCalls, "act", ready)


@ends(stories.a_bulk_lands_between_the_audit_and_the_release)
def after_doubt_nobody_looks_again(patch: Patch) -> None:
    """If anything was in doubt, audit once more behind the fence before calls begin."""

    async def verified(session: Session, schedule: LedgerSchedule) -> None:
        await session.ledger.schedules.verified(schedule.id, at=session.clock.now())

    patch.setattr(VerifyRelease, "act", verified)


@ends(stories.a_bulk_lands_after_the_release)
def calls_are_forced_into_an_enabled_schedule(patch: Patch) -> None:
    """The schedule is a fence: once enabled, a bulk without `force` is refused."""
    load_batch = loading.load_batch

    async def forced(
        session: Session,
        schedule: LedgerSchedule,
        batch: int,
        *,
        force: bool,  # noqa: ARG001 - as it was
        cap: Cap | None,
    ) -> object:
        return await load_batch(session, schedule, batch, force=True, cap=cap)

    patch.setattr(steps, "load_batch", forced)


@ends(stories.a_bulk_lands_between_the_audit_and_the_release)
def an_abandoned_schedule_is_not_disabled(patch: Patch) -> None:
    """A duplicate: disable. The watch would do it, too."""
    patch.setattr(replacing, "disable", _nothing)
    patch.setattr(watching, "disable", _nothing)


@ends(stories.a_run_is_stopped_and_goes_into_another_window)
def who_was_called_moves_to_the_next_schedule_too(patch: Patch) -> None:
    """Once a schedule may have been live, only people shown without an attempt move."""

    async def nobody(*_: object) -> list[Created]:
        return []

    patch.setattr(replacing, "_called", nobody)


@ends(stories.a_sleeper_wakes_up_just_before_its_successor_releases)
def a_sleepers_schedule_is_filled_on(patch: Patch) -> None:
    """Whoever takes over from a sleeper abandons the schedules that are not released."""
    patch.setattr(Replacements, "abandon_unreleased", _nothing)


@ends(stories.a_stop_comes_while_an_enabling_is_on_its_way)
def an_unanswered_enabling_counts_for_nothing(patch: Patch) -> None:
    """An unanswered enable counts as enabled until a disable has been answered."""
    patch.setattr(LedgerSchedule, "has_unanswered_enable", property(lambda _: False))


@ends(stories.whoever_stops_dies_while_an_enabling_is_on_its_way)
def a_launcher_does_not_heed_a_stop(patch: Patch) -> None:
    """Whoever has an enable under way reads the wish after its answer, and disables again."""
    patch.setattr(run_loop, "raise_if_stopped", _nothing)
    patch.setattr(release, "raise_if_stopped", _nothing)


@ends(stories.an_enabling_lands_after_its_schedule_was_given_up)
def what_was_given_up_is_not_watched(patch: Patch) -> None:
    """A schedule that must stay disabled is disabled again until its window is over."""
    patch.setattr(watching, "disable", _nothing)


@ends(stories.an_enabling_lands_after_its_schedule_was_given_up)
def who_was_called_twice_is_not_sought(patch: Patch) -> None:
    """The run says who may have been called twice."""
    patch.setattr(tracking, "_seek_second_calls", _nothing)


@ends(stories.a_disabling_lands_within_its_deadline)
def an_enabling_does_not_wait_for_a_disabling(patch: Patch) -> None:
    """While a disable may still land, nothing is enabled."""
    patch.setattr(facts.Facts, "_disabling_over_at", lambda *_: None)


@ends(stories.a_disabling_lands_after_the_release)
def an_idle_schedule_is_not_enabled_again(patch: Patch) -> None:
    """Where a disable of ours that was never answered may be why, it is enabled once more."""
    patch.setattr(watching, "enable_again", _nothing)
