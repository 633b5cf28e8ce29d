"""The steps a run takes on its way from rows in the ledger to calls that may be made.

A step says what Prefect calls it, what it is about, and how it is taken. It holds only what it
needs to find its work again: a schedule's uid, a batch's number. What it finds out it writes into
the ledger.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from outbound.delivery.auditing import audit_calls, verify_release
from outbound.delivery.campaigns import campaign_of
from outbound.delivery.counting import count_calls
from outbound.delivery.isolation import isolate
from outbound.delivery.loading import load_batch, load_one
from outbound.delivery.next_window import move_to_next_window
from outbound.delivery.reconciliation import reconcile
from outbound.delivery.release import WindowEndedError, release
from outbound.delivery.replacing import replace_schedule
from outbound.delivery.runs import Run
from outbound.delivery.schedules import adopt, schedule_of
from outbound.delivery.segments import cap_of, form_segments
from outbound.delivery.session import Session
from outbound.ledger import Because, LedgerSchedule
from outbound.planning import WindowMissedError

# Seconds; a wish to stop is heeded between two waits.
_LONGEST_WAIT = 5.0


@dataclass(frozen=True, slots=True)
class Step(ABC):
    """One step of a run; `name` is that of its Prefect task."""

    name: ClassVar[str]

    @property
    def subject(self) -> str | None:
        """What it is about, for its page's title; None: the run as a whole."""
        return None

    @abstractmethod
    async def take(self, session: Session, run: Run) -> None:
        """Do what the step says.

        Raises:
            MicoError: the API said no, or could not be asked.
            UnsettledError, WrongEchoError, StoppedError: the run cannot go on; nothing is lost.
        """


@dataclass(frozen=True, slots=True)
class Wait(Step):
    """Nothing can be done before this instant."""

    name: ClassVar[str] = "wait"
    until: datetime

    async def take(self, session: Session, _run: Run) -> None:
        """Wait, but not for long at once."""
        left = (self.until - session.clock.now()).total_seconds()
        await session.clock.sleep(max(0.0, min(left, _LONGEST_WAIT * session.clock.speed)))


@dataclass(frozen=True, slots=True)
class FormSegments(Step):
    """People who have no segment of the list any more get another one, in a later window."""

    name: ClassVar[str] = "form-parts"

    async def take(self, session: Session, run: Run) -> None:
        """Divide them."""
        await form_segments(session, run)


@dataclass(frozen=True, slots=True)
class FindCampaign(Step):
    """The run's campaign is found, or created where it is a new one (guide, step 1)."""

    name: ClassVar[str] = "find-campaign"

    async def take(self, session: Session, run: Run) -> None:
        """Find or create it."""
        await campaign_of(session, run)


@dataclass(frozen=True, slots=True)
class CreateSchedule(Step):
    """A segment of the list gets its schedule, which is disabled (guide, step 2)."""

    name: ClassVar[str] = "create-schedule"
    segment: int
    segments: int

    @property
    def subject(self) -> str:
        """Which segment it is for."""
        return f"{self.segment} of {self.segments}"

    async def take(self, session: Session, run: Run) -> None:
        """Create it, unless it is there."""
        with suppress(WindowMissedError):  # the decision knows whether there is another day
            await schedule_of(session, run, self.segment)


@dataclass(frozen=True, slots=True)
class IsolateRows(Step):
    """The row over which the API stumbles is found among its suspects (guide, step 3B)."""

    name: ClassVar[str] = "isolate-rows"
    segment: int

    @property
    def subject(self) -> str:
        """Whose suspects they are."""
        return f"part {self.segment}"

    async def take(self, session: Session, run: Run) -> None:
        """Halve them."""
        with suppress(WindowMissedError):  # the decision knows whether there is another day
            await isolate(session, run, self.segment)


@dataclass(frozen=True, slots=True)
class _WithSchedule(Step, ABC):
    """A step that names its schedule."""

    schedule_uid: str

    @property
    def subject(self) -> str:
        """The schedule."""
        return self.schedule_uid


