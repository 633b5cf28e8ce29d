"""What is to be done next, as a table: where a run stands, and the steps that follow."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from outbound.delivery.decision import MAX_REPLACEMENTS, decide
from outbound.delivery.facts import Facts
from outbound.delivery.reconciliation import UnsettledError
from outbound.delivery.release import WindowEndedError
from outbound.delivery.requests import Addition, Request, kind_of
from outbound.delivery.runs import Run
from outbound.delivery.steps import (
    AdoptSchedule,
    AuditCalls,
    CountCalls,
    CreateCall,
    CreateCalls,
    CreateSchedule,
    EnableSchedule,
    FindCampaign,
    FormSegments,
    IsolateRows,
    MoveToNextWindow,
    ReconcileCalls,
    ReplaceSchedule,
    ReplaceSuppressed,
    Step,
    VerifyRelease,
    Wait,
)
from outbound.ledger import (
    GRACE,
    Kind,
    LedgerSchedule,
    RunRecord,
    ScheduleState,
    Segment,
    Snapshot,
)
from outbound.planning import Between
from tests.delivery.bench import END, launch
from tests.delivery.kinds_of_steps import all_steps
from tests.delivery.test_single_calls import launch as single_launch
from tests.sandbox.caller import START

S = ScheduleState
DEADLINE = timedelta(seconds=30)
LATER = START + timedelta(minutes=5)
DAY = timedelta(days=1)


def record(**changes: Any) -> RunRecord:  # noqa: ANN401 - any column
    ordinary: dict[str, Any] = dict.fromkeys(RunRecord.__dataclass_fields__)
    ordinary |= {"id": 1, "key": "spring", "kind": "launch", "request": {}, "retry_intervals": []}
    ordinary |= {"campaign_uid": "c", "starts_at": START, "ends_at": END, "due_at": START}
    return RunRecord(**(ordinary | changes))


def segment(ordinal: int = 1, **changes: Any) -> Segment:  # noqa: ANN401 - any column
    ordinary: dict[str, Any] = {
        "run_id": 1,
        "ordinal": ordinal,
        "first_batch": ordinal,
        "last_batch": ordinal,
        "starts_at": START,
        "ends_at": END,
        "last_ends_at": END,
        "retry_intervals": [],
        "most_calls": 1,
        "day": 1,
        "days": 1,
        "is_trial": False,
        "superseded_at": None,
    }
    return Segment(**(ordinary | changes))


def schedule(state: ScheduleState, id_: int = 1, **changes: Any) -> LedgerSchedule:  # noqa: ANN401 - any column
    ordinary: dict[str, Any] = dict.fromkeys(LedgerSchedule.__dataclass_fields__)
    ordinary |= {"id": id_, "run_id": 1, "ordinal": id_, "uid": f"s{id_}", "ours": True}
    ordinary |= {"state": state, "starts_at": START, "ends_at": END, "created_at": START}
    ordinary |= {"doubted": False, "set_aside": False}
    if state in {S.ENABLING, S.ENABLED}:
        ordinary["enable_asked_at"] = START
    if state == S.ENABLED:
        ordinary["enabled_at"] = START
    return LedgerSchedule(**(ordinary | changes))


def facts(
    *schedules: LedgerSchedule,
    segments: tuple[Segment, ...] = (segment(),),
    request: Request | None = None,
    now: datetime = START,
    run: RunRecord | None = None,
    **counts: Any,  # noqa: ANN401 - any field of the snapshot
) -> Facts:
    nothing: dict[str, Any] = {
        "unsent": {},
        "unassigned_kinds": [],
        "doubts": {},
        "open_calls": {},
        "suppressed": {},
    }
    whole = now if not now.microsecond else now.replace(microsecond=0) + timedelta(seconds=1)
    asked = request or launch()
    known = Run(
        id=1,
        key="spring",
        kind=kind_of(asked),
        stored_request=asked.model_dump(mode="json"),
        list_digest="",
        base_url="https://x",
    )
    snapshot = Snapshot(
        record=run or record(),
        schedules=list(schedules),
        segments=list(segments),
        **(nothing | counts),
    )
    return Facts(
        run=known,
        snapshot=snapshot,
        now=now,
        soonest_start=whole,
        bulks_at_once=2,
        request_deadline=DEADLINE,
    )


TWO_PARTS = (segment(1), segment(2))
TRIAL = (segment(1, is_trial=True), segment(2))
FIRST_OF_TWO_DAYS = (segment(1, days=2),)
ADDITION = Addition(contacts="list.csv", schedule_uid="s1")
NO_CAMPAIGN = record(campaign_uid=None)

POSITIONS: dict[str, tuple[Facts, list[Step]]] = {
    "nothing is known of a campaign": (facts(run=NO_CAMPAIGN, unsent={1: 3}), [FindCampaign()]),
    "a part has no schedule": (facts(unsent={1: 3}), [CreateSchedule(1, 1)]),
    "of two parts the second has none": (
        facts(schedule(S.LOADING), segments=TWO_PARTS, unsent={1: 3, 2: 3}),
        [CreateSchedule(2, 2)],
    ),
    "another client's schedule is not known yet": (
        facts(request=ADDITION, unsent={1: 3}),
        [AdoptSchedule("s1")],
    ),
    "of two parts one has rows that may be why the API fails": (
        facts(schedule(S.LOADING), segments=TWO_PARTS, unsent={1: 3, 2: 3}, suspects=[None, 2]),
        [IsolateRows(2)],
    ),
    "such rows are in no part that has a window": (
        facts(schedule(S.LOADING), unsent={1: 3, 9: 1}, suspects=[9]),
        [CreateCalls("s1", 1, 1, force=False)],
    ),
    "such rows are to be added to another client's schedule": (
        facts(schedule(S.LOADING, ours=False), request=ADDITION, unsent={1: 3}, suspects=[1]),
        [CreateCalls("s1", 1, 1, force=False)],
    ),
    "batches are to be sent, no more than may go at once": (
        facts(schedule(S.LOADING), segments=(segment(last_batch=3),), unsent={1: 3, 2: 3, 3: 1}),
        [CreateCalls("s1", 1, 3, force=False), CreateCalls("s1", 2, 3, force=False)],
    ),
    "the one person stands in a later batch": (
        facts(
            schedule(S.LOADING),
            request=single_launch(Between(starts_at=START, ends_at=END)),
            segments=(segment(first_batch=2, last_batch=2),),
            unsent={2: 1},
        ),
        [CreateCall("s1", 2, force=False)],
    ),
    "the last bulks wait for a request that may be under way": (
        facts(schedule(S.LOADING), unsent={1: 3}, doubts={1: LATER}),
        [Wait(LATER)],
    ),
    "a request is over and its rows are in doubt": (
        facts(schedule(S.LOADING), doubts={1: START}),
        [ReconcileCalls("s1")],
    ),
    "all is sent": (facts(schedule(S.LOADING)), [CountCalls("s1")]),
    "all is sent, and something was in doubt": (
        facts(schedule(S.LOADING, doubted=True)),
        [AuditCalls("s1")],
    ),
    "all is sent, and a count proves nothing at this API": (
        replace(facts(schedule(S.LOADING)), is_count_reliable=False),
        [AuditCalls("s1")],
    ),
    "all is counted": (
        facts(schedule(S.READY), schedule(S.READY, 2), segments=TWO_PARTS),
        [EnableSchedule("s1"), EnableSchedule("s2")],
    ),
    "one of two schedules is not counted yet": (
        facts(schedule(S.READY), schedule(S.LOADING, 2), segments=TWO_PARTS),
        [CountCalls("s2")],
    ),
    "somebody in it is not to be called any more": (
        facts(schedule(S.READY), suppressed={1: 1}),
        [ReplaceSuppressed("s1")],
    ),
    "only the trial is released at first": (
        facts(schedule(S.READY), schedule(S.READY, 2), segments=TRIAL),
        [EnableSchedule("s1")],
    ),
    "the trial has passed": (
        facts(
            schedule(S.ENABLED),
            schedule(S.READY, 2),
            segments=TRIAL,
            run=record(trial_passed_at=START),
        ),
        [EnableSchedule("s2")],
    ),
    "an enabling may be under way": (
        facts(schedule(S.ENABLING)),
        [Wait(START + DEADLINE)],
    ),
    "an enabling was never answered": (
        facts(schedule(S.ENABLING), now=START + DEADLINE),
        [EnableSchedule("s1")],
    ),
    "it was released after doubt": (
        facts(schedule(S.ENABLED, doubted=True)),
        [VerifyRelease("s1")],
    ),
    "everything is released": (facts(schedule(S.ENABLED)), []),
    "a schedule was abandoned": (
        facts(schedule(S.ABANDONED), unsent={1: 3}),
        [ReplaceSchedule("s1")],
    ),
    "an abandoned schedule was left by everybody": (
        facts(schedule(S.ABANDONED, emptied_at=START), unsent={1: 3}),
        [CreateSchedule(1, 1)],
    ),
    "it was disabled although nobody wishes to stop": (
        facts(schedule(S.DISABLED, enable_asked_at=START)),
        [ReplaceSchedule("s1")],
    ),
    "every call of a day is over": (
        facts(schedule(S.ENABLED), segments=FIRST_OF_TWO_DAYS),
        [MoveToNextWindow("s1")],
    ),
    "calls of the day are open": (
        facts(schedule(S.ENABLED), segments=FIRST_OF_TWO_DAYS, open_calls={1: 1}),
        [],
    ),
    "a day's window is long over": (
        facts(schedule(S.ENABLED), segments=FIRST_OF_TWO_DAYS, open_calls={1: 1}, now=END + GRACE),
        [MoveToNextWindow("s1")],
    ),
    "a day ended before its release": (
        facts(schedule(S.READY), segments=FIRST_OF_TWO_DAYS, now=END),
        [Wait(END + GRACE)],
    ),
    "and its last conversations are over, too": (
        facts(schedule(S.READY), segments=FIRST_OF_TWO_DAYS, now=END + GRACE),
        [ReplaceSchedule("s1")],
    ),
    "people without a part have another window": (
        facts(
            unsent={None: 3},
            unassigned_kinds=[Kind("UTC", days_over=0)],
            request=launch(window=Between(starts_at=START + DAY, ends_at=END + DAY)),
        ),
        [FormSegments()],
    ),
}


@pytest.mark.parametrize("position", POSITIONS)
def test_what_follows_where(position: str) -> None:
    stands, follows = POSITIONS[position]
    assert list(decide(stands)) == follows


def test_every_step_has_a_position_in_which_it_follows() -> None:
    offered = {type(step) for _, follows in POSITIONS.values() for step in follows}
    assert offered == set(all_steps())


ENDS: dict[str, tuple[Facts, type[Exception]]] = {
    "the window ended before a release": (
        facts(schedule(S.READY), now=END),
        WindowEndedError,
    ),
    "people have no window left": (
        facts(unsent={None: 3}, unassigned_kinds=[Kind("UTC")], now=END),
        WindowEndedError,
    ),
    "less than a second is left of the window": (
        facts(unsent={1: 3}, unassigned_kinds=[Kind("UTC")], now=END - timedelta(milliseconds=1)),
        WindowEndedError,
    ),
    "too many schedules did not hold what was sent": (
        facts(
            *(
                schedule(S.ABANDONED, n, ordinal=1, emptied_at=START)
                for n in range(1, MAX_REPLACEMENTS + 2)
            ),
            unsent={1: 3},
        ),
        UnsettledError,
    ),
}


@pytest.mark.parametrize("position", ENDS)
def test_where_it_cannot_go_on(position: str) -> None:
    stands, error = ENDS[position]
    with pytest.raises(error):
        decide(stands)


CHANGES: list[Callable[[Snapshot], Snapshot]] = [
    lambda snapshot: replace(snapshot, unsent={1: 2}),
    lambda snapshot: replace(snapshot, doubts={1: LATER}),
    lambda snapshot: replace(snapshot, schedules=[schedule(S.READY)]),
    lambda snapshot: replace(snapshot, record=record(trial_passed_at=START)),
]


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_what_is_decided_by_makes_another_snapshot(
    change: Callable[[Snapshot], Snapshot],
) -> None:
    stands = facts(schedule(S.LOADING), unsent={1: 3}).snapshot
    assert change(stands) != stands
