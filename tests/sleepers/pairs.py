"""A sleeper, another machine that comes meanwhile, and the instant at which the sleeper wakes.

Not every pair is a story of its own. These are told once:

* What only reads changes nothing, so it is no boundary (`boundaries`).
* Where a machine comes to the same boundary several times, the last time stands for all.
* Between the commit before a request and the request, nothing is read: asleep with the token in
  hand stands for both. A request to switch is slept in once more before its first byte.
* Asleep within a transaction, only its locks count: it wakes once the other is over.
* The other's request is no news for the sleeper before it is carried out: it wakes behind the
  other's commits, before the other's answers are read, and before the other switches something.
* Whoever has stopped and resumes goes the way of a takeover: the sleeper wakes where the other
  changes what is wanted.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from outbound.sandbox.faults.plan import Faults
from tests.sleepers.machines import Boundary, Machine, Place, Side
from tests.sleepers.promises import check, check_end
from tests.sleepers.scenes import A_BULK_IS_TURNED_DOWN, LEASE, Records, Scene, staged
from tests.sleepers.times import Hangs
from tests.sleepers.works import (
    Work,
    launch,
    recover_it,
    resume,
    resume_in_another_window,
    stop_and_resume,
    stop_it,
)


@dataclass(frozen=True)
class Way:
    """What a machine does that falls asleep."""

    name: str
    work: Work
    begun: Place | None = None
    """Another machine has launched the run before, and died there."""
    stopped: bool = False
    """And somebody has stopped it."""
    faults: Faults | None = None
    opens_after: timedelta = timedelta(0)
    """The window opens so long after the launch: what is enabled before calls nobody yet."""
    since: Boundary | None = None
    """It falls asleep from here on: what comes before is another way's story."""
    until: Boundary | None = None
    """And up to here: what comes behind is another way's story, too."""


_RELEASED = Place(Boundary(Side.COMMITTED, "LedgerSchedules.released"))
_INTENDED = Place(Boundary(Side.BODY, "PATCH enable"))

LAUNCH = Way("a launcher", launch, since=Boundary(Side.TOKEN, "POST schedules"))
LOOKING_INTO = Way(
    "a launcher with a bulk turned down",
    launch,
    faults=A_BULK_IS_TURNED_DOWN,
    opens_after=timedelta(minutes=1),  # a late disable comes before everybody was called
    since=Boundary(Side.COMMITTED, "Rows.turned_down"),
    until=Boundary(Side.COMMITTED, "LedgerSchedules.ready"),
)
STOP = Way("a stop", stop_it, begun=_RELEASED)
REOPEN = Way("a resume in another window", resume_in_another_window, begun=_RELEASED, stopped=True)
RECOVER = Way("a recovery", recover_it, begun=_INTENDED)
WAYS = (LAUNCH, LOOKING_INTO, STOP, REOPEN, RECOVER)

OTHERS: dict[str, Work] = {
    "takes over": resume,
    "stops": stop_it,
    "stops and resumes": stop_and_resume,
    "recovers": recover_it,
}

_SWITCHES = {"PATCH enable", "PATCH disable"}
_TURNS = {
    Boundary(Side.COMMITTED, "Replacements.reopen"),
    Boundary(Side.COMMITTED, "Replacements.empty"),
    Boundary(Side.COMMITTED, "LedgerSchedules.intend_enabling"),
    Boundary(Side.ANSWER, "PATCH enable"),
}


@dataclass(frozen=True)
class Pair:
    """Who sleeps at which boundary, and at which of the other's boundaries that one wakes."""

    way: Way
    sleeps_at: Place
    other: str
    wakes_at: Boundary | None
    """None: once the other is over."""

    def __str__(self) -> str:
        wakes = f"wakes when the other is {self.wakes_at}" if self.wakes_at else "wakes at the end"
        return f"{self.way.name} sleeps {self.sleeps_at}; another {self.other}; the first {wakes}"


@dataclass(frozen=True)
class Told:
    """How a pair's story went."""

    pair: Pair
    passed: Sequence[Boundary]
    """The other's boundaries."""
    broken: Sequence[str]
    """What was promised and is not so."""

    def __str__(self) -> str:
        return f"{self.pair}.\n    Then: {'; '.join(self.broken) or 'all is well'}."


