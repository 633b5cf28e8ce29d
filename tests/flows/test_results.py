"""A flow's result is the summary of its run, from which another flow can go on."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from prefect import flow
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_LOCAL_STORAGE_PATH, temporary_settings

from flows.verdict import verdict
from outbound.reports import Summary
from tests.flows.test_verdict import summary

pytestmark = pytest.mark.usefixtures("here")


async def test_a_parent_flow_goes_on_from_the_summary() -> None:
    @flow
    async def child() -> State[Summary]:
        return await verdict(summary(created=2, refused=1))

    @flow
    async def parent() -> int:
        result: Summary = await child()  # type: ignore[assignment] # Prefect unpacks the state
        return result.rows.created

    assert await parent() == 2


def _files_in(folder: Path) -> list[str]:
    return [file.read_text() for file in folder.iterdir() if file.is_file()]


async def test_where_results_are_kept_the_summary_is_and_nothing_else(tmp_path: Path) -> None:
    @flow(persist_result=True, result_serializer="json")
    async def child() -> State[Summary]:
        return await verdict(summary(created=2))

    with temporary_settings({PREFECT_LOCAL_STORAGE_PATH: tmp_path}):
        ended = await child(return_state=True)
        (kept,) = await asyncio.to_thread(_files_in, tmp_path)
    result = json.loads(kept)
    assert result["data"] == (await summary(created=2)).model_dump(mode="json")
    read: Any = await ended.aresult()
    assert read.rows.created == 2
