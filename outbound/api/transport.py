"""One request to the API: authenticated, within one total deadline, repeated only where safe."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
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
from outbound.api.auth import DOING, ClientCredentials, auth_for, is_underway
from outbound.api.errors import Retriable
from outbound.api.settings import MicoSettings, is_loopback
from outbound.clock import Clock

Shape = TypeVar("Shape")
Params = Mapping[str, object]
Sleep = Callable[[float], Awaitable[None]]

_TRIES = 4
_NEVER_MADE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_backoff = wait_exponential(multiplier=0.5, max=30) + wait_random(0, 1)


def _wait(state: RetryCallState) -> float:
    """Seconds before the next try: what the API asked for, or a growing time with jitter."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, Retriable) else 0
    return max(asked, _backoff(state))


class Transport:
    """Sends requests and reads answers; its errors are those of `outbound.api.errors`.

    A request is repeated only after an error that is `Retriable`: a GET, a 429, a connection that
    was never made. A request that may have been carried out is the caller's to decide about.
    `sleep` passes the time before a request is repeated.
    """

    def __init__(
        self,
        settings: MicoSettings,
        clock: Clock,
        wire: httpx.AsyncBaseTransport | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._deadline = settings.timeout_seconds
        self._host = httpx.URL(settings.base_url).host
        self._auth = auth_for(settings, clock)
        self._http = httpx.AsyncClient(
            base_url=settings.base_url,
            auth=self._auth,
            transport=wire,
            # What is on this machine is never sent through a proxy of the environment.
            trust_env=not is_loopback(settings.base_url),
            timeout=None,  # noqa: S113 - one total deadline stands around every request instead
            headers={"Accept": "application/json"},
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=20),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def authenticate(self) -> None:
        """Get a token now; a ready one is left as it is."""
        if isinstance(self._auth, ClientCredentials):
            async for attempt in self._tries():
                with attempt:
                    asked_at = self._clock.now()
                    request = self._auth.token_request()
                    response = await self._exchange(request, DOING, repeatable=True, auth=None)
                    self._auth.accept(response, asked_at)

    async def get(
        self, path: str, shape: TypeAdapter[Shape], *, doing: str, params: Params | None = None
    ) -> Shape:
        """Read something."""
        return await self._send("GET", path, shape, doing=doing, params=params)

    async def post(
        self,
        path: str,
        shape: TypeAdapter[Shape],
        *,
        doing: str,
        json: object,
        params: Params | None = None,
    ) -> Shape:
        """Create something; a lost answer is `InDoubt`."""
        return await self._send("POST", path, shape, doing=doing, json=json, params=params)

    async def patch(
        self, path: str, shape: TypeAdapter[Shape], *, doing: str, json: object
    ) -> Shape:
        """Change something; a lost answer is `InDoubt`."""
        return await self._send("PATCH", path, shape, doing=doing, json=json)

    async def _send(
        self,
        method: str,
        path: str,
        shape: TypeAdapter[Shape],
        *,
        doing: str,
        json: object = None,
        params: Params | None = None,
    ) -> Shape:
        request = self._http.build_request(method, path, json=json, params=_given(params))
        repeatable = method == "GET"
        async for attempt in self._tries():
            with attempt:
                response = await self._exchange(
                    request, doing, repeatable=repeatable, auth=self._auth
                )
                return self._read(response, shape, doing, repeatable=repeatable)
        raise AssertionError("tenacity returns a value or raises")

    async def _exchange(
        self, request: httpx.Request, doing: str, *, repeatable: bool, auth: httpx.Auth | None
    ) -> httpx.Response:
        try:
            async with asyncio.timeout(self._deadline):
                return await self._http.send(request, auth=auth)
        except TimeoutError:
            problem = f"no answer from {self._host} within {self._deadline:g} seconds"
            raise lost(doing, problem, repeatable=repeatable or not is_underway(request)) from None
        except _NEVER_MADE as error:
            problem = f"{self._host} cannot be reached; check MICO_BASE_URL and the network"
            raise Retriable(doing, problem) from error
        except httpx.HTTPError as error:
            # Not `from error`: the text of a broken answer's error may quote the answer.
            problem = f"the connection to {self._host} broke ({type(error).__name__})"
            raise lost(doing, problem, repeatable=repeatable or not is_underway(request)) from None

    def _read(
        self, response: httpx.Response, shape: TypeAdapter[Shape], doing: str, *, repeatable: bool
    ) -> Shape:
        answer = Answer(response.status_code, response.headers, response.content)
        body = read_answer(answer, doing=doing, repeatable=repeatable, now=self._clock.now())
        try:
            return shape.validate_python(body)
        except ValidationError:
            problem = "Mico's answer lacks what the guide promises"
            raise lost(doing, problem, repeatable=repeatable) from None

    def _tries(self) -> AsyncRetrying:
        """A few tries, for errors after which repeating is safe."""
        return AsyncRetrying(
            sleep=self._sleep,
            retry=retry_if_exception_type(Retriable),
            wait=_wait,
            stop=stop_after_attempt(_TRIES),
            reraise=True,
        )


def _given(params: Params | None) -> dict[str, str]:
    """The parameters that were given, booleans in the API's spelling."""
    given = {name: value for name, value in (params or {}).items() if value is not None}
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in given.items()
    }
