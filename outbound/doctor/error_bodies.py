"""Error bodies: what the API's refusals look like. Their values are never shown."""

import re
from uuid import uuid4

from outbound.api import Fatal, MicoClient
from outbound.doctor.ground import Ground
from outbound.doctor.meanings import differs, judged
from outbound.ledger import Finding, Probe

_DEEPEST = 2
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z_-]{0,29}")


async def examine_error_bodies(api: MicoClient, ground: Ground) -> Finding:
    """Ask for a call that there cannot be, and for one without any field.

    Raises:
        MicoError: it got no answer.
    """
    refusals = [
        await _unknown_call(api),
        await _empty_call(api, ground.place.schedule.uid),
    ]
    refused = [refusal for refusal in refusals if refusal is not None]
    if len(refused) < len(refusals):
        return differs(Probe.ERROR_BODIES, "a call without any field is taken")
    return judge_error_bodies(refused)


def judge_error_bodies(refusals: list[Fatal]) -> Finding:
    """Whether they are JSON objects of one shape."""
    shapes = [f"{refusal.status} {shape(refusal.body)}" for refusal in refusals]
    complaints = [text for text, r in zip(shapes, refusals, strict=True) if not _is_object(r)]
    return judged(Probe.ERROR_BODIES, complaints, ", ".join(shapes))


def shape(body: object, depth: int = 0) -> str:
    """A body by the names in it: `{error: {code, message}}`."""
    if isinstance(body, dict):
        inner = body.items() if depth < _DEEPEST else ()
        return "{" + ", ".join(_entry(name, value, depth) for name, value in inner) + "}"
    if isinstance(body, list):
        return "a list"
    if isinstance(body, str):
        return "an HTML page" if body.lstrip().startswith("<") else "a text"
    return "a value"


def _entry(name: object, value: object, depth: int) -> str:
    shown = str(name) if _PLAIN.fullmatch(str(name)) else "…"
    is_shown_inside = isinstance(value, dict) and depth + 1 < _DEEPEST
    return f"{shown}: {shape(value, depth + 1)}" if is_shown_inside else shown


def _is_object(refusal: Fatal) -> bool:
    return isinstance(refusal.body, dict)


async def _unknown_call(api: MicoClient) -> Fatal | None:
    try:
        await api.outbound_calls.get(str(uuid4()))
    except Fatal as refusal:
        return refusal
    return None


async def _empty_call(api: MicoClient, schedule_uid: str) -> Fatal | None:
    try:
        await api.outbound_calls.create(schedule_uid, {})
    except Fatal as refusal:
        return refusal
    return None
