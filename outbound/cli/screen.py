"""What a person reads: progress and errors on standard error, results on standard output."""

from collections.abc import Mapping
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from outbound.reports import RunState, Summary
from outbound.visible import in_json, in_one_line, visible


class _Screen(Console):
    """A console on which no text from outside moves the cursor, or changes a colour."""

    def render_str(self, text: str, **options: Any) -> Text:  # noqa: ANN401 - rich's
        """As rich does, with control characters written out."""
        return super().render_str(visible(text), **options)


progress = _Screen(stderr=True, highlight=False, soft_wrap=True)
"""Standard error: colour only on a terminal."""

results = _Screen(highlight=False, soft_wrap=True)
"""Standard output."""

_ROWS = {
    "rejected": "could not be used",
    "duplicate": "duplicate",
    "suppressed": "do not call",
    "refused": "turned down by Mico",
    "created": "created",
    "unsent": "not sent",
    "in_doubt": "not confirmed",
}


def warn(sentence: str) -> None:
    """Something that a person should know while the command goes on."""
    progress.print(f"[yellow]![/] {shown(sentence)}")


def shown(text: str) -> str:
    """A sentence, or a name in one, that may come from outside: one line, and no markup."""
    return escape(in_one_line(text))


def show_json(document: str) -> None:
    """An answer for a script, on standard output."""
    typer.echo(in_json(document))


def show_summary(summary: Summary) -> None:
    """The run in numbers, for a person."""
    results.print(f"[bold]{shown(summary.key)}[/]: {summary.state}")
    results.print(conservation(summary))
    for sentence in filter(None, (*summary.alarms, summary.reason, summary.waits_for)):
        results.print(shown(sentence))
    if summary.outcomes:
        results.print(_table("outcome", "calls", summary.outcomes))
    if summary.state in {RunState.STOPPING, RunState.STOPPED}:
        results.print(f"{summary.called:,} were called, {summary.not_called:,} were not.")
    elif summary.calls.open:
        results.print(f"{summary.calls.open:,} calls are not over yet.")


def conservation(summary: Summary) -> str:
    """The second guarantee with its numbers: nobody is lost."""
    rows = summary.rows
    in_doubt = rows.unresolved - rows.unsent
    counts = rows.model_dump() | {"unsent": rows.unsent, "in_doubt": in_doubt}
    parts = " + ".join(f"{counts[name]:,} {words}" for name, words in _ROWS.items())
    return (
        f"{rows.read:,} read = {parts}\n"
        f"{rows.created:,} created = {rows.released:,} released + {rows.held:,} held "
        "(loaded, not released)"
    )


def _table(what: str, count: str, counts: Mapping[str, int]) -> Table:
    table = Table(what, count, box=None, pad_edge=False, header_style="bold")
    table.columns[1].justify = "right"
    for name, number in counts.items():
        table.add_row(shown(name), f"{number:,}")
    return table


def show_runs(summaries: list[Summary]) -> None:
    """Several runs, a line each."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("key", "state"):
        table.add_column(column, no_wrap=True)
    for column in ("read", "created", "not sent", "not confirmed", "open", "closed"):
        table.add_column(column, justify="right")
    for summary in summaries:
        rows, calls = summary.rows, summary.calls
        in_doubt = rows.unresolved - rows.unsent
        numbers = (rows.read, rows.created, rows.unsent, in_doubt, calls.open, calls.closed)
        table.add_row(shown(summary.key), summary.state, *(f"{number:,}" for number in numbers))
    results.print(table)
