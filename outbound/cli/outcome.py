"""How a command on a run ends: its numbers, and the exit status they deserve."""

import typer

from outbound.cli import screen
from outbound.cli.exits import NOT_DONE
from outbound.reports import RunState, Summary


def finish(summary: Summary, *, as_json: bool, waited: bool) -> None:
    """Print the run's numbers.

    Raises:
        typer.Exit: not everything is accounted for, or not over although it was waited for.
    """
    show(summary, as_json=as_json)
    if not summary.is_success or (waited and summary.state != RunState.FINISHED):
        raise typer.Exit(NOT_DONE)


def show(summary: Summary, *, as_json: bool) -> None:
    """The run's numbers, for a person or for a script."""
    if as_json:
        typer.echo(summary.model_dump_json())
    else:
        screen.show_summary(summary)