class AdoptSchedule(_WithSchedule):
    """The ledger remembers what stands in another client's schedule (guide, step 2)."""

    name: ClassVar[str] = "adopt-schedule"

    async def take(self, session: Session, run: Run) -> None:
        """Look at it before anything is added to it."""
        await adopt(session, run, self.schedule_uid)


@dataclass(frozen=True, slots=True)
class CreateCalls(_WithSchedule):
    """A batch of the run's rows, at most 1,000, is sent in one request (guide, step 3B)."""

    name: ClassVar[str] = "create-calls"
    batch: int
    batches: int
    force: bool

    @property
    def subject(self) -> str:
        """Which batch it is."""
        return f"batch {self.batch} of {self.batches}"

    async def take(self, session: Session, run: Run) -> None:
        """Send it."""
        schedule = await session.ledger.schedules.get(run.id, self.schedule_uid)
        cap = cap_of(run)
        await load_batch(session, schedule, self.batch, force=self.force, cap=cap)


@dataclass(frozen=True, slots=True)
class CreateCall(_WithSchedule):
    """The one person of a run is sent (guide, step 3A)."""

    name: ClassVar[str] = "create-call"
    batch: int
    force: bool

    async def take(self, session: Session, run: Run) -> None:
        """Send it."""
        schedule = await session.ledger.schedules.get(run.id, self.schedule_uid)
        await load_one(session, schedule, self.batch, force=self.force, cap=cap_of(run))


class EnableSchedule(_WithSchedule):
    """Calls may be made, unless somebody wished to stop (guide, step 4)."""

    name: ClassVar[str] = "enable-schedule"

    async def take(self, session: Session, run: Run) -> None:
        """Enable it."""
        schedule = await session.ledger.schedules.get(run.id, self.schedule_uid)
        with suppress(WindowEndedError):  # the decision knows whether there is another day
            await release(session, run, schedule)


class _OnSchedule(_WithSchedule):
    """A step that needs nothing but its schedule: `act` is done with it."""

    act: ClassVar[Callable[[Session, LedgerSchedule], Awaitable[object]]]

    async def take(self, session: Session, run: Run) -> None:
        """Do it with the schedule as it stands now."""
        schedule = await session.ledger.schedules.get(run.id, self.schedule_uid)
        await type(self).act(session, schedule)


class ReconcileCalls(_OnSchedule):
    """Rows without a readable answer are looked up (guide, step 5)."""

    name: ClassVar[str] = "look-up-calls"
    act = reconcile


class CountCalls(_OnSchedule):
    """The API must show exactly as many calls as were created (guide, step 5)."""

    name: ClassVar[str] = "count-calls"
    act = count_calls


class AuditCalls(_OnSchedule):
    """Every call is compared, where something was in doubt or counts lie (guide, step 5)."""

    name: ClassVar[str] = "audit-calls"
    act = audit_calls


class VerifyRelease(_OnSchedule):
    """A schedule that was released after doubt is looked at once more (guide, step 5)."""

    name: ClassVar[str] = "verify-release"
    act = verify_release


class ReplaceSchedule(_OnSchedule):
    """A schedule is disabled for good; people who were not called from it are planned anew."""

    name: ClassVar[str] = "refill-schedule"
    act = replace_schedule


class MoveToNextWindow(_OnSchedule):
    """A schedule's day is over: people who were not reached are planned for their next one."""

    name: ClassVar[str] = "carry-over"
    act = move_to_next_window


async def _give_up(session: Session, schedule: LedgerSchedule) -> None:
    await session.ledger.schedules.abandon(schedule.id, because=Because.SUPPRESSION)


class ReplaceSuppressed(_OnSchedule):
    """A schedule with people who are not to be called any more is given up for another one."""

    name: ClassVar[str] = "set-aside"
    act = _give_up
