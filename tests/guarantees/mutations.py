"""The rules that keep the guarantees, each broken on purpose: the state machine must notice."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from outbound.api.models import BulkAnswer
from outbound.delivery import counting, course, loading, looking_up, refilling, release, steps
from outbound.delivery.delivery import Delivery
from outbound.delivery.matching import Fates
from outbound.delivery.stopping import Stopped, disable_schedules, wish_stop
from outbound.ledger import LedgerSchedule, RowState, ScheduleState
from outbound.ledger.doubts import DoubtfulRow, Doubts
from outbound.ledger.refills import Refills
from outbound.ledger.rows import Claim, ClaimedRow, Created, Rows
from outbound.ledger.tables import rows as row_table
from tests.guarantees import processes

Patch = pytest.MonkeyPatch
Mutation = Callable[[Patch], None]

MUTATIONS: list[Mutation] = []


def mutation(breaks: Mutation) -> Mutation:
    """One more rule that can be broken; the docstring says which."""
    MUTATIONS.append(breaks)
    return breaks


def unnoticed(breaks: Mutation) -> Mutation:
    """A rule whose breaking the machine does not notice in a thousand stories: not tested yet."""
    return breaks


async def _nothing(*_: object, **__: object) -> None:
    """What should be done is not done."""


@mutation
def a_lost_answer_is_sent_again(patch: Patch) -> None:
    """An answer that is missing or broken puts the claimed rows in doubt."""
    patch.setattr(Rows, "doubt", Rows.give_back)


@mutation
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


@mutation
def a_bulk_that_is_turned_down_is_not_looked_into(patch: Patch) -> None:
    """A 4xx on a whole bulk puts it in doubt, too: look, then bisect."""

    async def give_back(self: Rows, claim: Claim, *, now: datetime) -> None:  # noqa: ARG001 - as it was
        await self.give_back(claim)

    patch.setattr(Rows, "turned_down", give_back)


@unnoticed
def rows_in_doubt_are_looked_up_at_once(patch: Patch) -> None:
    """A row in doubt is looked up only after its request's deadline."""
    of_schedule = Doubts.of_schedule

    async def over_long_ago(self: Doubts, schedule_id: int) -> Sequence[DoubtfulRow]:
        doubtful = await of_schedule(self, schedule_id)
        long_ago = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
        return [replace(row, over_at=long_ago) for row in doubtful]

    patch.setattr(Doubts, "of_schedule", over_long_ago)
    patch.setattr(course._Position, "is_awaited", lambda *_: False)


@unnoticed
def absence_needs_no_witness(patch: Patch) -> None:
    """Absence is believed only when a call acknowledged after that request is visible."""
    patch.setattr(looking_up, "_is_absent", lambda _row, _witness, looks, _witnessed: looks > 1)


@unnoticed
def one_look_is_enough(patch: Patch) -> None:
    """And twice."""

    def is_absent(row: DoubtfulRow, witness: Any, looks: int, witnessed: int) -> bool:  # noqa: ANN401 - as it was
        proofs = looks if row.was_turned_down else witnessed
        return looking_up._is_provable(row, witness) and proofs > 0

    patch.setattr(looking_up, "_is_absent", is_absent)


@mutation
def rows_are_matched_by_position(patch: Patch) -> None:
    """Rows are matched by external id, never by position."""

    def fates(claimed: Sequence[ClaimedRow], answer: BulkAnswer) -> Fates:
        pairs = zip(claimed, answer.outbound_calls, strict=False)
        return Fates([Created(row.number, c.uid, c.status, c.progress) for row, c in pairs], [])

    patch.setattr(loading, "fates", fates)


@unnoticed
def nothing_is_counted(patch: Patch) -> None:
    """Two requests, before every release."""

    async def is_exact(*_: object) -> bool:
        return True

    patch.setattr(counting, "is_count_exact", is_exact)


@unnoticed
def nothing_is_audited(patch: Patch) -> None:
    """Anything ever in doubt: a full audit."""

    async def ready(delivery: Delivery, schedule: LedgerSchedule) -> None:
        await delivery.ledger.schedules.note(schedule.id, state=ScheduleState.READY)

    patch.setattr(steps, "audit_calls", ready)


@unnoticed
def after_doubt_nobody_looks_again(patch: Patch) -> None:
    """If anything was in doubt, audit once more behind the fence before calls begin."""

    async def verified(delivery: Delivery, schedule: LedgerSchedule) -> None:
        await delivery.ledger.schedules.note(schedule.id, verified_at=delivery.clock.now())

    patch.setattr(steps, "verify_release", verified)


@mutation
def calls_are_forced_into_an_enabled_schedule(patch: Patch) -> None:
    """The schedule is a fence: once enabled, a bulk without `force` is refused."""
    load_batch = loading.load_batch

    async def forced(
        delivery: Delivery,
        schedule: LedgerSchedule,
        batch: int,
        *,
        force: bool,  # noqa: ARG001 - as it was
    ) -> object:
        return await load_batch(delivery, schedule, batch, force=True)

    patch.setattr(steps, "load_batch", forced)


@unnoticed
def an_abandoned_schedule_is_not_disabled(patch: Patch) -> None:
    """A duplicate: disable."""
    patch.setattr(refilling, "disable", _nothing)


@mutation
def who_was_called_moves_to_the_next_schedule_too(patch: Patch) -> None:
    """Once a schedule may have been live, only people shown without an attempt move."""

    async def nobody(*_: object) -> list[Created]:
        return []

    patch.setattr(refilling, "_called", nobody)


@unnoticed
def a_sleepers_schedule_is_filled_on(patch: Patch) -> None:
    """Whoever takes over from a sleeper abandons the schedules with unresolved claims."""
    patch.setattr(Refills, "abandon_unfinished", _nothing)


@unnoticed
def an_unanswered_enabling_counts_for_nothing(patch: Patch) -> None:
    """An unanswered enable counts as enabled until a disable has been answered."""
    patch.setattr(LedgerSchedule, "has_unanswered_enable", property(lambda _: False))


@unnoticed
def a_launcher_does_not_heed_a_stop(patch: Patch) -> None:
    """Whoever has an enable under way reads the wish after its answer, and disables again."""
    patch.setattr(course, "heed_stop", _nothing)
    patch.setattr(release, "heed_stop", _nothing)


@unnoticed
def a_stop_is_wished_only_after_it_was_carried_out(patch: Patch) -> None:
    """Stop writes its wish first, then disables."""

    async def stop(delivery: Delivery, key: str) -> AsyncIterator[Stopped]:
        while (stopped := await disable_schedules(delivery, key)).problem is not None:
            await delivery.clock.sleep(2)
        await wish_stop(delivery, key)
        yield stopped

    patch.setattr(processes, "stop", stop)
