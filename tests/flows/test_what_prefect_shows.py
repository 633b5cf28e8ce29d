"""Names, states, log lines and pages: what a list or a key says in them is shown as it is."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from markdown_it import MarkdownIt
from prefect import flow, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import Artifact

from flows.add_calls import add_calls
from flows.launch_campaign import launch_campaign
from flows.memory import this_flow_run
from flows.stop_calls import stop_calls
from outbound.delivery.plan import Plan
from outbound.delivery.requests import NewCampaign
from outbound.ledger import NotCalled
from outbound.planning import InWords
from outbound.reports import Summary
from tasks.progress import show_plan, show_summary
from tasks.shown import run_log, show_bar
from tasks.step import step
from tests.commands import PATIENCE

pytestmark = pytest.mark.usefixtures("here")

NASTY = "a\x1b[2J\nb\u202ec"
SEEN = r"a\x1b[2J\nb\u202ec"
MARKED = "[x](http://evil.test) | <img src=x> `y` **z** ![i](j)"
ROWS = {"read": 3, "usable": 2, "rejected": 1, "duplicate": 0, "suppressed": 0}
SUMS = dict.fromkeys(("refused", "created", "unresolved", "released", "held"), 0)


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Records of this test, and an API that gets no request."""
    monkeypatch.setenv("OUTBOUND_HOME", str(tmp_path))
    monkeypatch.setenv("MICO_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("MICO_ACCESS_TOKEN", "token")


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is written into flow runs' logs."""
    written: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: written.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("prefect.flow_runs")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


async def name_of(flow_run_id: UUID | None) -> str:
    assert flow_run_id is not None
    async with get_client() as client:
        return (await client.read_flow_run(flow_run_id)).name


async def pages_of(flow_run_id: str) -> list[Artifact]:
    its = FlowRunFilter(id=FlowRunFilterId(any_=[UUID(flow_run_id)]))
    async with get_client() as client:
        return await client.read_artifacts(flow_run_filter=its)


async def test_a_key_in_a_flow_runs_name_and_state() -> None:
    state = await stop_calls(key=NASTY, return_state=True)
    assert SEEN in str(state.message)
    assert await name_of(state.state_details.flow_run_id) == f"stop {SEEN}"


async def test_a_list_in_a_flow_runs_name_and_state() -> None:
    ended = [
        await add_calls(contacts=f"{NASTY}.csv", schedule_uid="u", return_state=True),
        await launch_campaign(
            contacts=f"lists/{NASTY}.csv",
            campaign=NewCampaign(name="c"),
            window=InWords(windows=["daily 09:00-10:00 UTC"]),
            return_state=True,
        ),
    ]
    names = [await name_of(state.state_details.flow_run_id) for state in ended]
    assert names == [f"add {SEEN}.csv", f"launch {SEEN}.csv"]
    assert all(SEEN in str(state.message) for state in ended)


async def test_a_task_runs_name() -> None:
    @step("look-up", "look-up {uid}")
    async def look_up(uid: str) -> None:
        assert uid

    @flow
    async def looks_up() -> str:
        await look_up(NASTY)
        return str(this_flow_run())

    its = FlowRunFilter(id=FlowRunFilterId(any_=[UUID(await looks_up())]))
    async with get_client() as client, asyncio.timeout(PATIENCE):
        # The server records a task run from its events, which come when they come.
        while not (task_runs := await client.read_task_runs(flow_run_filter=its)):  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.1)
    assert [each.name for each in task_runs] == [f"look-up {SEEN}"]


async def test_a_line_of_a_run_s_log(lines: list[str]) -> None:
    @flow
    async def warns() -> None:
        run_log().warning("%s is late", NASTY)

    await warns()
    assert f"{SEEN} is late" in lines


async def test_a_plan_s_page() -> None:
    why = NotCalled(fate="rejected", field=f"{NASTY}{MARKED}", reason=MARKED, rows=1, first_row=1)
    plan = Plan(
        name=f"{NASTY}{MARKED}",
        rows=ROWS,
        not_called=[why],
        schedules=[],
        kanji_without_kana=0,
        numbers_shared=0,
        most_calls_a_day=0,
        requests=0,
        seconds_to_load=0,
    )

    @flow
    async def shows() -> str:
        await show_plan(plan)
        return str(this_flow_run())

    (page,) = await pages_of(await shows())
    shown = MarkdownIt().enable("table").render(str(page.data))
    assert not {"<a", "<img", "<code", "<em", "\x1b", "\u202e"} & set(_tags_and_signs(shown))
    assert shown.count("<td") == 4, "one row, of four cells"
    assert shown.count("<strong>") == 1
    assert shown.count(r"a\x1b[2J\nb\u202ec[x](http://evil.test) | &lt;img src=x&gt;") == 2


def _tags_and_signs(page: str) -> list[str]:
    tags = [f"<{part.split('>')[0].split(' ')[0]}" for part in page.split("<")[1:]]
    return [*tags, *page]


async def test_the_pages_of_a_run_that_goes_on() -> None:
    summary = Summary.model_validate(
        {
            "key": "k",
            "state": "finished",
            "campaign_uid": None,
            "schedules": [],
            "rows": ROWS | SUMS,
            "calls": {"open": 0, "closed": 3},
            "attempts": 3,
            "outcomes": {NASTY: 3},
        }
    )

    @flow
    async def shows() -> str:
        await show_summary(summary)
        await show_bar(f"Calls of {MARKED}")
        return str(this_flow_run())

    pages = await pages_of(await shows())
    shown = " ".join(f"{page.data} {page.description}" for page in pages)
    assert "\x1b" not in shown
    assert "a\\\\x1b[2J" in shown
    assert r"\[x\]\(http\:\/\/evil\.test\)" in shown
