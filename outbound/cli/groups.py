"""Groups of options: declared once, as a dataclass, and taken by every command that needs them."""

import inspect
from collections.abc import Callable
from copy import copy
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Annotated, Any, get_args, get_type_hints

Command = Callable[..., None]


def grouped(command: Command) -> Command:
    """Let a command take groups: of each, Typer sees the fields as options of their own.

    A group is a dataclass; its fields are `Annotated` with Typer's options, and have defaults.
    Its docstring is the title of its options in `--help`.
    """
    parameters: list[inspect.Parameter] = []
    groups: dict[str, type[Any]] = {}
    for parameter in inspect.signature(command, eval_str=True).parameters.values():
        group = parameter.annotation
        if isinstance(group, type) and is_dataclass(group):
            groups[parameter.name] = group
            parameters += _options(group)
        else:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))

    @wraps(command)
    def call(**given: object) -> None:
        made = {
            name: group(**{field.name: given.pop(field.name) for field in fields(group)})
            for name, group in groups.items()
        }
        command(**given, **made)

    # What Typer reads.
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return call


def _options(group: type[Any]) -> list[inspect.Parameter]:
    types = get_type_hints(group, include_extras=True)
    title = (group.__doc__ or "").rstrip(".")
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=field.default,
            annotation=_titled(types[field.name], title),
        )
        for field in fields(group)
    ]


def _titled(annotation: Any, title: str) -> Any:  # noqa: ANN401 - annotations are of any type
    kind, option = get_args(annotation)
    under_title = copy(option)  # a group's options may stand alone in another command
    under_title.rich_help_panel = title
    return Annotated[kind, under_title]
