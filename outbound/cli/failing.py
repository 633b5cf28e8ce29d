"""The end of a command that failed: words for a person, an object for a script, an exit status."""

import json
import sys
from typing import Any, NoReturn

import typer
from typer import rich_utils

from outbound.cli import screen
from outbound.cli.failures import Failure, Kind, failure_of
from outbound.visible import in_one_line

# Typer has click in itself, under a private name.
_UsageError: Any = typer.BadParameter.__base__


def fail(error: BaseException, *, as_json: bool) -> NoReturn:
    """Say what went wrong, and leave with its exit status."""
    if isinstance(error, _UsageError):
        error.message = in_one_line(error.message)
        rich_utils.rich_format_error(error)
        failure = Failure(Kind.USAGE, error.format_message())
    else:
        failure = failure_of(error)
        _say(failure)
    if as_json:
        screen.show_json(json.dumps(failure.as_object))
    sys.exit(failure.status)


def _say(failure: Failure) -> None:
    if failure.kind != Kind.INTERRUPTED:  # Ctrl-C needs no explanation
        screen.progress.print(f"[bold red]Error:[/] {screen.shown(failure.message)}")
    if failure.remedy:
        screen.progress.print(failure.remedy, markup=False)
