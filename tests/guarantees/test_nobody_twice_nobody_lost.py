"""Whatever goes wrong, in whatever order: nobody is called twice, and nobody is lost."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.guarantees.machine import NobodyTwiceNobodyLost, close_the_loop
from tests.guarantees.mutations import MUTATIONS, Mutation

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


@pytest.mark.slow
@pytest.mark.parametrize("breaks", MUTATIONS, ids=lambda breaks: str(breaks.__name__))
def test_a_broken_rule_is_noticed(breaks: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(monkeypatch)
    with pytest.raises((AssertionError, BaseExceptionGroup)):
        look(1000, phases=(Phase.generate,))
