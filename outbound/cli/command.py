"""What every command does alike: an option that is given must have a value."""

from typing import Any

from typer.core import TyperCommand

from outbound.mistakes import UserMistake


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
