"""A run in numbers, without anything personal: what `--json` prints and flows return."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field, SerializerFunctionWrapHandler, model_serializer

from outbound.delivery.runs import Run, waits_for_approval
from outbound.ledger import Counts, Ledger, LedgerSchedule, RunRecord, Segment, has_another_day
from outbound.reports.alarms import alarm_of_second_calls, alarm_of_uncalled
from outbound.reports.reasons import why_it_ended


class RunState(StrEnum):
    """Where a run stands."""

    PLANNED = "planned"
    """Its rows are being read, or wait to be sent."""
    LOADING = "loading"
    """Its calls are being created."""
    READY = "ready"
    """All calls are created; none may be made yet."""
    CALLING = "calling"
    """Calls may be made."""
    STOPPING = "stopping"
    """Somebody wished to stop it, and Mico has not confirmed it yet: calls may still be made."""
    STOPPED = "stopped"
    """Somebody wished to stop it, and Mico has confirmed that."""
    FINISHED = "finished"
    """Every row is accounted for, and every call is over."""
    INCOMPLETE = "incomplete"
    """It ended with rows that are not accounted for or not released, was turned away, or few calls
    had an attempt."""


class ScheduleSummary(BaseModel):
    """A schedule of the run; instants in UTC."""

    uid: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    state: str


class RowSums(BaseModel):
    """Rows of the list by their fate: read = rejected + … + created + unresolved."""

    read: int
    rejected: int
    duplicate: int
    suppressed: int
    refused: int
    created: int
    unresolved: int
    unsent: int = Field(default=0, exclude=True)
    """Those of the unresolved that were never sent."""
    released: int
    held: int


class CallSums(BaseModel):
    """Created calls, by whether they are over."""

    open: int
    closed: int


class Summary(BaseModel):
    """A run in numbers: what `--json` prints, and the result of a flow that ends Completed.

    `rows` counts rows of the list, `calls` and `outcomes` created and closed calls, `attempts` the
    dials of all calls. Instants are in UTC. Nothing in it is personal.
    """

    key: str
    state: RunState
    campaign_uid: str | None
    schedules: list[ScheduleSummary]
    rows: RowSums
    calls: CallSums
    attempts: int
    outcomes: dict[str, int]
    reason: str = ""
    """Why nothing was sent, in a sentence; as JSON it is there only where there is one."""
    alarms: list[str] = []
    """What went wrong with calls that were made, or were not; as JSON only where something did."""
    called: int = Field(default=0, exclude=True)
    """People who were called, reached or not."""
    not_accounted_for: list[int] = Field(default=[], exclude=True)
    """The first rows that are unresolved or held, by their numbers in the list."""
    waits_for: str = Field(default="", exclude=True)
    """What a person is to decide before the others are called, in a sentence."""

    @model_serializer(mode="wrap")
    def _as_documented(self, dump: SerializerFunctionWrapHandler) -> dict[str, object]:
        shown: dict[str, object] = dump(self)
        return {k: v for k, v in shown.items() if v or k not in {"reason", "alarms"}}

    @property
    def not_called(self) -> int:
        """People who might have been called, and were not."""
        return self.rows.created + self.rows.unresolved - self.called

    @property
    def is_accounted_for(self) -> bool:
        """Whether no row is unresolved and no call is held back."""
        return not self.rows.unresolved and not self.rows.held

    @property
    def is_success(self) -> bool:
        """Whether every row is accounted for, and nothing went wrong."""
        return self.is_accounted_for and not self.alarms

    @property
    def sentence(self) -> str:
        """The alarms, and the sums in one line, for states and screens."""
        rows, calls = self.rows, self.calls
        alarms = "".join(f"{alarm} " for alarm in self.alarms)
        return (
            f"{alarms}{rows.read} read = {rows.rejected} rejected + {rows.duplicate} duplicate + "
            f"{rows.suppressed} suppressed + {rows.refused} refused + {rows.created} created + "
            f"{rows.unresolved} unresolved; {rows.released} released, {rows.held} held; "
            f"{calls.closed} closed, {calls.open} open{self._which_rows}"
        )

    @property
    def _which_rows(self) -> str:
        if not self.not_accounted_for:
            return ""
        others = self.rows.unresolved + self.rows.held - len(self.not_accounted_for)
        more = f" and {others} more" if others > 0 else ""
        return f"; not accounted for: row {', '.join(map(str, self.not_accounted_for))}{more}"


async def summarize(ledger: Ledger, key: str) -> Summary:
    """The run's numbers, from the ledger alone.

    Raises:
        UserMistake: the ledger knows no such run.
    """
    run = await ledger.runs.get(key)
    schedules = await ledger.schedules.of_run(run.id)
    segments = await ledger.segments.of_run(run.id)
    counts = await ledger.count(run.id)
    state = _state(run, schedules, segments, counts)
    uncalled = await alarm_of_uncalled(ledger, run.id, counts)
    alarms = [await alarm_of_second_calls(ledger, run.id)]
    if state == RunState.FINISHED and uncalled:
        state = RunState.INCOMPLETE
        alarms.append(uncalled)
    return Summary(
        key=run.key,
        state=state,
        campaign_uid=run.campaign_uid,
        schedules=[_schedule(schedule) for schedule in schedules],
        rows=RowSums.model_validate(counts, from_attributes=True),
        calls=CallSums(open=counts.open, closed=counts.closed),
        attempts=counts.attempts,
        outcomes=dict(counts.outcomes),
        alarms=[alarm for alarm in alarms if alarm],
        reason=await why_it_ended(ledger, run, schedules, counts),
        called=await ledger.calls.called(run.id),
        not_accounted_for=await ledger.rows_not_accounted_for(run.id),
        waits_for="" if counts.is_delivered else _what_it_waits_for(run),
    )


def _what_it_waits_for(run: RunRecord) -> str:
    if run.holds_others_back:
        return (
            "Too many calls of its trial group failed, and the others are held: "
            f"`outbound resume {run.key}` calls them all the same."
        )
    if waits_for_approval(Run.of(run), run):
        return "Nobody is called before a person has approved of its plan in Prefect."
    return ""


def _state(
    run: RunRecord, schedules: Sequence[LedgerSchedule], segments: Sequence[Segment], counts: Counts
) -> RunState:
    if run.stop_wished_at:
        is_confirmed = all(_is_stopped(schedule, run.stop_wished_at) for schedule in schedules)
        return RunState.STOPPED if is_confirmed else RunState.STOPPING
    if run.given_up_at and not (counts.is_delivered and schedules):
        return RunState.INCOMPLETE
    if run.staged_at is None or not schedules:
        return RunState.PLANNED
    if not counts.is_all_released:
        is_loading = counts.unresolved > counts.quarantined
        return RunState.LOADING if is_loading else RunState.READY
    if counts.open or any(has_another_day(s, segments) for s in schedules):
        return RunState.CALLING
    return RunState.INCOMPLETE if counts.quarantined else RunState.FINISHED


def _is_stopped(schedule: LedgerSchedule, requested_at: datetime) -> bool:
    """Whether no call of it can be made any more because of us."""
    confirmed_at = schedule.disabled_at
    is_confirmed = confirmed_at is not None and confirmed_at >= requested_at
    return not schedule.ours or (is_confirmed and not schedule.may_be_live)


def _schedule(schedule: LedgerSchedule) -> ScheduleSummary:
    return ScheduleSummary(
        uid=schedule.uid,
        starts_at=schedule.starts_at,
        ends_at=schedule.ends_at,
        state=schedule.state,
    )
