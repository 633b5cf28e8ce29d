"""Everything that can go wrong, in any order, as a state machine; hypothesis seeks the worst."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from outbound.api import MicoError
from outbound.delivery.ownership import RunOwnedError
from outbound.delivery.reconciliation import UnsettledError
from outbound.delivery.release import WindowEndedError
from outbound.delivery.runs import Run
from outbound.delivery.stopping import StoppedError
from outbound.delivery.watching import LONGEST_IDLE
from outbound.ledger import LeaseLostError, LedgerSchedule, ScheduleState
from outbound.mistakes import UserMistake
from outbound.planning import CallingWindow, Window
from tests.guarantees.processes import (
    DEADLINE,
    KEY,
    Machines,
    Process,
    TakingTurns,
    a_database,
    empty,
    follow_it,
    launch,
    recover_it,
    resume,
    resume_in,
    stop_it,
)
from tests.guarantees.vendor import Dead, Request, VendorSchedule

Result = TypeVar("Result")

PEOPLE = 8
_ENDS = (
    Dead,
    asyncio.CancelledError,
    RunOwnedError,
    LeaseLostError,
    MicoError,
    StoppedError,
    UnsettledError,
    UserMistake,
    WindowEndedError,
)
"""How a process may end."""

CALM = "done"
STATUS_COLUMNS = {
    "bulk": (
        CALM,
        "done, not heard of",
        "half done, not heard of",
        "done later, not heard of",
        "lost",
        "never left",
        "turned down",
        "done, and turned down",
        "failed",
        "done, and failed",
    ),
    "enable": (
        CALM,
        "done, not heard of",
        "done later, not heard of",
        "lost",
        "never left",
        "done much later, not heard of",
    ),
    "disable": (
        CALM,
        "done, not heard of",
        "done later, not heard of",
        "lost",
        "never left",
        "done much later, not heard of",
    ),
    "schedule": (CALM, "done, not heard of", "lost", "never left"),
    "page": (CALM, "lost"),
    "detail": (CALM, "lost"),
}
_NUMBERS = st.integers(0, 10**6)
_STORIES = st.tuples(_NUMBERS, _NUMBERS, st.sampled_from([5, 20, 40, 200, 1000]))
"""Which request, what becomes of it, and in how many seconds where it is later."""


class _Loop:
    """One event loop and one database for all the examples of a process."""

    _instance: ClassVar["_Loop | None"] = None

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self.database = self.runner.run(self._open())

    async def _open(self) -> TakingTurns:
        return await self._stack.enter_async_context(a_database())

    @classmethod
    def get(cls) -> "_Loop":
        if cls._instance is None:
            cls._instance = cls()
        return cls._instance

    @classmethod
    def end(cls) -> None:
        loop, cls._instance = cls._instance, None
        if loop is not None:
            loop.runner.run(loop._stack.aclose())  # noqa: SLF001 - it is one of us
            loop.runner.close()


def close_the_loop() -> None:
    """What the examples shared is not needed any more."""
    _Loop.end()


class NobodyTwiceNobodyLost(RuleBasedStateMachine):
    """One run, some processes, a vendor, and whatever comes between them."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = _Loop.get()
        self.run(empty(self.loop.database))
        self.machines = Machines(self.loop.database)
        self.vendor = self.machines.vendor
        self.is_open_early = False
        self.windows = 1
        self.begun: Run | None = None
        self.restored: set[str] = set()
        """Whose call the ledger has forgotten."""
        self.enabled_by_hand: list[VendorSchedule] = []

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.loop.runner.run(work)

    # What happens

    @initialize(
        is_open_early=st.booleans(),
        turned_down=st.sets(st.integers(1, PEOPLE), max_size=1),
        people=st.sampled_from([2, 5, PEOPLE]),
        is_one_machine=st.booleans(),
        head_start=st.integers(0, 12),
        stumbles_at=st.sampled_from([(), (), (), (2,)]),
    )
    def begin(
        self,
        *,
        is_open_early: bool,
        turned_down: set[int],
        people: int,
        is_one_machine: bool,
        head_start: int,
        single_call_in: Window | None = None,
        stumbles_at: Sequence[int] = (),
    ) -> None:
        self.machines = Machines(self.loop.database, is_one=is_one_machine)
        self.vendor = self.machines.vendor
        self.is_open_early = is_open_early
        self.vendor.turned_down = {f"P-{number}" for number in turned_down}
        self.vendor.stumbles_at = {f"P-{number}" for number in stumbles_at}
        self.begun = self.run(
            self.machines.begin(people, self._window(), single_call_in=single_call_in)
        )
        self._start(launch)
        self.things_are_well(head_start)

    @rule(stories=st.lists(_STORIES, min_size=1, max_size=5))
    def requests_come_to_something(self, stories: list[tuple[int, int, int]]) -> None:
        """Some requests, one after another, each in its own way."""
        for number, fate, later in stories:
            self._next_request_or_time()
            if requests := self._answerable():
                self.resolve(requests[number % len(requests)], fate, later)

    @rule(times=st.integers(1, 12))
    def things_are_well(self, times: int) -> None:
        """Some requests are answered as they should be; time passes where nobody asks anything."""
        for _ in range(times):
            self._go_on()

    @rule(seconds=st.sampled_from([1, 5, 20, 45, 70, 130, 1000]))
    def time_passes(self, seconds: int) -> None:
        self._pass(timedelta(seconds=seconds))

    @rule()
    def launch_again(self) -> None:
        self._start_one_more(launch)

    @rule(number=_NUMBERS, arrives=st.booleans(), again=st.booleans())
    def kill(self, number: int, *, arrives: bool, again: bool) -> None:
        """Killed, while what it had sent arrives all the same, or does not."""
        if living := self.machines.living:
            killed = living[number % len(living)]
            killed.kill()
            self._settle()
            for request in [r for r in self.vendor.underway if r.asker == killed.name and arrives]:
                self.resolve(request, 0, 0)
        if again:
            self._start_one_more(launch)

    @rule(number=_NUMBERS, writes=st.integers(0, 3))
    def kill_soon(self, number: int, writes: int) -> None:
        """Killed between two of the things that it writes down."""
        if living := self.machines.living:
            living[number % len(living)].writes_left = writes

    @rule(number=_NUMBERS, has_left=st.booleans())
    def fall_asleep_or_wake_up(self, number: int, *, has_left: bool) -> None:
        """Asleep before its requests leave, or behind the last look at their deadlines."""
        if any(process.is_asleep for process in self.machines.living):
            for process in self.machines.living:
                process.is_asleep = False
            self._pass(timedelta())
        elif awake := self.machines.awake:
            sleeper = awake[number % len(awake)]
            sleeper.is_asleep = True
            for request in self.vendor.underway:
                request.has_left |= has_left and request.asker == sleeper.name

    @rule()
    def stop(self) -> None:
        self._start_one_more(stop_it)

    @rule()
    def recover(self) -> None:
        self._start_one_more(recover_it)

    @rule()
    def resume_in_another_window(self) -> None:
        if self.windows < 3:
            self.windows += 1
            self._start_one_more(resume_in(self._window()))

    @rule(number=_NUMBERS)
    def somebody_enables(self, number: int) -> None:
        """In the vendor's own page: a schedule that is still being filled, of a run not stopped."""
        run = self.run(self.machines.ledger.runs.find(KEY))
        if run is None or run.stop_wished_at is not None:
            return
        loading = [
            self.vendor.schedules[str(schedule.uid)]
            for schedule in self._schedules()
            if schedule.state in {ScheduleState.LOADING, ScheduleState.READY}
        ]
        if loading:
            chosen = loading[number % len(loading)]
            chosen.enabled = True
            self.enabled_by_hand.append(chosen)

    @rule()
    def the_ledger_is_an_older_copy(self) -> None:
        """Restored from before a bulk whose answer had been recorded; everybody was killed."""
        for process in self.machines.living:
            process.kill()
        self._settle()
        self.restored |= self.run(self.machines.forget_a_bulk())

    @rule(seconds=st.sampled_from([0, 0, 3, 8, 30]), gap=st.none() | _NUMBERS)
    def lists_are_odd(self, seconds: int, gap: int | None) -> None:
        """They lag, and the next page does not show one of its calls."""
        self.vendor.lag = timedelta(seconds=seconds)
        self.vendor.gap = gap

    # What must be so

    @invariant()
    def the_sum_adds_up(self) -> None:
        if self.begun is not None:
            assert self.run(self.machines.ledger.count(self.begun.id)).adds_up

    @invariant()
    def nobody_rings_twice(self) -> None:
        rung = Counter(
            call.external_id
            for schedule in self.vendor.schedules.values()
            for call in schedule.calls
            if call.rang_at is not None
        )
        twice = {person for person, calls in rung.items() if calls > 1}
        excused = self._surprised() | self._enabled_late() | self._enabled_with_two_calls()
        assert twice <= excused, twice

    @invariant()
    def nobody_is_sent_again_before_it_is_known_that_they_have_no_call(self) -> None:
        excused = self._surprised() | self.restored
        never_enabled = {s.uid for s in self._schedules() if s.emptied_at == s.created_at}
        for schedule in self._ours():
            if schedule.uid in never_enabled:
                continue  # rows are looked for in it
            standing = Counter(call.external_id for call in schedule.calls)
            twice = {person for person, calls in standing.items() if calls > 1}
            assert twice <= excused, (schedule.uid, twice)

    @invariant()
    def what_is_stopped_stays_stopped(self) -> None:
        """Once a stop was confirmed, nothing is enabled, whatever was under way then."""
        wishes = {p.result for p in self.machines.processes if p.result is not None}
        if not wishes or self.vendor.landed_late("enable", DEADLINE):
            return
        run = self.run(self.machines.ledger.runs.get(KEY))
        if run.stop_wished_at in wishes:
            assert not any(schedule.enabled for schedule in self._ours())

    def look_at_everything(self) -> None:
        """All that must be so at any time."""
        self.the_sum_adds_up()
        self.nobody_rings_twice()
        self.nobody_is_sent_again_before_it_is_known_that_they_have_no_call()
        self.what_is_stopped_stays_stopped()

    def teardown(self) -> None:
        try:
            if self.machines.processes:
                self._end()
        finally:
            self.run(self._bury())

    # The end: the weather is fine, and everything comes to what it must come to

    def _end(self) -> None:
        self.vendor.lag = timedelta()
        self._forget_requests_of_the_dead()
        for process in self.machines.living:
            process.is_asleep = False
            process.writes_left = None
        self._finish()
        for work in (launch, resume, resume):
            self._start(work)
            self._finish()
        self._pass(timedelta(seconds=2000))  # whatever is still to land lands
        self._whoever_is_launched_heeds_a_stop()
        self._start(recover_it)
        self._finish()
        self._a_late_disable_is_noticed()
        self.look_at_everything()
        self._who_was_called_twice_is_known()
        self._nobody_stands_twice_in_what_is_enabled()
        run = self.run(self.machines.ledger.runs.get(KEY))
        if run.stop_wished_at is not None:
            assert not any(s.enabled for s in self._ours()), "stopped, and still enabled"
        elif run.ends_at is not None and run.ends_at > self.vendor.now:
            self._everybody_has_a_call(run.id)
        self._the_records_are_true(run.id)

    def _a_late_disable_is_noticed(self) -> None:
        """In the window, once nobody was called for a while: then it is enabled again."""
        late = self.vendor.landed_late("disable", DEADLINE)
        begin = max((schedule.starts_at for schedule in late), default=self.vendor.now)
        if late:
            self._pass(max(begin - self.vendor.now, timedelta()) + 2 * LONGEST_IDLE)
            self._start(follow_it)
            self._finish()

    def _who_was_called_twice_is_known(self) -> None:
        """Of those who were called from a schedule that a late enable has enabled."""
        if self.begun is None:
            return
        rung = Counter(call.external_id for s in self._ours() for call in s.calls if call.rang_at)
        twice = {person for person, calls in rung.items() if calls > 1}
        numbers = self.run(self.machines.ledger.calls.second_calls(self.begun.id))
        named = {f"P-{number}" for number in numbers}
        excused = self._surprised() | self._enabled_with_two_calls()
        assert twice - excused <= named, (twice, named)

    def _whoever_is_launched_heeds_a_stop(self) -> None:
        run = self.run(self.machines.ledger.runs.get(KEY))
        unanswered = any(schedule.has_unanswered_enable for schedule in self._schedules())
        if run.stop_wished_at is not None and not unanswered:
            assert not any(schedule.enabled for schedule in self._ours())

    def _the_records_are_true(self, run_id: int) -> None:
        """Whose call is whose is known."""
        truth = {call.uid: call.external_id for s in self._ours() for call in s.calls}
        for row in self.run(self.machines.exported(run_id)):
            if row["call_uid"] is not None:
                assert truth[str(row["call_uid"])] == row["external_id"]

    def _finish(self) -> None:
        """Until every process has come to its end."""
        for _ in range(3000):
            if not self.machines.living:
                return
            self._go_on()
        raise AssertionError("it never ends")

    def _nobody_stands_twice_in_what_is_enabled(self) -> None:
        standing = Counter(call.external_id for s in self._ours() if s.enabled for call in s.calls)
        assert all(calls == 1 for calls in standing.values()), standing

    def _everybody_has_a_call(self, run_id: int) -> None:
        counts = self.run(self.machines.ledger.count(run_id))
        assert counts.is_all_released, (counts, self._how_they_ended())
        rows = self.run(self.machines.exported(run_id))
        passed_over = {row["external_id"] for row in rows if row["state"] == "quarantined"}
        assert passed_over <= self.vendor.stumbles_at, passed_over
        standing = {call.external_id for s in self._ours() if s.enabled for call in s.calls}
        rung = {call.external_id for s in self._ours() for call in s.calls if call.rang_at}
        assert len(standing | rung) == counts.created, (standing, rung, counts)

    # How

    def _window(self) -> CallingWindow:
        """Two hours from now, or open already; long enough for everything that may come."""
        starts_at = self.vendor.now + timedelta(hours=0 if self.is_open_early else 2)
        return CallingWindow(starts_at, self.vendor.now + timedelta(hours=40 + self.windows))

    def _start_one_more(self, work: Any) -> None:  # noqa: ANN401 - the same
        if len(self.machines.living) < 3:
            self._start(work)

    def _start(self, work: Any) -> None:  # noqa: ANN401 - any of the works of `processes`
        async def start() -> None:
            self.machines.start(work)
            await self.machines.settle()

        self.run(start())
        self._check_ends()

    def _settle(self) -> None:
        self.run(self.machines.settle())
        self._check_ends()

    def _pass(self, time: timedelta) -> None:
        async def passing() -> None:
            self.machines.pass_time(self.vendor.now + time)
            await self.machines.settle()

        self.run(passing())
        self._check_ends()

    def _go_on(self) -> None:
        """One request is answered as it should be, or time passes until somebody wakes up."""
        if requests := [r for r in self._answerable() if self._is_of_the_living(r)]:
            self.resolve(requests[0], 0, 0)
        elif (wake := self.vendor.next_wake([p.name for p in self.machines.awake])) is not None:
            self._pass(wake - self.vendor.now)

    def _next_request_or_time(self) -> None:
        """Where nobody asks anything, time passes until somebody wakes up."""
        wake = self.vendor.next_wake([p.name for p in self.machines.awake])
        if not self._answerable() and wake is not None:
            self._pass(wake - self.vendor.now)

    def _answerable(self) -> list[Request]:
        """What is underway, but for processes that are asleep: they have not sent it yet."""
        asleep = {p.name for p in self.machines.processes if p.is_asleep}
        return [r for r in self.vendor.underway if r.asker not in asleep]

    def is_answerable(self, request: Request) -> bool:
        """Whether somebody who is alive and awake waits for its answer."""
        return request in self._answerable() and self._is_of_the_living(request)

    def _is_of_the_living(self, request: Request) -> bool:
        return request.asker in {p.name for p in self.machines.living}

    def resolve(self, request: Request, fate: int, later: int) -> None:
        """The request comes to this fate of its kind."""
        kind = request.kind.split()[0]
        fates = STATUS_COLUMNS[kind]
        chosen = fates[fate % len(fates)]
        left = (request.sent_at + DEADLINE - self.vendor.now).total_seconds()
        is_bounded = self.is_open_early or kind in {"enable", "disable"}
        if chosen == "done later, not heard of" and is_bounded:
            # What lands later than its deadline in an open window is the limit that is told.
            later = min(later, int(left))
            if later <= 0:
                chosen = "lost"
        is_kept = not request.is_read and not request.has_left and self._is_of_the_living(request)
        if left <= 0 and is_kept:
            # Its sender has slept: a request whose deadline has passed does not leave any more.
            chosen = "never left"
        if not self._is_of_the_living(request):
            request.is_left_to_itself = True
            if left <= 0 and is_bounded:
                chosen = "lost"

        async def resolving() -> None:
            self.vendor.resolve(request, chosen, later=later)
            await self.machines.settle()

        self.run(resolving())
        self._check_ends()

    def _check_ends(self) -> None:
        """A process ends well, or in one of the ways that are told to the user."""
        for process in self.machines.processes:
            _raise_surprises(process)

    def _schedules(self) -> list[LedgerSchedule]:
        run = self.run(self.machines.ledger.runs.find(KEY))
        return [] if run is None else list(self.run(self.machines.ledger.schedules.of_run(run.id)))

    def _ours(self) -> list[VendorSchedule]:
        return list(self.vendor.schedules.values())

    def _how_they_ended(self) -> list[object]:
        tasks = [p.task for p in self.machines.processes if p.task is not None and p.task.done()]
        return [task.cancelled() or task.exception() for task in tasks]

    def _surprised(self) -> set[str]:
        """Who stands in a bulk that landed later than every look."""
        return self.vendor.surprised(DEADLINE)

    def _enabled_late(self) -> set[str]:
        """Who stands in a schedule that was enabled later than every deadline."""
        late = self.vendor.landed_late("enable", DEADLINE)
        return {call.external_id for schedule in late for call in schedule.calls}

    def _enabled_with_two_calls(self) -> set[str]:
        """Who stands in a schedule that was enabled by hand, and whose call the ledger forgot.

        They are sent again, and their two calls are seen before the schedule is enabled by us.
        """
        calls = {call.external_id for schedule in self.enabled_by_hand for call in schedule.calls}
        return calls & self.restored

    def _forget_requests_of_the_dead(self) -> None:
        for request in list(self.vendor.underway):
            if not self._is_of_the_living(request):
                self.vendor.underway.remove(request)

    async def _bury(self) -> None:
        for process in self.machines.processes:
            process.kill()
        await self.machines.settle()
        tasks = [p.task for p in self.machines.processes if p.task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)


def _raise_surprises(process: Process) -> None:
    task = process.task
    if task is None or not task.done() or task.cancelled():
        return
    error = task.exception()
    if error is not None and not isinstance(error, _ENDS):
        raise error
