"""What must be so once everybody is awake, by the sandbox's truth and by the records."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from outbound.api import MicoError
from outbound.delivery.ownership import RunOwnedError
from outbound.delivery.reconciliation import UnsettledError
from outbound.delivery.release import WindowEndedError
from outbound.delivery.stopping import StoppedError
from outbound.ledger import LeaseLostError
from outbound.ledger.database import LedgerError
from outbound.mistakes import UserMistake
from tests.sleepers.machines import Boundary, Machine, Side
from tests.sleepers.scenes import IDS, LEASE, Scene
from tests.sleepers.works import KEY, recover_it, resume, resume_in_another_window

Json = dict[str, Any]

_WITH_A_SENTENCE = (
    LeaseLostError,
    LedgerError,
    MicoError,
    RunOwnedError,
    StoppedError,
    UnsettledError,
    UserMistake,
    WindowEndedError,
)
"""How a process may end: each of these says what happened, and what to do."""

SECONDS_TO_STOP = 10


def left_late(fell: Boundary) -> bool:
    """Whether the sleeper's request left after the last look at its deadline."""
    return fell.side == Side.BODY


async def check(scene: Scene, fell: Boundary, came_at: datetime) -> list[str]:
    """Once both machines are over, and somebody has looked after the run.

    `came_at`: from then on somebody was awake who could stop it.
    """
    broken = [sentence for machine in scene.machines if (sentence := _bad_end(machine))]
    late_enable = left_late(fell) and fell.what == "PATCH enable"
    record = await scene.ledger.runs.get(KEY)
    if record.stop_wished_at is not None and not late_enable:
        broken += _not_stopped(scene, max(record.stop_wished_at, came_at))
    await _look_after(scene, "the watch")
    return broken + await _wrongly_enabled(scene)


async def check_end(scene: Scene, fell: Boundary) -> list[str]:
    """Once whoever was not called is called, as far as anybody asks for it."""
    # A late disable shows by a silence.
    for minutes in (1, 20, 20):
        await scene.time.pass_until(scene.time.at + timedelta(minutes=minutes))
        await _look_after(scene, f"a look after {minutes} minutes")
    record = await scene.ledger.runs.get(KEY)
    is_stopped = record.stop_wished_at is not None
    last = await scene.alone("the last", resume_in_another_window if is_stopped else resume)
    await _look_after(scene, "the last look")
    broken = [sentence] if (sentence := _bad_end(last)) else []
    broken += await _wrongly_enabled(scene)
    counts = await scene.ledger.count(record.id)
    if not counts.adds_up:
        broken.append(f"the sums do not add up: {counts}")
    rung = Counter(c["external_id"] for c in _calls(scene) if c["attempts"])
    twice = {who for who, times in rung.items() if times > 1}
    named = {f"P-{row}" for row in await scene.ledger.calls.second_calls(record.id)}
    if left_late(fell) and fell.what == "PATCH enable":
        twice -= named
    if twice:
        broken.append(f"{sorted(twice)} were called twice")
    if named - set(rung):
        broken.append(f"{sorted(named)} were called twice, it says, and were not")
    if lost := IDS - rung.keys():
        broken.append(f"{sorted(lost)} were never called ({_end_of(last)}; {counts})")
    return broken


async def _look_after(scene: Scene, name: str) -> None:
    """What `recover-runs` does, once no lease is left of those who have ended."""
    await scene.time.pass_until(scene.time.at + LEASE)
    await scene.alone(name, recover_it)


def _bad_end(machine: Machine) -> str:
    error = _error_of(machine)
    if error is None or isinstance(error, _WITH_A_SENTENCE):
        return ""
    return f"{machine.name} ended with a {type(error).__name__}: {error}"


def _error_of(machine: Machine) -> BaseException | None:
    if machine.task is None or not machine.task.done():
        return None
    return asyncio.CancelledError() if machine.task.cancelled() else machine.task.exception()


def _end_of(machine: Machine) -> str:
    error = _error_of(machine)
    return f"{machine.name} ended with {type(error).__name__}: {error}" if error else "all well"


def _not_stopped(scene: Scene, asked_at: datetime) -> list[str]:
    """Schedules that are enabled although a stop was asked for ten seconds ago."""
    late = asked_at + timedelta(seconds=SECONDS_TO_STOP)
    return [
        f"a schedule is enabled at {end:%H:%M:%S}; it was to be stopped at {asked_at:%H:%M:%S}"
        for schedule in _schedules(scene)
        for end in _enabled_until(schedule, scene.time.at)
        if end > late
    ]


def _enabled_until(schedule: Json, now: datetime) -> list[datetime]:
    ends = [
        datetime.fromisoformat(other["at"])
        for one, other in pairwise(schedule["switchings"])
        if one["is_enabled"] and not other["is_enabled"]
    ]
    return [*ends, now] if schedule["is_enabled"] else ends


async def _wrongly_enabled(scene: Scene) -> list[str]:
    """Schedules that the records do not want enabled, and that are."""
    record = await scene.ledger.runs.get(KEY)
    wanted = {s.uid for s in await scene.ledger.schedules.of_run(record.id) if s.may_be_live}
    if record.stop_wished_at is not None:
        wanted = set()
    return [
        f"a schedule is enabled that must not be (stopped: {record.stop_wished_at is not None})"
        for schedule in _schedules(scene)
        if schedule["is_enabled"] and schedule["uid"] not in wanted
    ]


def _schedules(scene: Scene) -> list[Json]:
    return list(scene.sandbox.state()["schedules"])  # type: ignore[arg-type]


def _calls(scene: Scene) -> list[Json]:
    return list(scene.sandbox.state()["calls"])  # type: ignore[arg-type]
