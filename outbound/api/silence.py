"""Since when the API has given no answer, whichever requests were tried meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from outbound.api.errors import InDoubt, Paused, Retriable
from outbound.clock import Clock

_SERVER_ERRORS = 500

P = ParamSpec("P")
R = TypeVar("R")


class Silence:
    """Begins with a request, and ends with any answer but a server's error."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.since: datetime | None = None
        """When the first request left that has no answer yet (UTC); None: Mico answers."""

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Around one try of a request."""
        is_first = self.since is None
        if is_first:
            self.since = self._clock.now()
        try:
            yield
        except (Paused, asyncio.CancelledError):
            if is_first:  # it did not leave, or nobody waits for it: that says nothing of Mico
                self.since = None
            raise
        except (Retriable, InDoubt) as error:
            if error.status is not None and error.status < _SERVER_ERRORS:
                self.since = None
            raise
        except BaseException:
            self.since = None  # a refusal is an answer
            raise
        self.since = None


class _Asks(Protocol):
    silence: Silence


Asker = TypeVar("Asker", bound=_Asks)


def noting_silence(
    once: Callable[Concatenate[Asker, P], Awaitable[R]],
) -> Callable[Concatenate[Asker, P], Coroutine[Any, Any, R]]:
    """A method that tries one request, with the silence of its object around it."""

    async def noted(self: Asker, /, *given: P.args, **named: P.kwargs) -> R:
        with self.silence.asking():
            return await once(self, *given, **named)

    return noted
