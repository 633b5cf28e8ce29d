"""What a request knows of itself: whether it may leave during a pause, and whether it has left."""

from typing import Any

import httpx

_URGENT = "outbound.urgent"
_UNDERWAY = "outbound.underway"


def marked(*, urgent: bool) -> dict[str, Any]:
    """The extensions of a new request; an urgent one leaves even while the client pauses."""
    return {_URGENT: urgent, _UNDERWAY: False}


def is_urgent(request: httpx.Request) -> bool:
    """Whether the request leaves even while the client pauses."""
    return bool(request.extensions.get(_URGENT))


def mark_underway(request: httpx.Request, *, underway: bool) -> None:
    """Note whether the request is being sent, or was certainly not carried out."""
    request.extensions[_UNDERWAY] = underway


def is_underway(request: httpx.Request) -> bool:
    """Whether the request itself was sent, and not only the one for its token."""
    return bool(request.extensions.get(_UNDERWAY))
