"""Which run a flow run begins, and that its retry carries on with the same."""

from datetime import timedelta

import pytest
from prefect import flow

from flows.launch_campaign import _begin
from flows.memory import remember
from outbound.delivery.runs import Run
from outbound.planning import InWords
from tests.delivery.bench import Bench, launch, rows_of, write_list

pytestmark = pytest.mark.usefixtures("here")

ASKED = launch(window=InWords(windows=["daily 09:00-23:00 UTC"]))


async def test_a_retry_after_midnight_carries_on_with_the_run_of_the_day_before(
    bench: Bench,
) -> None:
    write_list(bench.folder / "list.csv", rows_of(2))

    @flow
    async def begins_and_is_retried() -> tuple[Run, Run]:
        first = await _begin(bench.session, ASKED, None)
        await remember(bench.session, first)
        bench.clock.at += timedelta(days=1)
        return first, await _begin(bench.session, ASKED, None)

    first, retried = await begins_and_is_retried()
    assert retried == first


async def test_another_flow_run_of_another_day_begins_another(bench: Bench) -> None:
    write_list(bench.folder / "list.csv", rows_of(3))

    @flow
    async def begins() -> Run:
        run = await _begin(bench.session, ASKED, None)
        await remember(bench.session, run)
        return run

    first = await begins()
    bench.clock.at += timedelta(days=1)
    assert await begins() != first