async def places(records: Records, way: Way) -> list[Place]:
    """Where a machine on this way falls asleep."""
    async with staged(records, way.faults, way.opens_after) as scene:
        await _before(scene, way)
        passed = (await scene.alone(way.name, way.work)).passed
    first = passed.index(way.since) if way.since else 0
    last = passed.index(way.until) + 1 if way.until else len(passed)
    begins = {one for one, after in pairwise(passed) if _begins(one, after)}
    counted = Counter(passed)
    chosen = dict.fromkeys(b for b in passed[first:last] if b not in begins and _is_told(b))
    return [Place(boundary, counted[boundary]) for boundary in chosen]


def _begins(one: Boundary, after: Boundary) -> bool:
    """Whether a commit only begins the request that comes next."""
    return one.side == Side.COMMITTED and after.side == Side.TOKEN


def _is_told(boundary: Boundary) -> bool:
    return boundary.side != Side.HEAD or boundary.what in _SWITCHES


def wakes(told: Told) -> list[Boundary]:
    """The other's boundaries at which a sleeper may wake as well."""
    if told.pair.sleeps_at.boundary.side == Side.COMMIT:
        return []
    chosen = dict.fromkeys(
        boundary
        for boundary in told.passed
        if boundary.side in {Side.COMMITTED, Side.ANSWER}
        or (boundary.side == Side.BODY and boundary.what in _SWITCHES)
    )
    if told.pair.other == "stops and resumes":
        return [boundary for boundary in chosen if boundary in _TURNS]
    return list(chosen)


async def all_pairs(
    records: Records, way: Way, others: Sequence[str], *, within: bool
) -> AsyncIterator[Told]:
    """Every story of this way; `within`: asleep within a transaction, or else outside of one."""
    for place in await places(records, way):
        if (place.boundary.side == Side.COMMIT) != within:
            continue
        for other in others:
            told = await tell(records, Pair(way, place, other, None))
            yield told
            for boundary in wakes(told):
                yield await tell(records, Pair(way, place, other, boundary))


async def tell(records: Records, pair: Pair) -> Told:
    """Let it happen, and look at what was promised."""
    async with staged(records, pair.way.faults, pair.way.opens_after) as scene:
        other = Machine("the other", scene.time)
        try:
            await _before(scene, pair.way)
            broken = await _happen(scene, pair, other)
        except Hangs as hangs:
            broken = [str(hangs)]
    return Told(pair, other.passed, broken)


async def _happen(scene: Scene, pair: Pair, other: Machine) -> list[str]:
    sleeper = Machine("the sleeper", scene.time, sleeps_at=pair.sleeps_at)
    await scene.start(sleeper, pair.way.work)
    await scene.until(sleeper, asleep=sleeper)
    if not sleeper.is_asleep:
        return [f"it never came to {pair.sleeps_at}"]

    async def meanwhile(boundary: Boundary) -> None:
        if boundary == pair.wakes_at and sleeper.is_asleep:
            scene.wake(sleeper)
            await scene.pause_for_others()

    other.at_boundary = meanwhile
    if pair.other == "recovers":  # it leaves a run alone whose owner may live
        await scene.time.pass_until(scene.time.at + LEASE + timedelta(seconds=1))
    came_at = scene.time.at
    await scene.start(other, OTHERS[pair.other])
    await scene.until(other)
    scene.wake(sleeper)
    await scene.until(sleeper)
    broken = await check(scene, pair.sleeps_at.boundary, came_at)
    return broken + await check_end(scene, pair.sleeps_at.boundary)


async def _before(scene: Scene, way: Way) -> None:
    """What has happened to the run before: who has died there sleeps for ever."""
    if way.begun is not None:
        dead = Machine("the dead", scene.time, sleeps_at=way.begun)
        await scene.start(dead, launch)
        await scene.until(dead, asleep=dead)
        scene.bury(dead)
        await scene.time.pass_until(scene.time.at + LEASE + timedelta(seconds=1))
    if way.stopped:
        await scene.alone("who stopped it", stop_it)
