from pathlib import Path

import pytest

from outbound.sandbox import Mix
from tests.sandbox.caller import Caller, Json, people, person
from tests.sandbox.conftest import Opened

SETTINGS: Json = {"mix": Mix(endings={"answered": 1, "busy": 2}), "lines": 5}


async def lived(api: Caller) -> list[Json]:
    return [
        {name: of for name, of in call.items() if not name.endswith("uid")}
        for call in (await api.state())["calls"]
    ]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.sqlite"


async def test_a_file_remembers_everything(opened: Opened, database: Path) -> None:
    before = await opened(database=database)
    schedule = await before.schedule(*people(3))
    told = await before.state()
    before.sandbox.close()
    after = await opened(database=database)
    assert len(await after.listed(schedule)) == 3
    assert {**(await after.state()), "requests": {}} == {**told, "requests": {}}


async def test_a_token_outlives_a_restart(opened: Opened, database: Path) -> None:
    before = await opened(database=database)
    token = before.http.headers["Authorization"]
    before.sandbox.close()
    after = await opened(database=database)
    after.http.headers["Authorization"] = token
    assert (await after.http.get("/api/v1/outbound_calls/none")).status_code == 404


@pytest.mark.parametrize("stops", [0, 3, 20, 47, 300, 330, 1800])
async def test_calls_go_on_as_if_nothing_had_been(
    opened: Opened, tmp_path: Path, stops: int
) -> None:
    whole = await opened(**SETTINGS)
    await whole.schedule(*people(20), enabled=True)
    whole.clock.advance(3600)
    uninterrupted = await lived(whole)
    whole.clock.advance(-3600)

    before = await opened(database=tmp_path / "sandbox.sqlite", **SETTINGS)
    await before.schedule(*people(20), enabled=True)
    before.clock.advance(stops)
    await before.state()
    before.sandbox.close()
    after = await opened(database=tmp_path / "sandbox.sqlite", **SETTINGS)
    after.clock.advance(3600 - stops)
    assert await lived(after) == uninterrupted


async def test_what_was_switched_last_holds(opened: Opened, database: Path) -> None:
    before = await opened(database=database, **SETTINGS)
    schedule = await before.schedule(*people(20), enabled=True)
    before.clock.advance(60)
    await before.switch(schedule, enabled=False)
    before.sandbox.close()
    after = await opened(database=database, **SETTINGS)
    after.clock.advance(3600)
    for call in (await after.state())["calls"]:
        assert all(one["started_at"] <= "2026-11-24T09:01:00Z" for one in call["attempts"])


async def test_nobody_is_dialled_before_the_enabling_that_came_last(
    opened: Opened, database: Path
) -> None:
    before = await opened(database=database)
    schedule = await before.schedule(person())
    before.clock.advance(600)
    await before.switch(schedule, enabled=True)
    before.sandbox.close()
    after = await opened(database=database)
    (call,) = (await after.state())["calls"]
    assert [one["started_at"] for one in call["attempts"]] == ["2026-11-24T09:10:00Z"]


async def test_an_exhausted_call_left_pending_is_not_dialled_again(
    opened: Opened, database: Path
) -> None:
    mix = Mix(endings={"busy": 1}, marks_exhausted=False)
    before = await opened(database=database, mix=mix)
    await before.schedule(person(), enabled=True)
    before.clock.advance(3600)
    await before.state()
    before.sandbox.close()
    after = await opened(database=database, mix=mix)
    after.clock.advance(3600)
    (call,) = (await after.state())["calls"]
    assert len(call["attempts"]) == 4
