"""The dialer: what happens between requests, worked off in order of time.

Nothing here looks at a clock: `advance(second)` makes everything up to that second happen, each at
its own second, so the result does not depend on how often it is called. Changes from outside
(`switch`, `enqueue`) come after an `advance` to their own second.
"""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from uuid import uuid4

from outbound.sandbox.board import Attempt, Call, Schedule
from outbound.sandbox.journal import Journal
from outbound.sandbox.mix import Fate, Mix

Happening = Callable[[int], None]


@dataclass
class Dialer:
    """Dials the calls due in open schedules, in creation order, over a number of lines."""

    db: sqlite3.Connection
    seed: int
    mix: Mix
    lines: int
    schedules: dict[int, Schedule] = field(default_factory=dict)
    calls: dict[int, Call] = field(default_factory=dict)
    """Those that may still be dialled, by ordinal."""

    def __post_init__(self) -> None:
        self._journal = Journal(self.db)
        self._agenda: list[tuple[int, int, Happening]] = []
        self._slot = count()
        self._busy = 0

    def advance(self, second: int) -> None:
        """Make everything happen that is to happen up to and in this second."""
        while self._agenda and self._agenda[0][0] <= second:
            instant = self._agenda[0][0]
            while self._agenda and self._agenda[0][0] == instant:
                _, _, happen = heappop(self._agenda)
                happen(instant)
            # Dialled last: the order of what happens within a second changes nothing.
            self._dial(instant)
        self._journal.write()

    def know(self, schedule: Schedule, second: int) -> None:
        """Take a schedule on: it is looked at when its window opens."""
        self.schedules[schedule.ordinal] = schedule
        self._plan(max(schedule.opens, second), _look)

    def switch(self, ordinal: int, second: int, *, enabled: bool) -> None:
        """Enable or disable a schedule; what is ringing goes on."""
        self.schedules[ordinal].enabled = enabled
        self._plan(second, _look)

    def enqueue(self, calls: Iterable[Call], second: int) -> None:
        """Take calls on, each due when its cooldown is over, at once without one."""
        for call in calls:
            self.calls[call.ordinal] = call
            if call.cooldown_until is None or call.cooldown_until <= second:
                heappush(call.schedule.due, call.ordinal)
            else:
                self._plan(call.cooldown_until, partial(self._make_due, call))
        self._plan(second, _look)

    def resume(self, attempt: Attempt, second: int) -> None:
        """Take on an attempt that was under way when the sandbox stopped."""
        self.calls[attempt.call.ordinal] = attempt.call
        self._follow(attempt, second)

    def fate(self, call: int, number: int) -> Fate:
        """What becomes of a call's attempt: the seed and the ordinals decide, never the time."""
        # S311: luck for a simulation, to be had again from the same seed.
        return self.mix.draw(Random(f"{self.seed}/{call}/{number}"))  # noqa: S311

    def _plan(self, second: int, happening: Happening) -> None:
        heappush(self._agenda, (second, next(self._slot), happening))

    def _dial(self, second: int) -> None:
        ready = [s for s in self.schedules.values() if s.due and s.dials_at(second)]
        while ready and self._busy < self.lines:
            schedule = min(ready, key=lambda schedule: schedule.due[0])
            self._start(self.calls[heappop(schedule.due)], second)
            if not schedule.due:
                ready.remove(schedule)

    def _start(self, call: Call, second: int) -> None:
        call.attempts += 1
        call.progress, call.cooldown_until, call.updated_at = "in_progress", None, second
        fate = self.fate(call.ordinal, call.attempts)
        attempt = Attempt(call, call.attempts, str(uuid4()), fate, second, second)
        self._follow(attempt, second)
        self._journal.note(attempt)

    def _follow(self, attempt: Attempt, second: int) -> None:
        self._busy += 1
        fate, began = attempt.fate, attempt.started_at
        if fate.talks is not None and attempt.answered_at is None:
            self._plan(max(began + fate.rings, second), partial(self._answer, attempt))
        self._plan(max(began + fate.lasts, second), partial(self._end, attempt))

    def _answer(self, attempt: Attempt, second: int) -> None:
        attempt.status = "in_progress"
        attempt.answered_at = attempt.updated_at = attempt.call.updated_at = second
        self._journal.note(attempt)

    def _end(self, attempt: Attempt, second: int) -> None:
        self._busy -= 1
        call = attempt.call
        attempt.status = attempt.fate.status
        attempt.ended_at = attempt.updated_at = call.updated_at = second
        if attempt.fate.talks is not None:
            self._close(call, "answered")
        elif call.attempts <= len(call.schedule.retry_seconds):
            self._cool(call, second)
        else:
            self._exhaust(call, attempt.fate.status)
        self._journal.note(attempt)

    def _close(self, call: Call, progress: str) -> None:
        # Step 6: a completed call shows no retries, however many it had left.
        call.status, call.progress, call.retries_left = "completed", progress, 0
        del self.calls[call.ordinal]

    def _cool(self, call: Call, second: int) -> None:
        interval = call.schedule.retry_seconds[call.attempts - 1]
        call.progress, call.retries_left = "in_queue", call.retries_left - 1
        call.cooldown_until = second + interval
        self._plan(call.cooldown_until, partial(self._make_due, call))

    def _exhaust(self, call: Call, progress: str) -> None:
        if self.mix.marks_exhausted:
            self._close(call, progress)
        else:
            call.progress = "in_queue"
            del self.calls[call.ordinal]

    def _make_due(self, call: Call, _second: int) -> None:
        heappush(call.schedule.due, call.ordinal)


def _look(_second: int) -> None:
    """Nothing happens by itself, but the dialer looks at its schedules."""
