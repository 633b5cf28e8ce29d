"""Over a socket: a client sees the connection break, and the state tells what came of it."""

import asyncio
import time

import httpx
import pytest

from outbound.sandbox import Fault, Faults, HungUp, Sandbox
from outbound.sandbox.server import serving
from tests.loop_time import time_passes
from tests.sandbox.caller import Caller, people, person
from tests.sandbox.conftest import NO_TLS, Opened
from tests.sandbox.faults.conftest import NOT_A_BYTE, Served, created, until


async def test_a_drop_closes_before_anything_is_carried_out(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="drop", numbers=[1]))
    schedule = await api.schedule()
    with pytest.raises(httpx.RemoteProtocolError, match=NOT_A_BYTE):
        await api.fill(schedule, people(3))
    assert (await api.state())["calls"] == []
    assert (await api.state())["faults"] == {"drop": 1}


async def test_after_a_drop_the_next_request_is_answered(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="drop", numbers=[1]))
    schedule = await api.schedule()
    with pytest.raises(httpx.RemoteProtocolError):
        await api.fill(schedule, people(3))
    assert (await api.fill(schedule, people(3))).status_code == 201


async def test_a_large_bulk_is_dropped_like_a_small_one(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="drop", numbers=[1]))
    schedule = await api.schedule()
    with pytest.raises(httpx.RemoteProtocolError, match=NOT_A_BYTE):
        await api.fill(schedule, people(1000))


async def test_even_a_token_can_be_granted_and_lost(served: Served) -> None:
    api = await served(Fault(on="token", kind="commit_then_drop", numbers=[2]))
    with pytest.raises(httpx.RemoteProtocolError, match=NOT_A_BYTE):
        await api.log_in()
    assert api.sandbox.db.execute("SELECT count(*) FROM tokens").fetchone()[0] == 2


async def test_commit_then_drop_carries_out_and_says_nothing(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="commit_then_drop", numbers=[1]))
    schedule = await api.schedule()
    with pytest.raises(httpx.RemoteProtocolError, match=NOT_A_BYTE):
        await api.fill(schedule, people(3))
    assert created(api) == ["CUST-0", "CUST-1", "CUST-2"]


async def test_half_then_drop_creates_the_first_half(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="half_then_drop", numbers=[1]))
    schedule = await api.schedule()
    with pytest.raises(httpx.RemoteProtocolError, match=NOT_A_BYTE):
        await api.fill(schedule, people(5))
    assert created(api) == ["CUST-0", "CUST-1"]


async def test_half_of_what_is_no_bulk_is_nothing(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="half_then_drop", probability=1))
    path = f"/api/v1/schedules/{await api.schedule()}/outbound_calls/bulk"
    for body in ("nonsense", "[]", "{}", '{"outbound_calls": 5}'):
        with pytest.raises(httpx.RemoteProtocolError, match=NOT_A_BYTE):
            await api.http.post(path, content=body, headers={"Content-Type": "application/json"})
    assert created(api) == []


async def test_a_late_commit_happens_when_the_client_has_given_up(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="late_commit", numbers=[1], seconds=60))
    schedule = await api.schedule()
    with pytest.raises(httpx.RemoteProtocolError, match=NOT_A_BYTE):
        await api.fill(schedule, people(3))
    assert created(api) == []
    await time_passes(60)
    await until(lambda: len(created(api)) == 3)


async def test_a_late_commit_is_judged_by_the_state_of_then(served: Served) -> None:
    late = Fault(on="bulk", kind="late_commit", numbers=[1], seconds=60)
    mark = Fault(on="call", kind="late_commit", numbers=[1], seconds=61)
    api = await served(late, mark)
    schedule, other = await api.schedule(), await api.schedule()
    with pytest.raises(httpx.RemoteProtocolError):
        await api.fill(schedule, people(3))
    with pytest.raises(httpx.RemoteProtocolError):
        await api.add(other, person(9))
    await api.switch(schedule, enabled=True)
    await time_passes(61)
    await until(lambda: bool(created(api)))
    assert created(api) == ["CUST-9"]


