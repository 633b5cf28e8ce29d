"""What the run's page shows in Prefect while it goes on: counts, and nothing personal."""

from collections.abc import Sequence
from uuid import UUID

from outbound.delivery.plan import Plan
from outbound.reports import Summary
from outbound.visible import in_markdown
from tasks.shown import move_bar, show_counts, show_page, table


async def show_progress(artifact: UUID, done: int, total: int) -> None:
    """Move the bar."""
    await move_bar(artifact, 100 * done / total if total else 100.0)


async def show_summary(summary: Summary) -> None:
    """Two tables on the run's page: rows by their fate, closed calls by their outcome."""
    await show_counts("rows", summary.rows.model_dump())
    await show_counts("outcomes", summary.outcomes)


async def show_plan(plan: Plan) -> None:
    """What the run is about to do, as a page of its own."""
    await show_page(_plan(plan), "The run's plan")


def _plan(plan: Plan) -> Sequence[str]:
    fates = ", ".join(f"{count:,} {fate}" for fate, count in plan.rows.items())
    schedules = [
        (s.schedule, f"{s.people:,}", f"1 to {s.most_calls}", s.when) for s in plan.schedules
    ]
    reasons = [(f"{why.rows:,}", why.first_row, why.field, why.reason) for why in plan.not_called]
    return [
        f"**{in_markdown(plan.name)}**: {fates}",
        "",
        *table({"schedule": "--:", "people": "--:", "calls each": "--:", "when": ":--"}, schedules),
        "",
        *table(
            {"rows": "--:", "first": "--:", "field": ":--", "not called, because": ":--"}, reasons
        ),
        "",
        f"{plan.kanji_without_kana:,} names in kanji have no kana",
        "",
        f"{plan.placeholder_names:,} names are also words for a missing one, like Null",
        "",
        f"{plan.ids_made_anew:,} external ids told nobody apart, and were made anew",
        "",
        f"{plan.numbers_shared:,} numbers are shared; {plan.requests:,} requests",
    ]
