"""What every command does alike: empty values are refused, and a failure is one sentence."""

import json
import sys
from asyncio import CancelledError
from collections.abc import Sequence
from itertools import takewhile
from typing import Any, NoReturn

import typer
from rich.markup import escape
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from outbound.cli import screen
from outbound.cli.exits import DONE, INTERRUPTED, Interrupted
from outbound.cli.failures import Failure, Kind, failure_of
from outbound.mistakes import UserMistake

# Typer has click in itself, under a private name.
_UsageError: Any = typer.BadParameter.__base__


class Program(TyperGroup):
    """The whole command line: the one place where a failure becomes words and an exit status."""

    def main(self, args: Sequence[str] | None = None, *_: Any, **more: Any) -> NoReturn:  # noqa: ANN401 - click's
        """Run a command, and leave with its exit status."""
        words = sys.argv[1:] if args is None else args
        try:
            sys.exit(self._status(words, **more))
        except _UsageError as error:
            rich_utils.rich_format_error(error)
            failure = Failure(Kind.USAGE, error.format_message())
        except (Exception, CancelledError) as error:  # noqa: BLE001 - no traceback reaches a user
            failure = failure_of(error)
            _say(failure)
        if asks_for_json(words):
            typer.echo(json.dumps(failure.as_object))
        sys.exit(failure.status)

    def _status(self, words: Sequence[str], **more: Any) -> int:  # noqa: ANN401 - the same
        status: int | None = super().main(words, **more | {"standalone_mode": False})
        if status == INTERRUPTED:  # what click makes of Ctrl-C
            raise Interrupted
        return status or DONE


def _say(failure: Failure) -> None:
    if failure.kind != Kind.INTERRUPTED:  # Ctrl-C needs no explanation
        screen.progress.print(f"[bold red]Error:[/] {escape(failure.message)}")
    if failure.remedy:
        screen.progress.print(failure.remedy, markup=False)


def asks_for_json(words: Sequence[str]) -> bool:
    """Whether `--json` stands among them, as far as options go."""
    return "--json" in takewhile(lambda word: word != "--", words)


class Command(TyperCommand):
    """A command of ours."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - click, which Typer has in itself
        """Refuse an option or argument that was given and is empty, whatever it is for.

        A script with an unset variable says `--region "$REGION"`: that must not mean the default.
        """
        given, _, _ = self.make_parser(ctx).parse_args(list(args))
        for parameter in self.params:
            if _is_any_empty(given.get(parameter.name or "")):
                name = parameter.opts[0] if parameter.opts[0] != parameter.name else None
                raise UserMistake(f"{name or parameter.metavar} is empty; give it a value.")
        return super().parse_args(ctx, args)


def _is_any_empty(given: object) -> bool:
    """Of an option that may be repeated, `given` holds all values."""
    values = given if isinstance(given, (list, tuple)) else [given]
    return any(isinstance(value, str) and not value.strip() for value in values)
