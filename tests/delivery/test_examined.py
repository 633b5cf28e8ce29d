"""A launch heeds what the doctor has found about the API."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outbound.delivery.examined import examination_warning
from outbound.delivery.steps import AuditCalls, CountCalls
from outbound.ledger import Examination, Finding, Probe, ScheduleState, Verdict
from tests.delivery.bench import Bench, deliver_all, next_steps

CLIENT = "us"


async def examined(bench: Bench, probe: Probe, verdict: Verdict, *, days_ago: int = 1) -> None:
    """The doctor was here, and this is what it found."""
    bench.session = replace(bench.session, client=CLIENT)
    at = bench.clock.now() - timedelta(days=days_ago)
    examination = Examination(at, [Finding(probe, verdict, "", "")])
    await bench.ledger.examinations.keep(bench.session.base_url, CLIENT, examination)


@pytest.mark.parametrize("probe", [Probe.DELAY, Probe.PAGES, Probe.FILTERS])
async def test_where_lists_are_not_exact_a_schedule_is_audited_and_not_counted(
    bench: Bench, probe: Probe
) -> None:
    await bench.loaded(3)
    await examined(bench, probe, Verdict.DIFFERS)
    assert [type(step) for step in await next_steps(bench)] == [AuditCalls]


@pytest.mark.parametrize(
    ("probe", "verdict"),
    [
        (Probe.DELAY, Verdict.FINE),
        (Probe.DELAY, Verdict.CANNOT_TELL),
        (Probe.BULK_ORDER, Verdict.DIFFERS),
    ],
)
async def test_where_nothing_is_known_against_it_a_schedule_is_counted(
    bench: Bench, probe: Probe, verdict: Verdict
) -> None:
    await bench.loaded(3)
    await examined(bench, probe, verdict)
    assert [type(step) for step in await next_steps(bench)] == [CountCalls]


async def test_what_another_client_has_found_says_nothing(bench: Bench) -> None:
    await bench.loaded(3)
    await examined(bench, Probe.PAGES, Verdict.DIFFERS)
    bench.session = replace(bench.session, client="another")
    assert [type(step) for step in await next_steps(bench)] == [CountCalls]


async def test_a_launch_that_audits_is_released(bench: Bench) -> None:
    await bench.staged(3)
    await examined(bench, Probe.DELAY, Verdict.DIFFERS)
    await deliver_all(bench.session)
    assert (await bench.schedule()).state == ScheduleState.ENABLED


async def test_an_old_examination_is_said_to_be_old(bench: Bench) -> None:
    await examined(bench, Probe.DELAY, Verdict.FINE, days_ago=31)
    assert "31 days ago" in (await examination_warning(bench.session) or "")


async def test_no_examination_and_a_fresh_one_are_not_spoken_of(bench: Bench) -> None:
    assert await examination_warning(bench.session) is None
    await examined(bench, Probe.DELAY, Verdict.FINE, days_ago=30)
    assert await examination_warning(bench.session) is None
