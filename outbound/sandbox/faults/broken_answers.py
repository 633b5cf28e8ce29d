"""Answers that break the connection."""

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

HANG_UP = "outbound.sandbox.hang_up"
"""In a request's state: closes its connection."""


class HungUp(ConnectionError):
    """The connection closed; raised where there is none, in this process."""


class NoAnswer(Response):
    """The connection closes without a byte."""

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Hang up."""
        await _hang_up(scope, receive)


class CutAnswer(Response):
    """The head of an answer and half of its body; then the connection closes."""

    def __init__(self, whole: Response) -> None:
        super().__init__(whole.body, whole.status_code, whole.headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin as if it were to be a whole answer, and hang up."""
        head = {"type": "http.response.start", "status": self.status_code}
        await send({**head, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": half(self), "more_body": True})
        await _hang_up(scope, receive)


def half(answer: Response) -> bytes:
    """The first half of its body."""
    return bytes(answer.body[: len(answer.body) // 2])


async def _hang_up(scope: Scope, receive: Receive) -> None:
    hang_up = scope.get("state", {}).get(HANG_UP)
    if hang_up is None:
        raise HungUp("The sandbox closed the connection")
    hang_up()
    # Uvicorn answers 500 for an app that returns before the client is known to be gone.
    while (await receive())["type"] != "http.disconnect":
        pass