async def test_what_is_late_is_carried_out_late_and_then_answered(served: Served) -> None:
    api = await served(Fault(on="enable", kind="late", numbers=[1], seconds=60))
    schedule = await api.schedule()
    waiting = asyncio.create_task(api.switch(schedule, enabled=True))
    await until(lambda: "late" in api.sandbox.luck.happened)
    (seen,) = (await api.state())["schedules"]
    assert not seen["is_enabled"]
    await time_passes(60)
    assert (await waiting).json()["is_enabled"]


async def test_a_late_request_that_is_refused_is_told_so(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="late", numbers=[1], seconds=0.01))
    assert (await api.fill("unknown", people(1))).status_code == 404


async def test_what_is_late_is_carried_out_though_the_client_has_gone(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="late", numbers=[1], seconds=60))
    schedule = await api.schedule()
    filling = asyncio.create_task(api.fill(schedule, people(3)))
    await until(lambda: "late" in api.sandbox.luck.happened)
    filling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await filling
    assert created(api) == []
    await time_passes(60)
    await until(lambda: len(created(api)) == 3)


async def test_a_hang_ends_without_an_answer_and_nothing_is_carried_out(served: Served) -> None:
    api = await served(Fault(on="bulk", kind="hang", numbers=[1], seconds=0.5))
    schedule, began = await api.schedule(), time.monotonic()
    with pytest.raises(httpx.RemoteProtocolError, match=NOT_A_BYTE):
        await api.fill(schedule, people(3))
    assert time.monotonic() - began >= 0.5
    assert created(api) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_cut_body_is_shorter_than_it_was_said_to_be(served: Served, method: str) -> None:
    cut = Fault(on="list" if method == "GET" else "bulk", kind="cut_body", numbers=[1])
    api = await served(cut)
    schedule = await api.schedule()
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        await (api.list(schedule) if method == "GET" else api.fill(schedule, people(3)))
    assert len(created(api)) == (0 if method == "GET" else 3)


async def test_serving_ends_at_once_and_gives_late_work_up(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outbound.sandbox.server._GRACE", 3600)  # none of it is used
    entries = [
        Fault(on="list", kind="hang", probability=1, seconds=3600),
        Fault(on="campaign", kind="late", probability=1, seconds=3600),
        Fault(on="call_flow", kind="late_commit", probability=1, seconds=3600),
    ]
    sandbox = Sandbox(faults=Faults(entries=entries))
    async with asyncio.timeout(60), httpx.AsyncClient(verify=NO_TLS, timeout=3600) as http:
        async with serving(sandbox) as url:
            http.base_url = httpx.URL(url)
            paths = ("/api/v1/schedules/any/outbound_calls", "/api/v1/call_flows/any")
            asked = [http.get(path) for path in paths]
            waiting = asyncio.gather(http.post("/api/v1/campaigns"), *asked, return_exceptions=True)
            await until(lambda: sandbox.luck.happened.total() == 3)
        assert {type(of) for of in await waiting} == {httpx.RemoteProtocolError}
    assert caplog.records == []
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.parametrize("kind", ["drop", "commit_then_drop", "half_then_drop", "cut_body"])
async def test_in_this_process_a_broken_connection_is_an_exception(
    opened: Opened, kind: str
) -> None:
    fault = Fault.model_validate({"on": "bulk", "kind": kind, "numbers": [1]})
    api = await opened(faults=Faults(entries=[fault]))
    schedule = await api.schedule()
    with pytest.raises(HungUp):
        await api.fill(schedule, people(4))
    assert len(created(api)) == {"drop": 0, "half_then_drop": 2}.get(kind, 4)


async def test_in_this_process_late_work_outlives_its_request(opened: Opened) -> None:
    fault = Fault(on="bulk", kind="late", numbers=[1], seconds=60)
    api = await opened(faults=Faults(entries=[fault]))
    schedule = await api.schedule()
    filling = asyncio.create_task(api.fill(schedule, people(3)))
    await until(lambda: "late" in api.sandbox.luck.happened)
    filling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await filling
    assert created(api) == []
    await time_passes(60)
    await until(lambda: len(created(api)) == 3)


async def test_a_sandbox_without_faults_keeps_uvicorn_s_own_connection(served: Served) -> None:
    api: Caller = await served()
    assert (await api.state())["faults"] == {}
    assert (await api.fill(await api.schedule(), people(3))).status_code == 201
