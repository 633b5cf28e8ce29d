"""What Prefect and the ledger remember of each other: which flow run works on which run.

The ledger needs it in hooks, which know nothing but the flow run. Prefect's memory, a tag, tells
when a ledger was lost: a run that was begun once must not begin anew with empty records.
"""

import asyncio
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from prefect import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterTags,
    TaskRunFilter,
    TaskRunFilterName,
)
from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext
from prefect.exceptions import PrefectException
from prefect.settings import PREFECT_API_URL

from outbound.delivery.runs import Run, find_run
from outbound.delivery.session import Session
from outbound.mistakes import UserMistake

# How the name of a task run begins that enables a schedule; the uid follows.
_ENABLED = "enable-schedule "

# Real seconds.
_ANSWERS_WITHIN = 5.0


async def refuse_lost_records(session: Session, key: str) -> None:
    """Refuse to begin a run that Prefect has seen begun, and the ledger knows nothing of.

    Raises:
        UserMistake: the records were lost, or are others.
    """
    tagged = FlowRunFilter(tags=FlowRunFilterTags(all_=[_tag(key, session.base_url)]))
    async with get_client() as client:
        is_remembered = bool(await client.read_flow_runs(flow_run_filter=tagged, limit=1))
    # Prefect is told last: a run that somebody has just begun stands in the records by now.
    if is_remembered and await find_run(session, key) is None:
        raise UserMistake(
            f"Prefect has run the key {key} before, and your records know nothing of it: people "
            "may have been called already. Set OUTBOUND_HOME or OUTBOUND_DATABASE_URL to the "
            "records of that time; if they are lost and everybody shall be called, choose another "
            "key (--key)."
        )


async def schedules_enabled(key: str, base_url: str) -> list[str]:
    """The uids of the schedules that Prefect has seen enabled by the run with this key.

    It is asked where the ledger cannot be read; one that gives no answer knows of none.
    """
    if not PREFECT_API_URL.value():
        return []  # a server of our own would know of nothing
    tagged = FlowRunFilter(tags=FlowRunFilterTags(all_=[_tag(key, base_url)]))
    enabled = TaskRunFilter(name=TaskRunFilterName(like_=_ENABLED))
    try:
        async with asyncio.timeout(_ANSWERS_WITHIN), get_client() as client:
            found = await client.read_task_runs(flow_run_filter=tagged, task_run_filter=enabled)
    except (TimeoutError, OSError, httpx.HTTPError, PrefectException):
        return []
    return sorted({task_run.name.removeprefix(_ENABLED) for task_run in found})


async def remember(session: Session, run: Run) -> None:
    """Let each side remember the other, before anything is asked of the API."""
    flow_run_id = this_flow_run()
    if flow_run_id is None:
        return
    await session.ledger.runs.belongs_to(run.id, flow_run_id)
    async with get_client() as client:
        flow_run = await client.read_flow_run(UUID(flow_run_id))
        tags = {*flow_run.tags, _tag(run.key, session.base_url)}
        await client.update_flow_run(flow_run.id, tags=sorted(tags))


async def key_begun_with(session: Session) -> str | None:
    """The key of the run that this flow run has begun: its retry may come on another day."""
    flow_run_id = this_flow_run()
    run = None if flow_run_id is None else await session.ledger.runs.of_flow_run(flow_run_id)
    return None if run is None else run.key


def key_of(flow_run: FlowRun, base_url: str) -> str | None:
    """The key of the run that this flow run has begun, by its tag."""
    behind = _tag("", base_url)
    keys = [tag.removesuffix(behind) for tag in flow_run.tags if tag.endswith(behind)]
    return keys[0] if keys else None


def this_flow_run() -> str | None:
    """The id of the flow run that is going on; a retry of it has the same."""
    context = FlowRunContext.get()
    return str(context.flow_run.id) if context and context.flow_run else None


def _tag(key: str, base_url: str) -> str:
    return f"{key} at {urlsplit(base_url).netloc}"
