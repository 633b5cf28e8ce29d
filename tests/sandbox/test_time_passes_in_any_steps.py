"""Properties: whoever looks, and however often, sees the same thing happen."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from outbound.sandbox import Mix, Sandbox
from tests.sandbox.caller import Caller, Json, ManualClock, people, window

MIX = Mix(
    endings={"answered": 1, "busy": 1, "no_answer": 1},
    ring_seconds=(5, 30),
    talk_seconds=(20, 90),
)
HOUR = 3600
LINES = 3

seconds = st.integers(min_value=0, max_value=HOUR)
flips = st.lists(seconds, max_size=6, unique=True).map(sorted)
looks = st.lists(seconds, max_size=30).map(sorted)


def lived(flips: list[int], looks: list[int]) -> Json:
    """An hour in which the schedule is switched on and off, and looked at in between."""
    return asyncio.run(_inside(lambda api: _hour(api, flips, looks)))


async def _inside(story: Callable[[Caller], Awaitable[Json]]) -> Json:
    sandbox = Sandbox(clock=ManualClock(), mix=MIX, lines=LINES)
    transport = httpx.ASGITransport(sandbox.app)
    async with httpx.AsyncClient(base_url="http://sandbox", transport=transport) as http:
        api = Caller(http, sandbox, sandbox.clock)  # type: ignore[arg-type]
        await api.log_in()
        told = await story(api)
    sandbox.close()
    return told


async def _hour(api: Caller, flips: list[int], looks: list[int]) -> Json:
    schedule, enabled = (
        await api.schedule(*people(12), hours=0.75, retry_intervals=[60, 300]),
        False,
    )
    times = sorted([(at, "flip") for at in flips] + [(at, "look") for at in looks])
    passed = 0
    for at, what in times:
        api.clock.advance(at - passed)
        passed = at
        if what == "look":
            api.sandbox.advance()
        else:
            enabled = not enabled
            await api.switch(schedule, enabled=enabled)
    api.clock.advance(HOUR - passed)
    return await api.state()


def events(told: Json) -> list[Json]:
    return [
        {name: of for name, of in call.items() if not name.endswith("uid")}
        for call in told["calls"]
    ]


@settings(max_examples=40, deadline=None)
@given(flips=flips, looks=looks)
def test_what_happens_does_not_depend_on_how_often_anybody_looks(
    flips: list[int], looks: list[int]
) -> None:
    assert events(lived(flips, looks)) == events(lived(flips, []))


@settings(max_examples=40, deadline=None)
@given(flips=flips)
def test_no_attempt_begins_while_disabled_or_outside_the_window(flips: list[int]) -> None:
    told = lived(flips, [])
    opens, closes = (
        datetime.fromisoformat(window(0.75)[name]) for name in ("starts_at", "ends_at")
    )
    for call in told["calls"]:
        for attempt in call["attempts"]:
            began = datetime.fromisoformat(attempt["started_at"])
            assert opens <= began < closes
            assert was_enabled(told["schedules"][0]["switchings"], began)


def was_enabled(switchings: list[Json], at: datetime) -> bool:
    """Whether a schedule was enabled in some part of a second: when it began, or switched in it."""
    before = [one for one in switchings if datetime.fromisoformat(one["at"]) < at]
    during = [one for one in switchings if datetime.fromisoformat(one["at"]) == at]
    return any(one["is_enabled"] for one in [*before[-1:], *during])


@settings(max_examples=40, deadline=None)
@given(flips=flips)
def test_there_are_never_more_calls_under_way_than_lines(flips: list[int]) -> None:
    attempts = [attempt for call in lived(flips, [])["calls"] for attempt in call["attempts"]]
    for one in attempts:
        began = one["started_at"]
        under_way = [a for a in attempts if a["started_at"] <= began < (a["ended_at"] or "9")]
        assert len(under_way) <= LINES
