"""A launcher follows the calls of everybody but those that the run passes over."""

from typing import Any

import pytest
from prefect import flow
from prefect.client.schemas.objects import State

from flows.launching import see_through
from flows.verdict import verdict
from outbound.reports import summarize
from tasks.connection import working_with
from tests.delivery.bench import Bench, deliver_all
from tests.delivery.test_isolation import fails_at
from tests.delivery.wire import BULK

pytestmark = pytest.mark.usefixtures("here")


async def test_a_row_that_is_passed_over_does_not_end_the_following_of_the_others(
    bench: Bench,
) -> None:
    await bench.staged(4)
    bench.wire.meets(BULK, fails_at("P-2"), times=1000)
    await deliver_all(bench.session)

    @flow
    async def work() -> State[Any]:
        return await verdict(see_through(await bench.run(), 600, wait=True))

    with working_with(bench.session):
        state = await work(return_state=True)
    counts = await bench.count()
    assert (counts.closed, counts.quarantined) == (3, 1)
    assert (state.name, "not accounted for: row 2" in str(state.message)) == ("Incomplete", True)
    assert (await summarize(bench.ledger, "spring")).state == "incomplete"
