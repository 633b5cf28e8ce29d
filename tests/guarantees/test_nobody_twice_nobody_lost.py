"""Whatever goes wrong, in whatever order: nobody is called twice, and nobody is lost."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.guarantees.machine import NobodyTwiceNobodyLost, close_the_loop
from tests.guarantees.mutations import MUTATIONS, Mutation, Story
from tests.guarantees.stories import Teller

ALL_PHASES = tuple(Phase)


@pytest.fixture(autouse=True, scope="module")
def loop() -> Iterator[None]:
    yield
    close_the_loop()


def look(
    examples: int,
    phases: tuple[Phase, ...] = ALL_PHASES,
    machine: type[NobodyTwiceNobodyLost] = NobodyTwiceNobodyLost,
) -> None:
    """Try so many stories, always the same ones; the first that breaks a promise is raised.

    With OUTBOUND_TEST_SEED set to anything, they are others each time: for a hunt.
    """
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            derandomize="OUTBOUND_TEST_SEED" not in os.environ,
            phases=phases,
        ),
    )


def part_of_the_stories(number: int) -> type[NobodyTwiceNobodyLost]:
    """The machine, with stories of its own: both processors tell some at once."""
    if "OUTBOUND_TEST_SEED" in os.environ:
        return NobodyTwiceNobodyLost
    return seed(number)(type(f"Part{number}", (NobodyTwiceNobodyLost,), {}))


@pytest.mark.parametrize("number", range(5, 7))
def test_whatever_goes_wrong_nobody_is_called_twice_and_nobody_is_lost(number: int) -> None:
    look(100, machine=part_of_the_stories(number))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 5))
def test_whatever_goes_wrong_in_many_more_orders(number: int) -> None:
    look(500, machine=part_of_the_stories(number))


def tell(story: Story) -> None:
    teller = Teller()
    story(teller)
    teller.ends()


@pytest.mark.parametrize(
    "story", dict.fromkeys(story for _, story in MUTATIONS), ids=lambda story: str(story.__name__)
)
def test_a_story_ends_well(story: Story) -> None:
    tell(story)


@pytest.mark.parametrize(("breaks", "story"), MUTATIONS, ids=lambda segment: str(segment.__name__))
def test_a_broken_rule_is_noticed(
    breaks: Mutation, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch)
    with pytest.raises(AssertionError):
        tell(story)
