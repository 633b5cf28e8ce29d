"""A plan says what a launch would do, by the same rules as the launch."""

import pytest

from outbound.delivery.plan import Plan, excess_of_dirt, plan_of
from outbound.delivery.requests import Checks
from outbound.delivery.session import Sizes
from outbound.ledger import Rates
from tests.delivery.bench import Bench, rows_of, write_list

NO_RATES = Rates(calls_an_hour=None, seconds_a_bulk=2.0)


async def planned(bench: Bench) -> Plan:
    return await plan_of(bench.session, await bench.run(), name="list.csv", rates=NO_RATES)


@pytest.mark.parametrize(("at_once", "seconds"), [(1, 10), (2, 6), (5, 2)])
async def test_its_estimate_heeds_how_many_bulks_go_at_once(
    bench: Bench, at_once: int, seconds: float
) -> None:
    bench.use(Sizes(bulk=2, bulks_at_once=at_once))
    await bench.staged(10)
    assert (await planned(bench)).seconds_to_load == seconds


async def test_a_list_is_too_dirty_only_beyond_what_was_allowed(bench: Bench) -> None:
    rows = rows_of(10)
    rows[3][1] = "no number"
    await bench.read(await bench.begun(), write_list(bench.folder / "dirty.csv", rows))
    plan = await planned(bench)
    assert excess_of_dirt(plan, Checks()) is None
    assert excess_of_dirt(plan, Checks(fail_above=0.1)) is None
    excess = excess_of_dirt(plan, Checks(fail_above=0.09))
    assert excess == "10.0% of the 10 rows could not be used, more than the 9.0% that were allowed"
