"""The sandbox as an ASGI application."""

from dataclasses import dataclass
from email.utils import format_datetime

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from outbound.clock import Clock
from outbound.sandbox.answers import Json
from outbound.sandbox.refusals import Refusal, answer_refusal, answer_unrouted
from outbound.sandbox.routes import routes
from outbound.sandbox.truth import tell
from outbound.sandbox.world import World


class Dated:
    """Middleware: the `Date` header follows the sandbox's clock."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the date in the answer's head."""

        async def send_dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(self._clock.now(), usegmt=True)
                MutableHeaders(scope=message)["Date"] = date
            await send(message)

        await self._app(scope, receive, send_dated)


@dataclass(kw_only=True)
class Sandbox(World):
    """A world and its door, `app`."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.app = Starlette(
            routes=routes(self),
            middleware=[Middleware(Dated, clock=self.clock)],
            exception_handlers={Refusal: answer_refusal, HTTPException: answer_unrouted},
        )

    def state(self) -> Json:
        """What `GET /_sandbox/state` answers."""
        return tell(self)
