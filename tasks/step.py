"""How every step is retried: only where repeating is known to be safe, and never from a cache."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import exponential_backoff

from outbound.api import Retriable
from outbound.unforeseen import guarded
from tasks.shown import Title, task_title

P = ParamSpec("P")
R = TypeVar("R")

_RETRIES = 4
_FIRST_DELAY = 2  # seconds; doubled each time, with jitter


def step(
    name: str, title: Title
) -> Callable[[Callable[P, Awaitable[R]]], Task[P, Coroutine[Any, Any, R]]]:
    """Make a function a task of ours. `title` may name its parameters, as in `batch {batch}`.

    Nothing is cached or persisted: what was done stands in the ledger.
    """

    def decorate(function: Callable[P, Awaitable[R]]) -> Task[P, Coroutine[Any, Any, R]]:
        made = task(
            name=name,
            task_run_name=task_title(title),
            retries=_RETRIES,
            retry_delay_seconds=exponential_backoff(backoff_factor=_FIRST_DELAY),
            retry_jitter_factor=0.5,
            retry_condition_fn=_is_retriable,
            cache_policy=NO_CACHE,
            persist_result=False,
        )
        return made(guarded(function))

    return decorate


def _is_retriable(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.data, Retriable)
