"""Where a run stands: the facts of one moment, and the questions that a decision asks of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from outbound.delivery.examined import is_count_reliable
from outbound.delivery.runs import Run
from outbound.delivery.segments import groups_of
from outbound.delivery.session import Session
from outbound.ledger import (
    GRACE,
    UNRELEASED,
    LedgerSchedule,
    ScheduleState,
    Segment,
    Snapshot,
    abandoned_for_a_fault,
    has_another_day,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A run's snapshot, the instant it is looked at (UTC), and the settings that count."""

    run: Run
    snapshot: Snapshot
    now: datetime
    soonest_start: datetime
    """When a schedule that is created now begins at the earliest."""
    bulks_at_once: int
    request_deadline: timedelta
    is_count_reliable: bool = True
    """Whether a count proves a schedule right at this API."""

    @property
    def segments(self) -> Sequence[Segment]:
        """The segments with a window that is the run's, and not over."""
        return [
            segment for segment in self.snapshot.segments if segment.is_current(self.soonest_start)
        ]

    @property
    def schedules(self) -> Sequence[LedgerSchedule]:
        """The schedules that are not abandoned, in the order of their segments."""
        return [s for s in self.snapshot.schedules if s.state != ScheduleState.ABANDONED]

    @property
    def has_unassigned(self) -> bool:
        """Whether people who are to be called have no segment in a current window."""
        return bool(self.snapshot.unassigned_kinds)

    @property
    def has_assignable(self) -> bool:
        """Whether some of them have another window."""
        kinds = self.snapshot.unassigned_kinds
        return bool(groups_of(self.run, self.snapshot.record, kinds, self.soonest_start))

    def unsent_batches(self, segment: Segment) -> Sequence[int]:
        """The segment's batches with rows still to be sent."""
        return [batch for batch in self.snapshot.unsent if batch and segment.has(batch)]

    def schedule_for(self, segment: Segment) -> LedgerSchedule | None:
        """The schedule that takes the segment's calls; another client's takes everybody's."""
        if self.run.is_addition:
            return next(iter(self.schedules), None)
        return next((s for s in self.schedules if s.ordinal == segment.ordinal), None)

    def replacements(self, segment: Segment) -> int:
        """Schedules of the segment that were abandoned for a fault since somebody last resumed."""
        since = self.snapshot.record.resumed_at
        return abandoned_for_a_fault(self.snapshot.schedules, segment.ordinal, since)

    def must_wait_for_canary(self, schedule: LedgerSchedule) -> bool:
        """Whether it must wait for the end of the trial."""
        canary = [segment.ordinal for segment in self.snapshot.segments if segment.is_trial]
        is_over = not canary or self.snapshot.record.trial_passed_at is not None
        return not is_over and schedule.ordinal not in canary

    def awaited_until(self, schedule: LedgerSchedule) -> datetime | None:
        """When the last request without an answer is over; None where none is under way.

        It may be a bulk or a disable, and its sender may be gone.
        """
        bulks_over_at = self.snapshot.doubts.get(schedule.id)
        return self._latest_to_come(bulks_over_at, self._disabling_over_at(schedule))

    def switch_awaited_until(self, schedule: LedgerSchedule) -> datetime | None:
        """The same of its enables and disables: behind another one, nobody could tell them apart.

        A disable that lands behind an enable leaves a schedule from which nobody is called.
        """
        asked_at = schedule.enable_asked_at if schedule.has_unanswered_enable else None
        enabling_over_at = asked_at and asked_at + self.request_deadline
        return self._latest_to_come(enabling_over_at, self._disabling_over_at(schedule))

    def _disabling_over_at(self, schedule: LedgerSchedule) -> datetime | None:
        asked_at = schedule.disable_asked_at if schedule.has_unanswered_disable else None
        return asked_at and asked_at + self.request_deadline

    def _latest_to_come(self, *instants: datetime | None) -> datetime | None:
        to_come = [instant for instant in instants if instant is not None and instant > self.now]
        return max(to_come, default=None)

    def is_day_over(self, schedule: LedgerSchedule) -> bool:
        """Whether its day is over, and its people have another one.

        It is over once every call of it is, or its window, with time for the last conversations;
        and the state of every row is known.
        """
        # On the last day nobody moves on: the run's end closes what is open. And what was never
        # enabled is no day that people have had.
        if not self._has_another_day(schedule) or schedule.enable_asked_at is None:
            return False
        # Where the enabling was never answered, no call being open may only mean that none could be
        # made yet: then the window decides alone.
        was_released = schedule.enabled_at is not None
        is_quiet = was_released and not self.snapshot.open_calls.get(schedule.id)
        is_over = is_quiet or schedule.window.is_over(self.now, grace=GRACE)
        return is_over and schedule.id not in self.snapshot.doubts

    def is_expired(self, schedule: LedgerSchedule) -> bool:
        """Whether its day is over before it was to be enabled, and its people have another one."""
        is_late = schedule.enable_asked_at is None and schedule.window.is_over(
            self.now, grace=GRACE
        )
        return is_late and self._has_another_day(schedule)

    def is_too_late(self, schedule: LedgerSchedule) -> bool:
        """Whether its window ended before it was enabled for certain; its people wait in it."""
        is_waiting = schedule.state in UNRELEASED and schedule.emptied_at is None
        return schedule.ours and is_waiting and schedule.window.is_over(self.now)

    def has_later_window(self, schedule: LedgerSchedule) -> bool:
        """Whether its people wait for its window to end, and have a later one."""
        return schedule.ends_at is not None and self._has_another_day(schedule)

    def _has_another_day(self, schedule: LedgerSchedule) -> bool:
        return has_another_day(schedule, self.snapshot.segments)


async def read_facts(session: Session, run: Run) -> Facts:
    """The run's facts as they are now."""
    soonest_start = session.soonest_start()
    return Facts(
        run=run,
        snapshot=await session.ledger.snapshot(run.id, now=soonest_start),
        now=session.clock.now(),
        soonest_start=soonest_start,
        bulks_at_once=session.sizes.bulks_at_once,
        request_deadline=session.request_deadline,
        is_count_reliable=await is_count_reliable(session),
    )
