"""Whatever goes wrong, in whatever order: nobody is called twice, and nobody is lost."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.guarantees.machine import NobodyTwiceNobodyLost, _Loop


@pytest.fixture(autouse=True, scope="module")
def loop() -> Iterator[None]:
    yield
    _Loop.close()


def look(examples: int, **changes: object) -> None:
    run_state_machine_as_test(
        NobodyTwiceNobodyLost,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            **changes,  # type: ignore[arg-type]
        ),
    )


def test_nobody_is_called_twice_and_nobody_is_lost_whatever_goes_wrong() -> None:
    look(200)
