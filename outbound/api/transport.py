"""How often a request is tried: a few times where that is safe, once where the caller decides."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

from outbound.api.answers import Answer, lost, read_answer
from outbound.api.auth import DOING, ClientCredentials, auth_for
from outbound.api.connections import Connections
from outbound.api.errors import Paused, Retriable
from outbound.api.pause import Monotonic, Pause, Sleep
from outbound.api.settings import MicoSettings
from outbound.api.silence import Silence, noting_silence
from outbound.clock import Clock

Shape = TypeVar("Shape")
Params = Mapping[str, object]

_TRIES = 4
_backoff = wait_exponential(multiplier=0.5, max=30) + wait_random(0, 1)


def _wait(state: RetryCallState) -> float:
    """Seconds before the next try: what the API asked for, or a growing time with jitter."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, Retriable) else 0
    return max(asked, _backoff(state))


class Transport:
    """Sends requests and reads answers; its errors are those of `outbound.api.errors`.

    A request that may have been carried out is never repeated here. What is repeated is repeated
    only after an error that is `Retriable`: a GET, a 429, a connection that was never made.
    `sleep` passes real seconds, and `monotonic` counts them.
    """

    def __init__(
        self,
        settings: MicoSettings,
        clock: Clock,
        wire: httpx.AsyncBaseTransport | None = None,
        sleep: Sleep = asyncio.sleep,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._pause = Pause(monotonic, sleep)
        self._auth = auth_for(settings, clock)
        self._connections = Connections(settings, clock, self._pause, wire)
        self.silence = Silence(clock)
        self.skew: timedelta | None = None
        """How far the API's clock is ahead of ours, by its last answer; None: it did not say."""

    async def close(self) -> None:
        """Close the connections."""
        await self._connections.close()

    async def ready(self) -> None:
        """Wait until the client does not pause."""
        await self._pause.over()

    async def authenticate(self) -> None:
        """Get a token now; a ready one is left as it is."""
        if isinstance(self._auth, ClientCredentials):
            await self._repeated(partial(self._token, self._auth))

    async def get(
        self, path: str, shape: TypeAdapter[Shape], *, doing: str, params: Params | None = None
    ) -> Shape:
        """Read something; after a lost answer it is asked for again."""
        request = self._connections.request("GET", path, params=_given(params))
        return await self._repeated(partial(self._once, request, shape, doing))

    async def post(
        self, path: str, shape: TypeAdapter[Shape], *, doing: str, json: object
    ) -> Shape:
        """Create something; a lost answer is `InDoubt`."""
        request = self._connections.request("POST", path, json=json)
        return await self._repeated(partial(self._once, request, shape, doing))

    async def post_once(
        self,
        path: str,
        shape: TypeAdapter[Shape],
        *,
        doing: str,
        json: object,
        params: Params | None = None,
        deadline: datetime | None = None,
    ) -> Shape:
        """Create something with one try that neither waits nor is repeated, whatever happens.

        `deadline` is the instant when its time is over, at most the client's own time from now.
        """
        request = self._connections.request("POST", path, json=json, params=_given(params))
        return await self._once(request, shape, doing, until=deadline)

    async def patch_once(
        self,
        path: str,
        shape: TypeAdapter[Shape],
        *,
        doing: str,
        json: object,
        deadline: datetime | None = None,
    ) -> Shape:
        """Change something with one try that neither waits nor is repeated, whatever happens.

        `deadline` is the instant when its time is over, at most the client's own time from now.
        """
        request = self._connections.request("PATCH", path, json=json)
        return await self._once(request, shape, doing, until=deadline)

    async def patch_at_once(
        self,
        path: str,
        shape: TypeAdapter[Shape],
        *,
        doing: str,
        json: object,
        deadline: datetime | None = None,
    ) -> Shape:
        """Change something with one try that waits for nothing, not even the end of a pause.

        `deadline` is the instant when its time is over, at most the client's own time from now.
        """
        request = self._connections.request("PATCH", path, json=json, urgent=True)
        return await self._once(request, shape, doing, until=deadline)

    async def _repeated(self, once: Callable[[], Awaitable[Shape]]) -> Shape:
        tries = AsyncRetrying(
            sleep=self._sleep,
            retry=retry_if_exception_type(Retriable),
            wait=_wait,
            stop=stop_after_attempt(_TRIES),
            reraise=True,
        )
        # The tasks above repeat, too, with long rests; these tries only bridge a hiccup.
        async for attempt in tries:
            with attempt:
                return await self._when_ready(once)
        raise AssertionError("tenacity returns a value or raises")

    async def _when_ready(self, once: Callable[[], Awaitable[Shape]]) -> Shape:
        while True:
            await self._pause.over()
            # A request that meets a pause has not left: that costs it no try.
            with suppress(Paused):
                return await once()

    @noting_silence
    async def _once(
        self,
        request: httpx.Request,
        shape: TypeAdapter[Shape],
        doing: str,
        *,
        until: datetime | None = None,
    ) -> Shape:
        repeatable = request.method == "GET"
        response = await self._connections.exchange(
            request, doing, repeatable=repeatable, auth=self._auth, until=until
        )
        self._compare_clocks(response)
        answer = Answer(response.status_code, response.headers, response.content)
        body = read_answer(answer, doing=doing, repeatable=repeatable, now=self._clock.now())
        try:
            return shape.validate_python(body)
        except ValidationError:
            problem = "Mico's answer lacks what the guide promises"
            raise lost(doing, problem, repeatable=repeatable) from None

    @noting_silence
    async def _token(self, auth: ClientCredentials) -> None:
        asked_at = self._clock.now()
        request = auth.token_request()
        response = await self._connections.exchange(request, DOING, repeatable=True, auth=None)
        self._compare_clocks(response)
        auth.accept(response, asked_at)

    def _compare_clocks(self, response: httpx.Response) -> None:
        """By the answer's Date, which has whole seconds (RFC 9110, 6.6.1)."""
        with suppress(KeyError, ValueError):
            said = parsedate_to_datetime(response.headers["date"])
            self.skew = said - self._clock.now()


def _given(params: Params | None) -> dict[str, str]:
    """The parameters that were given, booleans in the API's spelling."""
    given = {name: value for name, value in (params or {}).items() if value is not None}
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in given.items()
    }
