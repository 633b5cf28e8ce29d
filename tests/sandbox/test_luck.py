from collections import Counter
from random import Random

import pytest
from pydantic import ValidationError

from outbound.sandbox import Mix
from tests.sandbox.caller import Caller, Json, people
from tests.sandbox.conftest import Opened


def fates(mix: Mix, count: int = 2000) -> Counter[str]:
    luck = Random(7)  # noqa: S311 - a simulation's
    return Counter(mix.draw(luck).status for _ in range(count))


async def lived(api: Caller) -> list[Json]:
    """What became of everybody, without the uids, which no seed decides."""
    return [
        {name: of for name, of in call.items() if not name.endswith("uid")}
        for call in (await api.state())["calls"]
    ]


async def campaign(api: Caller) -> list[Json]:
    await api.schedule(*people(50), enabled=True)
    api.clock.advance(7200)
    everybody = await lived(api)
    api.clock.advance(-7200)
    return everybody


async def test_one_seed_gives_everybody_the_same_fate_again(opened: Opened) -> None:
    assert await campaign(await opened(seed=1)) == await campaign(await opened(seed=1))


async def test_another_seed_gives_another_fate(opened: Opened) -> None:
    assert await campaign(await opened(seed=1)) != await campaign(await opened(seed=2))


async def test_fates_do_not_depend_on_the_hour(opened: Opened) -> None:
    early, late = await opened(), await opened()
    one = await campaign(early)
    late.clock.advance(600)
    other = await campaign(late)
    first = [[attempt["status"] for attempt in call["attempts"]] for call in one]
    assert first == [[attempt["status"] for attempt in call["attempts"]] for call in other]


async def test_uids_are_new_in_every_sandbox(opened: Opened) -> None:
    one, other = await opened(seed=1), await opened(seed=1)
    assert await one.schedule() != await other.schedule()


def test_weights_need_not_add_up_to_anything() -> None:
    drawn = fates(Mix(endings={"answered": 3, "busy": 1}))
    assert drawn["hangup"] / drawn["busy"] == pytest.approx(3, rel=0.2)


def test_by_default_every_ending_is_met() -> None:
    assert fates(Mix()).keys() == {"hangup", "no_answer", "busy", "voicemail", "failed"}


def test_durations_keep_to_their_bounds() -> None:
    mix, luck = Mix(ring_seconds=(3, 4), talk_seconds=(20, 22)), Random(7)  # noqa: S311 - the same
    drawn = [mix.draw(luck) for _ in range(500)]
    assert {fate.rings for fate in drawn} == {3, 4}
    assert {fate.talks for fate in drawn} == {None, 20, 21, 22}


@pytest.mark.parametrize(
    "settings",
    [
        {"endings": {"answered": 0}},
        {"endings": {"answered": -1, "busy": 2}},
        {"endings": {"answred": 1}},
        {"outcomes": {}},
        {"ring_seconds": (0, 5)},
        {"talk_seconds": (60, 20)},
        {"notified": 1.5},
        {"unknown": True},
    ],
)
def test_odds_that_make_no_sense_are_refused(settings: Json) -> None:
    with pytest.raises(ValidationError):
        Mix.model_validate(settings)
