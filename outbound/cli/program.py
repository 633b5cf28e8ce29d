"""The whole command line: a command is read from its module when somebody asks for it."""

import sys
from asyncio import CancelledError
from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from itertools import takewhile
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from outbound.cli.commands import COMMANDS, Entry
from outbound.cli.exits import DONE, INTERRUPTED, Interrupted


class Program(TyperGroup):
    """The one place where a failure becomes words and an exit status."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - click's
        """As Typer makes groups; the commands are those of the table."""
        more["commands"] = {name: Deferred(name, entry) for name, entry in COMMANDS.items()}
        super().__init__(**more)

    def main(self, args: Sequence[str] | None = None, *_: Any, **more: Any) -> NoReturn:  # noqa: ANN401 - click's
        """Run a command, and leave with its exit status."""
        words = sys.argv[1:] if args is None else args
        try:
            sys.exit(self._status(words, **more))
        except (Exception, CancelledError) as error:  # noqa: BLE001 - no traceback reaches a user
            from outbound.cli.failing import fail

            fail(error, as_json=asks_for_json(words))

    def _status(self, words: Sequence[str], **more: Any) -> int:  # noqa: ANN401 - the same
        status: int | None = super().main(words, **more | {"standalone_mode": False})
        if status == INTERRUPTED:  # what click makes of Ctrl-C
            raise Interrupted
        return status or DONE


class Deferred(TyperCommand):
    """A command by its name and its line of help, until it is called.

    Most of a command's start is the reading of modules, and `--help` needs none of them.
    """

    def __init__(self, name: str, entry: Entry) -> None:
        super().__init__(name, help=entry.help)
        self._entry = entry

    @cached_property
    def read(self) -> Any:  # noqa: ANN401 - click's command, which Typer has in itself
        """The command itself."""
        found = _object(self._entry.at)
        if isinstance(found, typer.Typer):
            return get_command(found)
        alone = typer.Typer(add_completion=False)
        alone.command(self.name, cls=_object(self._entry.kind))(found)
        return get_command(alone)

    def make_context(self, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - click's
        """The context in which the command itself is called."""
        return self.read.make_context(*args, **more)


def commands_of(app: typer.Typer) -> dict[str, Any]:
    """All commands, read, by their names."""
    return {name: each.read for name, each in get_command(app).commands.items()}  # type: ignore[attr-defined]


def _object(at: str) -> Any:  # noqa: ANN401 - whatever stands there
    module, _, name = at.partition(":")
    return getattr(import_module(module), name)


def asks_for_json(words: Sequence[str]) -> bool:
    """Whether `--json` stands among them, as far as options go."""
    return "--json" in takewhile(lambda word: word != "--", words)
