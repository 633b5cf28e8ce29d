"""What Prefect shows: names, log lines, ends and pages.

Everything that is shown goes through here (ruff refuses Prefect's own ways), so that a name from
outside, of a list or a campaign, say, moves nothing on a screen and is no Markdown on a page.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)
from prefect.client.schemas.objects import FlowRun, State
from prefect.logging import get_run_logger
from prefect.logging.loggers import PrefectLogAdapter, flow_run_logger
from prefect.runtime import flow_run, task_run
from prefect.states import Completed, Failed

from outbound.logs import Log
from outbound.visible import in_markdown, in_one_line

Title = str | Callable[[Mapping[str, Any]], str]
"""A name, made of the parameters: a template such as `stop {key}`, or a function of them."""


def flow_title(title: Title) -> Callable[[], str]:
    """What a flow run is called."""
    return lambda: _filled(title, flow_run.parameters)


def task_title(title: Title) -> Callable[[], str]:
    """What a task run is called."""
    return lambda: _filled(title, task_run.parameters)


def _filled(title: Title, parameters: Mapping[str, Any]) -> str:
    filled = title.format(**parameters) if isinstance(title, str) else title(parameters)
    return in_one_line(filled)


def run_log() -> Log:
    """The log on the page of the flow or task that goes on."""
    return Log(get_run_logger())


def notice(sentence: str) -> None:
    """Warn in the same log, and a person at a command's screen, too. Nothing personal is said."""
    Log(cast("PrefectLogAdapter", get_run_logger()).getChild("notices")).warning(sentence)


def log_of(ended: FlowRun) -> Log:
    """The log of a flow run that goes on no more."""
    return Log(flow_run_logger(ended))


def completed(message: str, *, name: str = "Completed", data: object = None) -> State[Any]:
    """A good end; `data` is the flow's result."""
    return Completed(name=name, message=in_one_line(message), data=data)


def failed(message: str, *, name: str) -> State[Any]:
    """Another end."""
    return Failed(name=name, message=in_one_line(message))


async def show_page(lines: Sequence[str], description: str) -> None:
    """A page of Markdown; what its lines say of the outside has gone through `in_markdown`."""
    await acreate_markdown_artifact(markdown="\n".join(lines), description=description)


def table(columns: Mapping[str, str], rows: Sequence[Sequence[object]]) -> Sequence[str]:
    """The lines of a table in a page; `columns`: their names, each with its side (`:--`, `--:`)."""
    cells = [[in_markdown(str(cell)) for cell in row] for row in rows]
    return [_row(columns), _row(columns.values()), *map(_row, cells)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


async def show_counts(what: str, counts: Mapping[str, int]) -> None:
    """A table of how often there was what."""
    rows = [{what: in_one_line(name), "count": count} for name, count in counts.items()]
    await acreate_table_artifact(table=rows, description=f"The run's {in_markdown(what)}")


async def show_bar(description: str) -> UUID:
    """A progress bar at 0 percent."""
    return await acreate_progress_artifact(progress=0.0, description=in_markdown(description))


async def move_bar(bar: UUID, percent: float) -> None:
    """Show how far it is."""
    await aupdate_progress_artifact(bar, progress=percent)
