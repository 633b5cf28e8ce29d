"""The promises, checked against what the sandbox knows: who has which calls, and whom it rang."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tests.conftest import ServedSandbox


@dataclass(frozen=True)
class Kept:
    """What became of some people. Only schedules that were ever enabled call anybody."""

    twice: frozenset[str]
    """Who has two calls in schedules that were ever enabled, or attempts in two calls."""
    lost: frozenset[str]
    """Who has no call in a schedule that was ever enabled."""
    schedules: int
    """Schedules that were ever enabled and hold calls of theirs."""
    aside: int
    """Calls of theirs in schedules that were never enabled."""

    @property
    def is_kept(self) -> bool:
        return not self.twice and not self.lost


def promises_to(sandbox: ServedSandbox, ids: Collection[str]) -> Kept:
    """How the promises to these people were kept."""
    truth = sandbox.truth()
    live = {known["uid"] for known in truth["schedules"] if was_ever_enabled(known)}
    theirs = [call for call in truth["calls"] if call["external_id"] in ids]
    callable_ = [call for call in theirs if call["schedule_uid"] in live]
    calls = Counter(call["external_id"] for call in callable_)
    rung = Counter(call["external_id"] for call in theirs if call["attempts"])
    return Kept(
        twice=frozenset(who for who, times in (calls | rung).items() if times > 1),
        lost=frozenset(ids) - calls.keys(),
        schedules=len({call["schedule_uid"] for call in callable_}),
        aside=len(theirs) - len(callable_),
    )


def was_ever_enabled(schedule: dict[str, Any]) -> bool:
    return any(switching["is_enabled"] for switching in schedule["switchings"])


def times_disabled(schedule: dict[str, Any]) -> int:
    return sum(not switching["is_enabled"] for switching in schedule["switchings"])
