"""A machine that sleeps at any boundary, and wakes at any boundary of another, harms nobody."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.sleepers.machines import Boundary, Place, Side
from tests.sleepers.pairs import (
    LAUNCH,
    LOOKING_INTO,
    OTHERS,
    RECOVER,
    REOPEN,
    STOP,
    WAYS,
    Pair,
    Told,
    Way,
    all_pairs,
    tell,
)
from tests.sleepers.scenes import Records

ON_ONE_MACHINE = ("stops", "recovers")
"""There a sleeper keeps its run by a lock of the operating system."""


async def nothing_is_broken(stories: AsyncIterator[Told]) -> None:
    broken, told = [], 0
    async for story in stories:
        told += 1
        if story.broken:
            broken.append(str(story))
    assert told
    assert not broken, f"{len(broken)} of {told} stories:\n" + "\n".join(broken)


def sample() -> Iterator[Pair]:
    """The most dangerous places, each with what may happen meanwhile."""
    with_the_token = Place(Boundary(Side.TOKEN, "PATCH enable"))
    at_the_last_byte = Place(Boundary(Side.BODY, "PATCH enable"))
    late_disable = Place(Boundary(Side.TOKEN, "PATCH disable"))
    last_disable = Place(Boundary(Side.BODY, "PATCH disable"))
    late_bulk = Place(Boundary(Side.TOKEN, "POST bulk"))
    enabled = Boundary(Side.ANSWER, "PATCH enable")
    yield Pair(LAUNCH, with_the_token, "stops", None)
    yield Pair(LAUNCH, with_the_token, "stops and resumes", enabled)
    yield Pair(LAUNCH, at_the_last_byte, "takes over", None)
    yield Pair(LAUNCH, at_the_last_byte, "stops and resumes", None)
    yield Pair(LAUNCH, late_bulk, "takes over", enabled)
    yield Pair(LOOKING_INTO, late_disable, "takes over", None)
    yield Pair(LOOKING_INTO, last_disable, "takes over", enabled)
    yield Pair(RECOVER, Place(Boundary(Side.BODY, "PATCH disable")), "takes over", None)
    yield Pair(STOP, Place(Boundary(Side.COMMITTED, "Runs.stop_requested")), "recovers", None)
    yield Pair(REOPEN, Place(Boundary(Side.COMMITTED, "Replacements.reopen")), "stops", None)


@pytest.mark.parametrize("pair", list(sample()), ids=str)
async def test_a_sleeper_harms_nobody(shared: Records, pair: Pair) -> None:
    told = await tell(shared, pair)
    assert not told.broken, str(told)


@pytest.mark.slow
@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
async def test_wherever_it_sleeps_and_whenever_it_wakes(
    shared: Records, way: Way, other: str
) -> None:
    await nothing_is_broken(all_pairs(shared, way, [other], within=False))


@pytest.mark.slow
@pytest.mark.parametrize("other", OTHERS)
async def test_within_a_transaction_it_holds_nobody_up(shared: Records, other: str) -> None:
    await nothing_is_broken(all_pairs(shared, LAUNCH, [other], within=True))


@pytest.mark.slow
@pytest.mark.parametrize("other", ON_ONE_MACHINE)
@pytest.mark.parametrize("way", [LAUNCH, LOOKING_INTO], ids=lambda way: way.name)
async def test_nor_where_it_keeps_its_run_by_a_lock(
    on_one_machine: Records, way: Way, other: str
) -> None:
    await nothing_is_broken(all_pairs(on_one_machine, way, [other], within=False))
