"""The connections to the API: when a request may leave, and what became of it on its way."""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime
from functools import partial
from typing import Any

import httpx

from outbound.api.answers import TOO_MANY_REQUESTS, lost, seconds_to_stay_away
from outbound.api.bodies import ACCEPTED_ENCODING, LONGEST_ANSWER, BodyError, limit_body
from outbound.api.deadlines import Deadline
from outbound.api.errors import Paused, Retriable
from outbound.api.pause import Pause
from outbound.api.settings import MicoSettings, is_loopback
from outbound.api.underway import (
    is_overdue,
    is_underway,
    is_urgent,
    leave_before,
    longest_answer,
    mark_underway,
    marked,
)
from outbound.clock import Clock

_AT_ONCE = 20
# What httpcore tells of HTTP/1.1 and HTTP/2 alike, behind the name of the protocol.
_FIRST_BYTE = "send_request_headers.started"
_WRITING = {_FIRST_BYTE, "send_request_body.started"}
_OVERDUE = "its time was over before it was sent"
_NEVER_MADE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class _TurnedBackError(Exception):
    """A request that met a pause when it was about to leave."""


class _OverdueError(Exception):
    """A request whose time was over when it was about to leave."""


class Connections:
    """Exchanges one request for one answer, each within one total deadline.

    No more than twenty requests are on their way at once, and none leaves while the client pauses:
    that is asked last, after the waiting for a token or for one's turn. An urgent request neither
    waits for its turn nor heeds the pause. Every 429 begins or lengthens the pause.

    A request that changes something has an instant, too, from which on it does not leave: a
    machine that was suspended has counted no time meanwhile. It is asked by the clock, behind
    token, turn and connection: httpcore tells when it is about to write (its `trace` extension).
    The request for a token, and what only reads, may leave late: that harms nobody.
    """

    def __init__(
        self,
        settings: MicoSettings,
        clock: Clock,
        pause: Pause,
        wire: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._longest = settings.timeout_seconds
        self._host = httpx.URL(settings.base_url).host
        # Not the pool's own limit: a request that waits there no longer asks about the pause.
        self._slots = asyncio.Semaphore(_AT_ONCE)
        # Another one might send a request twice, and tell of the second time only.
        self._is_httpcore = wire is None or type(wire) is httpx.AsyncHTTPTransport
        self._tells_of_writing = False
        self._http = httpx.AsyncClient(
            base_url=settings.base_url,
            transport=wire,
            # A request to this machine never goes through a proxy of the environment.
            trust_env=not is_loopback(settings.base_url),
            timeout=None,  # noqa: S113 - one total deadline stands around every request instead
            headers={"Accept": "application/json", "Accept-Encoding": ACCEPTED_ENCODING},
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=_AT_ONCE),
            event_hooks={"request": [self._leaving], "response": [self._answered]},
        )

    async def close(self) -> None:
        """Close them."""
        await self._http.aclose()

    def request(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        params: Mapping[str, str] | None = None,
        urgent: bool = False,
    ) -> httpx.Request:
        """A request to the API; an urgent one heeds no pause."""
        extensions = marked(urgent=urgent, longest=LONGEST_ANSWER)
        return self._http.build_request(
            method, path, json=json, params=params, extensions=extensions
        )

    async def exchange(
        self,
        request: httpx.Request,
        doing: str,
        *,
        repeatable: bool,
        auth: httpx.Auth | None,
        until: datetime | None = None,
    ) -> httpx.Response:
        """Send the request, and wait for the whole answer.

        `until` is the instant, in the clock's time, when all of it is over, token and turn
        included, where that is to be sooner than the client's own deadline. `repeatable` says that
        the request changes nothing.

        Raises:
            Paused: the client pauses, and the request has not left.
            Retriable: its time was over before it left, no connection was made, or a repeatable
            request's answer was lost.
            InDoubt: the request has left, and its answer was lost.
        """
        if self._must_wait(request):  # at once, not when its turn comes
            raise self._paused(doing)
        deadline = Deadline.of(self._clock, longest=self._longest, until=until)
        if deadline.seconds <= 0:
            raise Retriable(doing, _OVERDUE)
        mark_underway(request, underway=False)
        leave_before(request, None if repeatable else deadline.at)
        try:
            async with asyncio.timeout(deadline.seconds), self._slot(request):
                return await self._http.send(request, auth=auth)
        except _TurnedBackError:
            raise self._paused(doing) from None
        except _OverdueError:
            raise lost(doing, _OVERDUE, repeatable=not is_underway(request)) from None
        except TimeoutError:
            problem = f"no answer from {self._host} within {deadline.seconds:g} seconds"
            raise lost(doing, problem, repeatable=repeatable or not is_underway(request)) from None
        except BodyError as error:
            problem = f"the answer from {self._host} {error}, so it cannot be read"
            raise lost(doing, problem, repeatable=repeatable or not is_underway(request)) from None
        except _NEVER_MADE as error:
            raise Retriable(doing, self._why_unreachable(error)) from error
        except httpx.ProxyError:
            problem = f"the proxy of the environment (HTTPS_PROXY) gives no way to {self._host}"
            raise lost(doing, problem, repeatable=repeatable or not is_underway(request)) from None
        except httpx.HTTPError as error:
            # Not `from error`: the text of a broken answer's error may quote the answer.
            problem = f"the connection to {self._host} broke ({type(error).__name__})"
            raise lost(doing, problem, repeatable=repeatable or not is_underway(request)) from None

    def _why_unreachable(self, error: BaseException) -> str:
        if _is_about_a_certificate(error):
            return (
                f"the certificate of {self._host} is not trusted on this machine; where a network "
                "has a root certificate of its own, name its PEM file in SSL_CERT_FILE"
            )
        return f"{self._host} cannot be reached; check MICO_BASE_URL and the network"

    def _slot(self, request: httpx.Request) -> AbstractAsyncContextManager[None]:
        return nullcontext() if is_urgent(request) else self._slots

    def _must_wait(self, request: httpx.Request) -> bool:
        return self._pause.remaining > 0 and not is_urgent(request)

    def _paused(self, doing: str) -> Paused:
        problem = "not sent, for Mico has asked for fewer requests"
        return Paused(doing, problem, retry_after=self._pause.remaining)

    async def _leaving(self, request: httpx.Request) -> None:
        if self._must_wait(request):
            raise _TurnedBackError
        self._refuse_overdue(request)
        # Where nobody has told of writing yet, nobody may tell this time.
        mark_underway(request, underway=not self._tells_of_writing)
        request.extensions["trace"] = partial(self._traced, request)

    async def _traced(self, request: httpx.Request, event: str, about: dict[str, Any]) -> None:
        """Look at the clock before a byte of the request is written, and again before its body.

        Without its body it cannot be carried out, but who can vouch for every server: it is
        underway from its first byte on. What a proxy is asked first (CONNECT) is another request.
        """
        _, _, step = event.partition(".")
        if step not in _WRITING or about["request"].method == b"CONNECT":
            return
        if step == _FIRST_BYTE:
            self._about_to_write(request)
        else:
            self._refuse_overdue(request)

    def _about_to_write(self, request: httpx.Request) -> None:
        if self._is_httpcore:
            self._tells_of_writing = True
            mark_underway(request, underway=False)
        self._refuse_overdue(request)
        mark_underway(request, underway=True)

    def _refuse_overdue(self, request: httpx.Request) -> None:
        if is_overdue(request, self._clock.now()):
            raise _OverdueError

    async def _answered(self, response: httpx.Response) -> None:
        limit_body(response, longest_answer(response.request))
        # By its headers alone: whether the body arrives does not matter for the pause.
        if response.status_code == TOO_MANY_REQUESTS:
            self._pause.refused(seconds_to_stay_away(response.headers, self._clock.now()))
        else:
            self._pause.answered()


def _is_about_a_certificate(error: BaseException | None) -> bool:
    """Whether the server's certificate is not trusted, somewhere in the error's causes."""
    return error is not None and (
        isinstance(error, ssl.SSLCertVerificationError)
        or _is_about_a_certificate(error.__cause__ or error.__context__)
    )
