"""What a person sees who is asked to approve of a run's plan."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from flows import launching
from outbound.delivery.ownership import owning
from outbound.delivery.plan import Plan
from outbound.delivery.requests import Checks
from outbound.delivery.resuming import give_window
from outbound.planning import Between, InWords
from tasks import progress
from tasks.connection import working_with
from tests.delivery.bench import END, Bench, rows_of, write_list
from tests.sandbox.caller import START

DAY = timedelta(days=1)
TOMORROW = Between(starts_at=START + DAY, ends_at=END + DAY)
TWO_DAYS = InWords(windows=["2026-11-24 09:00-12:00 UTC", "2026-11-25 09:00-12:00 UTC"])
APPROVE = Checks(approve=True)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """The plans that were put on the run's page."""
    plans: list[Plan] = []

    async def show_plan(plan: Plan) -> None:
        plans.append(plan)

    monkeypatch.setattr(launching, "show_plan", show_plan)
    return plans


async def test_a_run_that_was_given_another_window_shows_who_is_called_in_it(
    bench: Bench, shown: list[Plan]
) -> None:
    await bench.staged(4, checks=APPROVE)
    async with owning(bench.session, await bench.run()) as owned:
        await give_window(owned, await bench.record(), TOMORROW)
        with working_with(owned):
            await launching.show_plan_of(await bench.run())
    (schedule,) = shown[0].schedules
    assert (schedule.people, schedule.starts_at) == (4, START + DAY)


async def test_a_day_that_is_over_is_not_approved_of(bench: Bench, shown: list[Plan]) -> None:
    await bench.staged(4, window=TWO_DAYS, checks=APPROVE)
    bench.at(START + DAY)
    with working_with(bench.session):
        await launching.show_plan_of(await bench.run())
    (schedule,) = shown[0].schedules
    assert (schedule.people, schedule.starts_at) == (4, START + DAY)


async def test_the_page_counts_ids_and_names_that_stand_for_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []

    async def keep(lines: Sequence[str], description: str) -> None:
        pages.append("\n".join([description, *lines]))

    monkeypatch.setattr(progress, "show_page", keep)
    rows = rows_of(3)
    rows[0][0] = rows[1][0] = "0"
    rows[2][3] = "Null"
    await bench.read(await bench.begun(), write_list(bench.folder / "null.csv", rows))
    with working_with(bench.session):
        await launching.show_plan_of(await bench.run())
    assert "2 external ids told nobody apart" in pages[0]
    assert "1 names are also words for a missing one" in pages[0]
