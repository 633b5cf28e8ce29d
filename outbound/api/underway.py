"""What a request knows of itself: when it may leave, how long its answer may be, if it has left."""

from datetime import datetime
from typing import Any

import httpx

_URGENT = "outbound.urgent"
_LONGEST = "outbound.longest"
_DEADLINE = "outbound.deadline"
_UNDERWAY = "outbound.underway"


def marked(*, urgent: bool, longest: int) -> dict[str, Any]:
    """The extensions of a new request.

    An urgent one leaves even while the client pauses; its answer has at most `longest` bytes.
    """
    return {_URGENT: urgent, _LONGEST: longest, _UNDERWAY: False}


def is_urgent(request: httpx.Request) -> bool:
    """Whether the request leaves even while the client pauses."""
    return bool(request.extensions.get(_URGENT))


def longest_answer(request: httpx.Request) -> int:
    """How many bytes its answer may have at most."""
    return int(request.extensions[_LONGEST])


def leave_before(request: httpx.Request, deadline: datetime | None) -> None:
    """Note the instant from which on the request may not leave any more; None: it always may."""
    request.extensions[_DEADLINE] = deadline


def is_overdue(request: httpx.Request, now: datetime) -> bool:
    """Whether it is too late for the request to leave."""
    deadline: datetime | None = request.extensions.get(_DEADLINE)
    return deadline is not None and now >= deadline


def mark_underway(request: httpx.Request, *, underway: bool) -> None:
    """Note whether the request may have been sent, or was certainly not carried out."""
    request.extensions[_UNDERWAY] = underway


def is_underway(request: httpx.Request) -> bool:
    """Whether the request itself may have been sent, and not only the one for its token."""
    return bool(request.extensions.get(_UNDERWAY))
