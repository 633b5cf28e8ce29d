"""The way between client and sandbox, on which things go wrong where a test wants them to."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx

PassOn = Callable[[httpx.Request], Awaitable[httpx.Response]]
Trouble = Callable[[httpx.Request, PassOn], Awaitable[httpx.Response]]


@dataclass
class Wire(httpx.AsyncBaseTransport):
    """Hands requests to the application; every request is remembered as `METHOD path?query`."""

    app: Callable[..., Awaitable[None]]
    asked: list[str] = field(default_factory=list)
    troubles: list[tuple[re.Pattern[str], Trouble, int]] = field(default_factory=list)

    def meets(self, request: str, trouble: Trouble, *, times: int = 1) -> None:
        """So many of the next requests that match the pattern meet this trouble."""
        self.troubles.append((re.compile(request), trouble, times))

    def count(self, request: str) -> int:
        """How many requests matched the pattern."""
        return sum(re.search(request, asked) is not None for asked in self.asked)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = f"{request.method} {request.url.raw_path.decode()}"
        self.asked.append(asked)
        for place, (pattern, trouble, times) in enumerate(self.troubles):
            if times and pattern.search(asked):
                self.troubles[place] = (pattern, trouble, times - 1)
                return await trouble(request, self._pass_on)
        return await self._pass_on(request)

    async def _pass_on(self, request: httpx.Request) -> httpx.Response:
        return await httpx.ASGITransport(self.app).handle_async_request(request)


BULK = r"^POST .*/outbound_calls/bulk"
ONE_CALL = r"^POST .*/outbound_calls(\?|$)"
SWITCH = r"^PATCH "
LIST = r"^GET .*/outbound_calls\?"
DETAIL = r"^GET /api/v1/outbound_calls/"
NEW_CAMPAIGN = r"^POST .*/campaigns$"
NEW_SCHEDULE = r"^POST .*/schedules$"


async def answer_is_lost(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
    """The request is carried out, and nobody hears of it."""
    await pass_on(request)
    raise httpx.ReadError("the connection was reset")


async def request_is_lost(_request: httpx.Request, _pass_on: PassOn) -> httpx.Response:
    """The request breaks on its way, and nobody knows whether it arrived."""
    raise httpx.WriteError("the connection was reset")


async def nobody_is_there(_request: httpx.Request, _pass_on: PassOn) -> httpx.Response:
    """No connection is made."""
    raise httpx.ConnectError("connection refused")


def answers(status: int, body: object = None, **headers: str) -> Trouble:
    """The request is not carried out; this is answered instead."""

    async def answer(request: httpx.Request, _pass_on: PassOn) -> httpx.Response:
        return httpx.Response(status, json=body, headers=headers, request=request)

    return answer


def done_but_answers(status: int) -> Trouble:
    """The request is carried out; the answer says that something failed."""

    async def answer(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
        await pass_on(request)
        return httpx.Response(status, request=request)

    return answer


def answer_is_changed(change: Callable[..., object]) -> Trouble:
    """The answer's JSON becomes what the function makes of it."""

    async def answer(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
        response = await pass_on(request)
        body = json.dumps(change(json.loads(await response.aread())))
        return httpx.Response(response.status_code, content=body, request=request)

    return answer


def first(happens: Callable[[], Awaitable[object]], then: Trouble | None = None) -> Trouble:
    """Something else happens while the request is on its way."""

    async def answer(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
        await happens()
        return await (then(request, pass_on) if then else pass_on(request))

    return answer
