"""What a request carries along about its own way: may it leave during a pause, has it left."""

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
    """Note that the request is being handed to the wire, or was surely not carried out."""
    request.extensions[_UNDERWAY] = underway


def is_underway(request: httpx.Request) -> bool:
    """Whether the request itself, not only the one for its token, has been handed to the wire."""
    return bool(request.extensions.get(_UNDERWAY))
