"""One request to the API: authenticated, within one total deadline, repeated only where safe."""

import asyncio
from collections.abc import Mapping
from typing import TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from outbound.api.answers import Answer, lost, read_answer
from outbound.api.auth import auth_for, is_underway
from outbound.api.errors import MicoError, Retriable
from outbound.api.settings import MicoSettings
from outbound.clock import Clock

Shape = TypeVar("Shape")
Params = Mapping[str, object]

_TRIES = 4
_NEVER_MADE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_backoff = wait_exponential_jitter(initial=0.5, max=30)


def _wait(state: RetryCallState) -> float:
    """Seconds before the next try: what the API asked for, or a growing time with jitter."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, Retriable) else 0
    return max(asked, _backoff(state))


class Transport:
    """Sends requests and reads answers; its errors are those of `outbound.api.errors`.

    A request is repeated only after an error that is `Retriable`: a GET, a 429, a connection that
    was never made. A request that may have been carried out is the caller's to decide about.
    """

    def __init__(
        self, settings: MicoSettings, clock: Clock, wire: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._clock = clock
        self._deadline = settings.timeout_seconds
        self._host = httpx.URL(settings.base_url).host
        self._http = httpx.AsyncClient(
            base_url=settings.base_url,
            auth=auth_for(settings, clock),
            transport=wire,
            timeout=None,  # noqa: S113 - one total deadline stands around every request instead
            headers={"Accept": "application/json"},
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=20),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

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
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(Retriable),
            wait=_wait,
            stop=stop_after_attempt(_TRIES),
            reraise=True,
        ):
            with attempt:
                return await self._exchange(request, shape, doing)
        raise AssertionError("tenacity returns a value or raises")

    async def _exchange(
        self, request: httpx.Request, shape: TypeAdapter[Shape], doing: str
    ) -> Shape:
        repeatable = request.method == "GET"
        try:
            async with asyncio.timeout(self._deadline):
                response = await self._http.send(request)
        except TimeoutError:
            problem = f"no answer from {self._host} within {self._deadline:g} seconds"
            raise lost(doing, problem, repeatable=repeatable or not is_underway(request)) from None
        except httpx.HTTPError as error:
            raise self._lost_on_the_way(request, error, doing) from error
        answer = Answer(response.status_code, response.headers, response.content)
        body = read_answer(answer, doing=doing, repeatable=repeatable, now=self._clock.now())
        try:
            return shape.validate_python(body)
        except ValidationError:
            raise lost(
                doing, "Mico's answer lacks what the guide promises", repeatable=repeatable
            ) from None

    def _lost_on_the_way(
        self, request: httpx.Request, error: httpx.HTTPError, doing: str
    ) -> MicoError:
        if isinstance(error, _NEVER_MADE):
            problem = f"{self._host} cannot be reached; check MICO_BASE_URL and the network"
            return Retriable(doing, problem)
        problem = f"the connection to {self._host} broke ({type(error).__name__})"
        repeatable = request.method == "GET" or not is_underway(request)
        return lost(doing, problem, repeatable=repeatable)


def _given(params: Params | None) -> dict[str, str]:
    """The parameters that were given, booleans in the API's spelling."""
    given = {name: value for name, value in (params or {}).items() if value is not None}
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in given.items()
    }
