"""What the run's page shows in Prefect while it goes on: counts, and nothing personal."""

from collections.abc import Mapping
from uuid import UUID

from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)

from outbound.delivery.plan import Plan
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


async def show_plan(plan: Plan) -> None:
    """What the run is about to do, as a page of its own."""
    await acreate_markdown_artifact(markdown=_plan(plan), description="The run's plan")


def _plan(plan: Plan) -> str:
    fates = ", ".join(f"{count:,} {fate}" for fate, count in plan.rows.items())
    schedules = [
        f"| {s.schedule} | {s.people:,} | 1 to {s.most_calls} | {s.when} |" for s in plan.schedules
    ]
    reasons = [
        f"| {why.rows:,} | {why.first_row} | {why.field} | {why.reason} |"
        for why in plan.not_called
    ]
    return "\n".join(
        [
            f"**{plan.name}**: {fates}",
            "",
            "| schedule | people | calls each | when |",
            "| --: | --: | --: | :-- |",
            *schedules,
            "",
            "| rows | first | field | not called, because |",
            "| --: | --: | :-- | :-- |",
            *reasons,
            "",
            f"{plan.kanji_without_kana:,} names in kanji have no kana",
            "",
            f"{plan.placeholder_names:,} names are also words for a missing one, like Null",
            "",
            f"{plan.ids_made_anew:,} external ids told nobody apart, and were made anew",
            "",
            f"{plan.numbers_shared:,} numbers are shared; {plan.requests:,} requests",
        ]
    )


async def _table(name: str, counts: Mapping[str, int]) -> None:
    table = [{name: what, "count": count} for what, count in counts.items()]
    await acreate_table_artifact(table=table, description=f"The run's {name}")
