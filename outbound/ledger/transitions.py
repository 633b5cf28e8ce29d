"""The states of a schedule, and every legal way from one to the next.

A transition is a compare-and-set: the statement moves a schedule only out of one of the states
named here. Where it moves nothing, another process was faster; the caller reads the facts again.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Update, update

from outbound.ledger.tables import ScheduleState, schedules

_S = ScheduleState


@dataclass(frozen=True, slots=True)
class Transition:
    """One legal way: from any of some states to another."""

    name: str
    sources: tuple[ScheduleState, ...]
    target: ScheduleState


NAMED = Transition("the API named it", (_S.CREATING,), _S.LOADING)
PROVEN = Transition("its count is right", (_S.LOADING,), _S.READY)
COUNT_AGAIN = Transition("its owner is gone", (_S.READY,), _S.LOADING)
ENABLE_SENT = Transition("the enable is sent", (_S.READY, _S.ENABLING, _S.ENABLED), _S.ENABLING)
ENABLE_REFUSED = Transition("the enable was not carried out", (_S.ENABLING,), _S.READY)
RELEASED = Transition(
    "the enable is confirmed",
    # An answer that comes late, behind a stop's disable, may tell of an enable that came later.
    (_S.ENABLING, _S.DISABLED),
    _S.ENABLED,
)
STOPPED = Transition("the disable is confirmed", (_S.ENABLING, _S.ENABLED), _S.DISABLED)
ABANDONED = Transition(
    "it is given up",
    (_S.LOADING, _S.READY, _S.ENABLING, _S.ENABLED, _S.DISABLED),
    _S.ABANDONED,
)

TRANSITIONS = (
    NAMED,
    PROVEN,
    COUNT_AGAIN,
    ENABLE_SENT,
    ENABLE_REFUSED,
    RELEASED,
    STOPPED,
    ABANDONED,
)
"""Every legal transition; ARCHITECTURE.md draws them."""


class Because(StrEnum):
    """Why a schedule is abandoned."""

    FAULT = "fault"
    """What it holds is not what was sent, or cannot be found out."""
    SUPPRESSION = "suppression"
    """It holds people who are not to be called any more."""
    DAY_OVER = "day over"
    """Its window ended before its release, or it was stopped."""


def along(transition: Transition) -> Update:
    """The statement that moves schedules along a transition; the caller adds which ones."""
    sources = [str(state) for state in transition.sources]
    return (
        update(schedules).where(schedules.c.state.in_(sources)).values(state=str(transition.target))
    )


# A schedule in which a row is only looked for is abandoned from birth.
_BIRTHS = (
    "stateDiagram-v2",
    f"    [*] --> {_S.CREATING}",
    f"    [*] --> {_S.ABANDONED}: a row is looked for in it",
)


def diagram() -> str:
    """The transitions as a Mermaid state diagram."""
    edges = [
        f"    {source} --> {transition.target}: {transition.name}"
        for transition in TRANSITIONS
        for source in transition.sources
    ]
    return "\n".join([*_BIRTHS, *edges])
