"""Whatever the sandbox does to lists and answers, the doctor says so, and nothing is enabled."""

from datetime import timedelta
from typing import get_args

import pytest

from outbound.api.settings import SCOPES
from outbound.ledger import Probe, Verdict
from outbound.sandbox.faults.plan import Kind
from tests.doctor.conftest import OWN_NUMBER, Examine, Examined

BY_LIST = (Probe.DELAY, Probe.PAGES, Probe.LIST_ORDER, Probe.FILTERS)
FIGURES = {"late_commit": 0.1, "late": 0.1, "hang": 0.1, "too_many": 1, "lag": 30, "uneven_lag": 30}
ELSEWHERE = {"half_then_drop": "bulk", "refused_after_commit": "bulk"}
LENSES = ("lag", "uneven_lag", "repeated_rows")
KINDS = get_args(Kind)


def differing(examined: Examined) -> set[str]:
    return {probe for probe in examined if examined.verdict(Probe(probe)) == Verdict.DIFFERS}


def fault(kind: str, on: str = "list", **more: object) -> dict[str, object]:
    figures = {"seconds": FIGURES[kind]} if kind in FIGURES else {}
    return {"on": ELSEWHERE.get(kind, on), "kind": kind, **figures, **more}


async def test_of_a_sandbox_in_which_nothing_goes_wrong_only_the_bulks_order_differs(
    examine: Examine,
) -> None:
    assert differing(await examine()) == {Probe.BULK_ORDER}


async def test_a_list_that_lags_is_found_out_with_its_seconds(examine: Examine) -> None:
    examined = await examine(fault("lag"))
    assert differing(examined) == {Probe.BULK_ORDER, Probe.DELAY}
    assert examined[Probe.DELAY].found == "calls appear up to 30 s late"


async def test_a_list_that_lags_for_some_questions_only_is_found_out(examine: Examine) -> None:
    examined = await examine(fault("uneven_lag"))
    assert differing(examined) == {Probe.BULK_ORDER, Probe.DELAY}
    assert examined[Probe.DELAY].found.endswith("late, and other questions at once")


async def test_a_list_that_never_shows_the_calls_tells_nothing_else(examine: Examine) -> None:
    examined = await examine(fault("lag", seconds=86_400))
    assert "not within" in examined[Probe.DELAY].found
    others = {examined.verdict(probe) for probe in (Probe.PAGES, Probe.LIST_ORDER, Probe.FILTERS)}
    assert others == {Verdict.CANNOT_TELL}


async def test_pages_that_repeat_rows_are_found_out(examine: Examine) -> None:
    examined = await examine(fault("repeated_rows"))
    assert differing(examined) == {Probe.BULK_ORDER, Probe.PAGES}
    assert examined[Probe.PAGES].found == "pages repeat rows; pages lack rows"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in LENSES])
async def test_what_always_goes_wrong_with_lists_leaves_the_other_probes_be(
    examine: Examine, kind: str
) -> None:
    examined = await examine(fault(kind))
    assert examined.keys() == set(Probe) - {
        Probe.ATTEMPTS,
        Probe.OUTCOME_FILTERS,
        Probe.RETRIES,
    }
    assert examined.verdict(Probe.REACHABLE) == Verdict.FINE


@pytest.mark.parametrize("on", ["token", "campaign", "schedule", "bulk", "call", "any"])
async def test_whatever_breaks_off_for_good_ends_in_a_table(examine: Examine, on: str) -> None:
    examined = await examine({"on": on, "kind": "drop"})
    assert examined.verdict(Probe.DELAY) == Verdict.CANNOT_TELL


@pytest.mark.parametrize("kind", ["commit_then_drop", "half_then_drop", "error_after_commit"])
async def test_after_an_answer_that_was_lost_another_schedule_is_filled(
    examine: Examine, kind: str
) -> None:
    once = {"on": "bulk", "kind": kind, "probability": 1, "until": 1}
    examined = await examine(once)
    assert len(examined.truth["schedules"]) == 2
    assert examined.verdict(Probe.PAGES) == Verdict.FINE


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_is_enabled_and_all_calls_are_to_the_users_own_number(
    examine: Examine, kind: str
) -> None:
    examined = await examine(fault(kind, on="bulk" if kind not in LENSES else "list", until=1))
    assert not any(s["is_enabled"] or s["switchings"] for s in examined.truth["schedules"])
    assert {call["phone_number"] for call in examined.truth["calls"]} <= {OWN_NUMBER}
    assert not any(call["attempts"] for call in examined.truth["calls"])


async def test_a_token_that_is_not_known_is_told_as_refused_credentials(examine: Examine) -> None:
    examined = await examine(token="made-up")
    assert examined.verdict(Probe.CREDENTIALS) == Verdict.DIFFERS


@pytest.mark.parametrize("missing", SCOPES)
async def test_a_scope_that_a_token_lacks_is_named(examine: Examine, missing: str) -> None:
    examined = await examine(scope=" ".join(scope for scope in SCOPES if scope != missing))
    assert examined.verdict(Probe.SCOPES) == Verdict.DIFFERS
    assert examined[Probe.SCOPES].found == f"refused: {missing}"


async def test_a_clock_that_goes_wrong_is_found_out(examine: Examine) -> None:
    examined = await examine(behind=timedelta(minutes=10))
    assert examined[Probe.CLOCK].found == "this machine is 600 s behind Mico"
