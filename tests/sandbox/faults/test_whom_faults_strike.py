import pytest
from pydantic import ValidationError

from outbound.sandbox import CALL_FLOW_UID, CAMPAIGN_UID, Fault, Faults
from outbound.sandbox.faults.luck import Luck
from tests.sandbox.caller import person, window
from tests.sandbox.conftest import Opened


def fault(**fields: object) -> Fault:
    return Fault.model_validate({"on": "bulk", "kind": "drop", **fields})


def struck(*entries: Fault, seed: int = 7, count: int = 200) -> list[int]:
    """The numbers of the bulks that meet anything."""
    luck = Luck(Faults(entries=list(entries)), seed)
    return [number for number in range(1, count + 1) if luck.meet("bulk")]


def test_by_number_exactly_those_are_struck() -> None:
    assert struck(fault(numbers=[1, 3])) == [1, 3]


def test_by_probability_about_so_many_are_struck() -> None:
    assert len(struck(fault(probability=0.2), count=2000)) == pytest.approx(400, rel=0.2)


def test_a_probability_of_one_strikes_all() -> None:
    assert len(struck(fault(probability=1))) == 200


def test_nobody_is_struck_once_so_many_have_come() -> None:
    assert struck(fault(probability=1, until=3)) == [1, 2, 3]


def test_the_same_seed_strikes_the_same() -> None:
    entry = fault(probability=0.2)
    assert struck(entry, seed=1) == struck(entry, seed=1)
    assert struck(entry, seed=1) != struck(entry, seed=2)


def test_a_seed_of_the_faults_goes_before_the_sandbox_s() -> None:
    def kinds(seed: int) -> list[bool]:
        luck = Luck(Faults(seed=5, entries=[fault(probability=0.5)]), seed)
        return [luck.meet("bulk") is not None for _ in range(50)]

    assert kinds(1) == kinds(2)


def test_one_request_s_luck_does_not_hang_on_another_s() -> None:
    faults = Faults(entries=[fault(probability=0.2)])
    alone, among_others = Luck(faults, 7), Luck(faults, 7)
    for _ in range(100):
        among_others.meet("list")
        assert (alone.meet("bulk") is None) == (among_others.meet("bulk") is None)


def test_two_entries_have_each_their_own_luck() -> None:
    second = fault(probability=0.5)
    assert struck(fault(probability=0.5), second) != struck(second)


def test_the_first_entry_that_strikes_is_met() -> None:
    luck = Luck(Faults(entries=[fault(numbers=[2]), fault(kind="error", probability=1)]), 7)
    met = [luck.meet("bulk") for _ in range(3)]
    assert [of[0].kind for of in met if of] == ["error", "drop", "error"]


def test_any_counts_all_requests_but_a_token_s() -> None:
    luck = Luck(Faults(entries=[fault(on="any", numbers=[2])]), 7)
    met = [luck.meet(on) is not None for on in ("token", "campaign", "token", "list", "bulk")]
    assert met == [False, False, False, True, False]


ENDPOINTS = (
    "token",
    "call_flow",
    "campaign",
    "schedule",
    "enable",
    "disable",
    "call",
    "bulk",
    "list",
    "detail",
)


@pytest.mark.parametrize("on", ENDPOINTS)
async def test_each_endpoint_goes_wrong_by_its_name(opened: Opened, on: str) -> None:
    # The first token is the one to come in with.
    entry = fault(on=on, kind="error", numbers=[2] if on == "token" else [1])
    api = await opened(faults=Faults(entries=[entry]))
    answers = {
        "token": await api.http.post("/oauth/token"),
        "call_flow": await api.http.get(f"/api/v1/call_flows/{CALL_FLOW_UID}"),
        "campaign": await api.http.post("/api/v1/campaigns"),
        "schedule": await api.http.post(
            f"/api/v1/campaigns/{CAMPAIGN_UID}/schedules", json=window()
        ),
        "enable": await api.switch("any", enabled=True),
        "disable": await api.switch("any", enabled=False),
        "call": await api.add("any", person()),
        "bulk": await api.fill("any", [person()]),
        "list": await api.list("any"),
        "detail": await api.http.get("/api/v1/outbound_calls/any"),
    }
    assert [name for name, answer in answers.items() if answer.status_code == 503] == [on]
    assert (await api.state())["faults"] == {"error": 1}


@pytest.mark.parametrize(
    "fields",
    [
        {"probability": 0.5, "numbers": [1]},
        {"kind": "hang", "numbers": [1]},
        {"kind": "lag", "numbers": [1], "seconds": 5},
    ],
)
def test_in_code_what_makes_no_sense_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        fault(**fields)
