"""Who may come in: `POST /oauth/token` (RFC 6749, section 4.4) and bearer tokens (RFC 6750)."""

import hmac
from secrets import token_urlsafe
from urllib.parse import parse_qs

from pydantic import JsonValue
from starlette.responses import JSONResponse

from outbound.sandbox.refusals import Refusal
from outbound.sandbox.world import World

LIFETIME = 86399
"""Seconds; the authentication page's example."""
_NOT_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class TokenError(Exception):
    """An answer of RFC 6749, section 5.2: its code, and what it says."""

    def __init__(self, code: str, description: str, status: int = 400) -> None:
        self.content = {"error": code, "error_description": description}
        self.status = status
        super().__init__(code)


def give_token(world: World, content_type: str, body: bytes) -> JSONResponse:
    """Answer a request for a token."""
    second = world.advance()
    try:
        form = _form(content_type, body)
        return JSONResponse(_grant(world, form, second), headers=_NOT_STORED)
    except TokenError as error:
        return JSONResponse(error.content, error.status, headers=_NOT_STORED)


def admit(world: World, authorization: str, scope: str, second: int) -> None:
    """Let a request in if its token is known, not expired, and of this scope.

    Raises:
        Refusal: 401 or 403.
    """
    token = _bearer(authorization)
    if token is None:
        challenge = {"WWW-Authenticate": 'Bearer realm="sandbox"'}
        raise Refusal(401, "unauthorized", "A bearer token is required", headers=challenge)
    select = "SELECT scopes FROM tokens WHERE token = ? AND expires_at > ?"
    row = world.db.execute(select, (token, second)).fetchone()
    if row is None:
        challenge = {"WWW-Authenticate": 'Bearer realm="sandbox", error="invalid_token"'}
        raise Refusal(401, "invalid_token", "The token is unknown or expired", headers=challenge)
    if scope not in row["scopes"].split():
        challenge = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
        details = {"scope": scope}
        raise Refusal(403, "insufficient_scope", "The token lacks a scope", details, challenge)


def forget(world: World, authorization: str) -> None:
    """Let nobody in any more who comes with this token."""
    with world.db:
        world.db.execute("DELETE FROM tokens WHERE token = ?", (_bearer(authorization),))


def _bearer(authorization: str) -> str | None:
    kind, _, token = authorization.partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def _form(content_type: str, body: bytes) -> dict[str, str]:
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise TokenError("invalid_request", "The body must be application/x-www-form-urlencoded")
    try:
        fields = parse_qs(body.decode(), strict_parsing=bool(body), errors="strict")
    except ValueError:
        raise TokenError("invalid_request", "The body is not a form") from None
    if any(len(values) > 1 for values in fields.values()):
        # RFC 6749, section 3.2: parameters must not be included more than once.
        raise TokenError("invalid_request", "A parameter stands there more than once")
    return {name: values[0] for name, values in fields.items()}


def _grant(world: World, form: dict[str, str], second: int) -> dict[str, JsonValue]:
    if "grant_type" not in form:
        raise TokenError("invalid_request", "grant_type is missing")
    if form["grant_type"] != "client_credentials":
        raise TokenError("unsupported_grant_type", "Only client_credentials is supported")
    if not _is_the_client(world, form):
        raise TokenError("invalid_client", "The client is unknown or its secret is wrong", 401)
    asked = form.get("scope", "").split()
    if not asked or not world.scopes >= set(asked):
        raise TokenError("invalid_scope", "A scope is missing, unknown or not granted")
    token, expires_at = token_urlsafe(32), second + LIFETIME
    with world.db:
        row = (token, " ".join(asked), expires_at)
        world.db.execute("INSERT INTO tokens VALUES (?, ?, ?)", row)
    return {"access_token": token, "expires_in": LIFETIME, "token_type": "bearer"}


def _is_the_client(world: World, form: dict[str, str]) -> bool:
    # Both are compared in full, and in constant time, whichever of them is wrong.
    id_fits = _is_same(form.get("client_id", ""), world.client_id)
    secret_fits = _is_same(form.get("client_secret", ""), world.client_secret)
    return id_fits and secret_fits


def _is_same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
