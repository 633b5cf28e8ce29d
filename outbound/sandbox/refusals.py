"""The answers that say no.

The guide shows no error body, so this is a careful API's: `{"error": {code, message, details}}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse


@dataclass(eq=False)
class Refusal(Exception):
    """A request turned down: its status, and what the body and the headers say."""

    status: int
    code: str
    message: str
    details: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def unknown(thing: str, uid: str) -> Refusal:
    """404: nothing has this uid."""
    return Refusal(404, "not_found", f"There is no {thing} with this uid", {"uid": uid})


def invalid(details: Mapping[str, str]) -> Refusal:
    """422: understood, and not acceptable; `details` by field."""
    return Refusal(422, "validation_failed", "The request is not valid", details)


def by_field(error: ValidationError) -> dict[str, str]:
    """What is wrong, by field; the values themselves are not repeated."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return {
        ".".join(map(str, fault["loc"])) or "body": (
            "Required" if fault["type"] == "missing" else fault["msg"]
        )
        for fault in faults
    }


async def answer_refusal(_request: Request, refusal: Exception) -> JSONResponse:
    """Starlette's handler for refusals."""
    if not isinstance(refusal, Refusal):
        raise refusal
    return refused(refusal)


def refused(refusal: Refusal) -> JSONResponse:
    """The answer that says so."""
    error = {
        "code": refusal.code,
        "message": refusal.message,
        "details": dict(refusal.details),
    }
    return JSONResponse({"error": error}, refusal.status, headers=refusal.headers)


async def answer_unrouted(_request: Request, error: Exception) -> JSONResponse:
    """Starlette's handler for its own 404 and 405."""
    if not isinstance(error, HTTPException):
        raise error
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
    refusal = Refusal(error.status_code, code, error.detail, headers=error.headers or {})
    return refused(refusal)
