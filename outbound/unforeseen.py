"""An error that nobody foresaw: one sentence, and a report in which nobody's data stands.

The words of a foreign error quote rows, and its variables hold them. So a report has the types of
the errors, and the lines of our own code on the way there.
"""

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from outbound.mistakes import ShownError, UserMistake
from outbound.settings import OutboundSettings

P = ParamSpec("P")
R = TypeVar("R")

_ROOT = Path(__file__).parent.parent
_OURS = ("outbound", "tasks", "flows", "deployments")


class UnforeseenError(ShownError):
    """Something went wrong that nobody foresaw. The text says where the report is."""


def is_ours(error: BaseException) -> bool:
    """Whether the error is of a type of ours: its words were chosen to be shown."""
    return type(error).__module__.partition(".")[0] in _OURS


@contextmanager
def no_foreign_words() -> Iterator[None]:
    """Let a foreign error be an `UnforeseenError`, with a report; ours pass as they are.

    Raises:
        UnforeseenError: a foreign error was raised inside.
    """
    try:
        yield
    except Exception as error:
        if is_ours(error):
            raise
        raise reported(error) from None


def guarded(function: Callable[P, Awaitable[R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """The same, but what Prefect is told of a foreign error are no words of its own."""

    @wraps(function)
    async def call(*args: P.args, **kwargs: P.kwargs) -> R:
        with no_foreign_words():
            return await function(*args, **kwargs)

    return call


def reported(error: BaseException) -> UnforeseenError:
    """Write the report; gives the error to be raised in place of this one."""
    what = f"Outbound met an error that it did not foresee ({type(error).__name__})"
    try:
        file = _written(_report(error), OutboundSettings.read().home_folder / "reports")
    except (OSError, RuntimeError, UserMistake):
        return UnforeseenError(
            f"{what}, and cannot write a report into OUTBOUND_HOME. It came from {_origin(error)}."
        )
    return UnforeseenError(f"{what}. A report without personal data is in {file}.")


def _written(report: str, folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(".txt", f"{datetime.now(UTC):%Y%m%d-%H%M%S}-", folder)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(report)
    return Path(name)


def _report(error: BaseException) -> str:
    return "\n".join(
        [
            f"outbound {version('outbound')}, Python {platform.python_version()}, {sys.platform}",
            *_lines(error, seen=set()),
            "",
        ]
    )


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    """The type of the error, our lines that led to it, and the same of what it came from."""
    if id(error) in seen:
        return
    seen.add(id(error))
    yield f"\n{type(error).__module__}.{type(error).__qualname__}"
    yield from (f"  {frame}" for frame in _our_frames(error))
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for other in (*parts, error.__cause__, error.__context__):
        if other is not None:
            yield from _lines(other, seen)


def _our_frames(error: BaseException) -> list[str]:
    """Our lines on the way to the error, the last one last."""
    return [
        f"{file.relative_to(_ROOT)}:{frame.lineno} in {frame.name}: {frame.line}"
        for frame in traceback.extract_tb(error.__traceback__)
        if (file := Path(frame.filename)).is_relative_to(_ROOT)
        and file.relative_to(_ROOT).parts[0] in _OURS
    ]


def _origin(error: BaseException) -> str:
    return next(reversed(_our_frames(error)), "no line of ours")
