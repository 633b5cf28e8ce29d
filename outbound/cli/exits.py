"""Exit statuses, and errors as one sentence instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.markup import escape

from outbound.api import CredentialsRefused, MicoError, NotFound, ScopeMissing
from outbound.cli import screen
from outbound.delivery.ownership import RunOwnedError
from outbound.delivery.stopping import StoppedError
from outbound.ledger.database import LedgerError
from outbound.mistakes import UserMistake

DONE = 0
"""Everything is accounted for and released (and over, where the command waited)."""

NOT_DONE = 1
"""It is not, or the API is at fault."""

MISTAKE = 2
"""The user can mend it."""

INTERRUPTED = 130
"""Ctrl-C."""

_MENDABLE = (UserMistake, CredentialsRefused, ScopeMissing, NotFound)


class Interrupted(Exception):
    """The user pressed Ctrl-C, and what had to be done about it was done."""


@contextmanager
def error_boundary() -> Iterator[None]:
    """Say an expected error in one sentence, and exit with its status."""
    try:
        yield
    except _MENDABLE as mistake:
        raise leave(MISTAKE, str(mistake)) from None
    except (MicoError, LedgerError, StoppedError, RunOwnedError) as error:
        raise leave(NOT_DONE, str(error)) from None
    except (Interrupted, KeyboardInterrupt):
        raise typer.Exit(INTERRUPTED) from None


def leave(status: int, sentence: str) -> typer.Exit:
    """Say why, and make the exit with this status."""
    screen.progress.print(f"[bold red]Error:[/] {escape(sentence)}")
    return typer.Exit(status)
