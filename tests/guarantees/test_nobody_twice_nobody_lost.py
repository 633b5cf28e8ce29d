"""Whatever goes wrong, in whatever order: nobody is called twice, and nobody is lost."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.guarantees.machine import NobodyTwiceNobodyLost, close_the_loop
from tests.guarantees.mutations import MUTATIONS, Mutation, Story
from tests.guarantees.stories import Teller

ALL_PHASES = tuple(Phase)


@pytest.fixture(autouse=True, scope="module")
def loop() -> Iterator[None]:
    yield
    close_the_loop()


def look(examples: int, phases: tuple[Phase, ...] = ALL_PHASES) -> None:
    """Try so many stories, always the same ones; the first that breaks a promise is raised.

    With OUTBOUND_TEST_SEED set to anything, they are others each time: for who goes hunting.
    """
    run_state_machine_as_test(
        NobodyTwiceNobodyLost,
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


def test_whatever_goes_wrong_nobody_is_called_twice_and_nobody_is_lost() -> None:
    look(200)


@pytest.mark.slow
def test_whatever_goes_wrong_in_many_more_orders() -> None:
    look(2000)


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
