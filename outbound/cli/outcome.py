"""How a command on a run ends: its numbers, and the exit status they deserve."""

import typer

from outbound.cli import screen
from outbound.cli.edge import Settings
from outbound.cli.exits import DONE
from outbound.cli.failures import Failure, Kind
from outbound.delivery.next_command import resume_command
from outbound.ledger import Ledger, RunRecord
from outbound.reports import RunState, Summary, summarize


async def end_if_finished(ledger: Ledger, record: RunRecord | None, *, as_json: bool) -> None:
    """A run with every call over shows its numbers at once.

    Raises:
        typer.Exit: it is one.
    """
    if record is None:
        return
    summary = await summarize(ledger, record.key)
    # Where Mico took nobody, the flow says why: that was no success.
    if summary.state == RunState.FINISHED and summary.rows.created:
        screen.warn(f"The run {record.key} was finished before: nobody is called by it again.")
        show(summary, as_json=as_json)
        raise typer.Exit(DONE)


def finish(summary: Summary, *, as_json: bool, waited: bool) -> None:
    """Print the run's numbers.

    Raises:
        Failure: not everything is accounted for, or not over although it was waited for.
    """
    is_done = summary.is_success and (not waited or summary.state == RunState.FINISHED)
    if is_done or not as_json:
        show(summary, as_json=as_json)
    if not is_done:
        message = f"The run {summary.key} is {summary.state}: {summary.sentence}."
        raise Failure(Kind.NOT_DONE, message, answer=summary.model_dump(mode="json"))


async def next_step(ledger: Ledger, key: str, settings: Settings) -> str:
    """Of a run that was stopped: how the others are called, with a command to be used as it is.

    Nothing for any other run.
    """
    record = await ledger.runs.find(key)
    if record is None or record.stop_wished_at is None:
        return ""
    summary = await summarize(ledger, key)
    steps = []
    if summary.state == RunState.STOPPING:
        steps.append(
            f"Mico has not confirmed the stop of {key}: calls may still be made. "
            f"`outbound stop {key}` tries again."
        )
    command = resume_command(record, settings.ours.clock_for(None).now())
    if command is not None and summary.not_called:
        steps.append(f"The {summary.not_called:,} who were not called are called by:\n  {command}")
    return "\n".join(steps)


def show(summary: Summary, *, as_json: bool) -> None:
    """The run's numbers, for a person or for a script."""
    if as_json:
        screen.show_json(summary.model_dump_json())
    else:
        screen.show_summary(summary)
