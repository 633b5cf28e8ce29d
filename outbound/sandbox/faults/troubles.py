"""What each kind of fault does to a request."""

import json
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.client import responses
from random import Random
from typing import Protocol

from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response

from outbound.sandbox.faults.broken_answers import CutAnswer, NoAnswer, half
from outbound.sandbox.faults.lenses import lagging, repeating
from outbound.sandbox.faults.plan import Fault, Kind, On
from outbound.sandbox.listing import Lens, Page, plainly
from outbound.sandbox.refusals import Refusal, refused
from outbound.sandbox.tokens import forget
from outbound.sandbox.world import World


class CarryOut(Protocol):
    """Does what a request asks for, at the second of the call, and makes its answer."""

    def __call__(self, body: bytes, lens: Lens = plainly, /) -> Response:
        """Carry it out with this body, and show lists through this lens.

        Raises:
            Refusal: it cannot be carried out.
        """
        ...


@dataclass(frozen=True, slots=True)
class Came:
    """A complete request; nothing was done for it yet."""

    on: On
    headers: Headers
    query: QueryParams
    body: bytes
    carry_out: CarryOut


@dataclass(frozen=True, slots=True)
class Met:
    """A request that has met a fault."""

    world: World
    came: Came
    fault: Fault
    luck: Random

    def carried_out(self, body: bytes | None = None, lens: Lens = plainly) -> Response:
        """Carry the request out; a refusal is an answer too."""
        try:
            return self.came.carry_out(self.came.body if body is None else body, lens)
        except Refusal as refusal:
            return refused(refusal)


async def answer(world: World, came: Came) -> Response:
    """Answer a request, with the fault that it meets.

    Raises:
        Refusal: it cannot be carried out, or comes too early.
    """
    # Counted before anything else: the faults of a run depend only on the order of its requests.
    strike = world.luck.meet(came.on, came.body)
    if too_early := world.rush.turned_away(came.on, world.clock.now()):
        raise too_early
    if strike is None:
        return came.carry_out(came.body)
    fault, luck = strike
    if fault.kind not in _COUNTED_BY_PAGE:
        world.luck.happened[fault.kind] += 1
    return await _TROUBLES[fault.kind](Met(world, came, fault, luck))


async def _drop(_met: Met) -> Response:
    return NoAnswer()


async def _commit_then_drop(met: Met) -> Response:
    met.carried_out()
    return NoAnswer()


async def _half_then_drop(met: Met) -> Response:
    met.carried_out(_first_half(met.came.body))
    return NoAnswer()


async def _late_commit(met: Met) -> Response:
    # Carried out by the state of then: a schedule may be enabled, or filled, by another meanwhile.
    met.world.late.begin(met.fault.seconds, met.carried_out)
    return NoAnswer()


async def _late(met: Met) -> Response:
    return await met.world.late.after(met.fault.seconds, met.carried_out) or NoAnswer()


async def _hang(met: Met) -> Response:
    return await met.world.late.after(met.fault.seconds, NoAnswer) or NoAnswer()


async def _cut_body(met: Met) -> Response:
    return CutAnswer(met.carried_out())


async def _truncated_json(met: Met) -> Response:
    whole = met.carried_out()
    return Response(half(whole), whole.status_code, media_type="application/json")


async def _error(met: Met) -> Response:
    return _page(met.fault.answered)


async def _error_after_commit(met: Met) -> Response:
    met.carried_out()
    return _page(504)


async def _refused_after_commit(met: Met) -> Response:
    met.carried_out()
    raise Refusal(422, "validation_failed", "The request is not valid")


async def _too_many(met: Met) -> Response:
    now, fault = met.world.clock.now(), met.fault
    raise met.world.rush.begin(now, fault.seconds, as_date=fault.as_date)


async def _dead_token(met: Met) -> Response:
    forget(met.world, met.came.headers.get("authorization", ""))
    return met.carried_out()


async def _lag(met: Met) -> Response:
    return _checked_at_each_time(met, lagging(met.fault.seconds))


async def _uneven_lag(met: Met) -> Response:
    question = sorted(met.came.query.items())
    # The question decides, not the moment: the same page lags for each of its readers.
    lags = met.world.luck.of("uneven_lag", question).random() < 1 / 2
    return _checked_at_each_time(met, lagging(met.fault.seconds) if lags else plainly)


async def _repeated_rows(met: Met) -> Response:
    return _checked_at_each_time(met, repeating(met.luck))


_TROUBLES: dict[Kind, Callable[[Met], Awaitable[Response]]] = {
    "drop": _drop,
    "commit_then_drop": _commit_then_drop,
    "half_then_drop": _half_then_drop,
    "late_commit": _late_commit,
    "late": _late,
    "hang": _hang,
    "cut_body": _cut_body,
    "truncated_json": _truncated_json,
    "error": _error,
    "blocked": _error,
    "error_after_commit": _error_after_commit,
    "refused_after_commit": _refused_after_commit,
    "too_many": _too_many,
    "dead_token": _dead_token,
    "lag": _lag,
    "uneven_lag": _uneven_lag,
    "repeated_rows": _repeated_rows,
}
# These happen only where a page shows it.
_COUNTED_BY_PAGE: frozenset[Kind] = frozenset({"lag", "uneven_lag", "repeated_rows"})


def _first_half(body: bytes) -> bytes:
    """A bulk's body with the first half of its rows; what is no bulk stays as it is."""
    try:
        bulk = json.loads(body)
        rows = bulk["outbound_calls"]
        return json.dumps({**bulk, "outbound_calls": rows[: len(rows) // 2]}).encode()
    except (ValueError, TypeError, KeyError):
        return body


def _page(status: int) -> Response:
    """What a gateway shows that knows nothing of JSON."""
    title = f"{status} {responses.get(status, 'Server Error')}"
    text = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return Response(text, status, media_type="text/html")


def _checked_at_each_time(met: Met, lens: Lens) -> Response:
    """The list as the lens shows it; counted where that is another than it is."""

    def look(page: Page) -> list[sqlite3.Row]:
        shown = lens(page)
        if shown != page.rows():
            met.world.luck.happened[met.fault.kind] += 1
        return shown

    return met.carried_out(lens=look)
