"""What the run's page shows in Prefect while it goes on: counts, and nothing personal."""

from collections.abc import Mapping
from uuid import UUID

from prefect.artifacts import (
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)

from outbound.reports import Summary


async def begin_progress(what: str) -> UUID:
    """A progress bar at 0 percent on the run's page."""
    return await acreate_progress_artifact(progress=0.0, description=what)


async def show_progress(artifact: UUID, done: int, total: int) -> None:
    """Move the bar."""
    await aupdate_progress_artifact(artifact, progress=100 * done / total if total else 100.0)


async def show_summary(summary: Summary) -> None:
    """Two tables on the run's page: rows by their fate, closed calls by their outcome."""
    await _table("rows", summary.rows.model_dump())
    await _table("outcomes", summary.outcomes)


async def _table(name: str, counts: Mapping[str, int]) -> None:
    table = [{name: what, "count": count} for what, count in counts.items()]
    await acreate_table_artifact(table=table, description=f"The run's {name}")
