"""OAuth2 client credentials, as an httpx `Auth` (the vendor's authentication page).

No maintained library does this for an async client with a margin, one refresh at a time, and
without a `refresh_token`; the reasons stand in ARCHITECTURE.md.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
from pydantic import BaseModel, FiniteFloat, SecretStr, ValidationError

from outbound.api.answers import FORBIDDEN, Answer, read_answer
from outbound.api.bodies import ACCEPTED_ENCODING, LONGEST_TOKEN_ANSWER
from outbound.api.errors import CredentialsRefused, Fatal, Retriable, ScopeMissing, is_page
from outbound.api.settings import SCOPES, MicoSettings, Token
from outbound.api.underway import is_urgent, mark_underway, marked
from outbound.clock import Clock

# A token is renewed so long before it expires: a request must not die of it on its way.
_MARGIN = timedelta(seconds=60)
# Of a token without `expires_in`, which RFC 6749 (5.1) lets an answer leave out.
_UNTOLD_LIFETIME = timedelta(minutes=5)
_LONGEST_LIFETIME = timedelta(days=1)
_REFUSALS = {httpx.codes.UNAUTHORIZED, FORBIDDEN}
DOING = "Getting an access token"
"""What a request for a token is called in errors."""


@dataclass(slots=True, eq=False)
class _Token:
    secret: str = field(repr=False)
    stale_at: datetime
    has_worked: bool = False
    """Whether a request with it was carried out."""
    is_replacement: bool = False
    """Whether it took the place of one that had worked, and then was refused."""

    def is_at_fault(self, answer: Answer) -> bool:
        """Whether another token may mend the answer: it died, or it has lost its rights.

        A page says nothing of rights: one other token is tried, and then it is not the token.
        """
        if answer.status != FORBIDDEN:
            return answer.status == httpx.codes.UNAUTHORIZED
        return self.has_worked and not (self.is_replacement and is_page(answer.body()))


class _Grant(BaseModel):
    access_token: Token
    expires_in: FiniteFloat | None = None

    @property
    def lifetime(self) -> timedelta:
        if self.expires_in is None:
            return _UNTOLD_LIFETIME
        longest = _LONGEST_LIFETIME.total_seconds()
        return timedelta(seconds=min(max(self.expires_in, 0), longest))


class AccessToken(httpx.Auth):
    """A ready token, used as it is."""

    def __init__(self, token: Token) -> None:
        self._token = token

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Put the token on the request."""
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        yield request


class ClientCredentials(httpx.Auth):
    """Fetches a token with the client's id and secret, and renews it before it expires.

    The expiry is counted from the moment of the request for it, with a margin; requests under way
    at once share one renewal; a 401 is answered by one renewal and one repeat, since a request
    with a dead token was not carried out; so is a 403 to a token that has worked before.
    """

    def __init__(self, base_url: str, client_id: str, secret: SecretStr, clock: Clock) -> None:
        self._url = f"{base_url}/oauth/token"
        self._client_id = client_id
        self._secret = secret
        self._clock = clock
        self._token: _Token | None = None
        self._renewing = asyncio.Lock()

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send the request with a valid token; where that is refused, once more with a new one."""
        dead: _Token | None = None
        for _ in range(2):
            async with self._renewing:
                token, now = self._token, self._clock.now()
                if token is None or token is dead or token.stale_at <= now:
                    answer = yield self.token_request(urgent=is_urgent(request))
                    await answer.aread()
                    token = self.accept(answer, asked_at=now)
                    token.is_replacement = dead is not None
            request.headers["Authorization"] = f"Bearer {token.secret}"
            response = yield request
            token.has_worked = token.has_worked or response.is_success
            if response.status_code not in _REFUSALS:
                return
            mark_underway(request, underway=False)
            # Read before waiting for the lock: an unread answer keeps its connection for as long.
            content = await response.aread()
            if not token.is_at_fault(Answer(response.status_code, response.headers, content)):
                return
            dead = token

    def token_request(self, *, urgent: bool = False) -> httpx.Request:
        """The request for a token; it is as urgent as the request that needs the token."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": self._secret.get_secret_value(),
            "scope": " ".join(SCOPES),
        }
        headers = {"Accept": "application/json", "Accept-Encoding": ACCEPTED_ENCODING}
        extensions = marked(urgent=urgent, longest=LONGEST_TOKEN_ANSWER)
        return httpx.Request("POST", self._url, data=form, headers=headers, extensions=extensions)

    def accept(self, response: httpx.Response, asked_at: datetime) -> _Token:
        """Keep the token of an answer; its lifetime counts from `asked_at`.

        Raises:
            CredentialsRefused, ScopeMissing, Retriable: there is none in it.
        """
        answer = Answer(response.status_code, response.headers, response.content)
        try:
            body = read_answer(answer, doing=DOING, repeatable=True, now=asked_at)
            grant = _Grant.model_validate(body)
        except Fatal as error:
            raise _explained(error) from None
        except ValidationError:
            raise Retriable(DOING, "Mico's answer holds no access token that can be used") from None
        lifetime = grant.lifetime
        # Not before half its lifetime: a short-lived token would otherwise be stale at once.
        stale_at = asked_at + max(lifetime - _MARGIN, lifetime / 2)
        self._token = _Token(grant.access_token.get_secret_value(), stale_at)
        return self._token


def _explained(error: Fatal) -> Fatal:
    """The error in the user's terms (RFC 6749, 5.2: `invalid_scope` for a scope not granted)."""
    code = error.body.get("error") if isinstance(error.body, dict) else None
    kind: type[Fatal] = CredentialsRefused
    problem = f"no token is given there ({error.status}); check MICO_BASE_URL"
    if error.status in {httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED}:
        problem = (
            "Mico refused the client id and secret; check MICO_CLIENT_ID and MICO_CLIENT_SECRET "
            "(or the Mico credentials block)"
        )
    if code == "invalid_scope" or error.status == httpx.codes.FORBIDDEN:
        kind = ScopeMissing
        problem = (
            f"Mico does not grant this client every scope it needs ({', '.join(SCOPES)}); "
            "ask Mico to add the missing one"
        )
    return kind(DOING, problem, status=error.status, headers=error.headers, body=error.body)


def auth_for(settings: MicoSettings, clock: Clock) -> httpx.Auth:
    """The authentication that the settings ask for."""
    if settings.access_token is not None:
        return AccessToken(settings.access_token)
    if settings.client_id is None or settings.client_secret is None:
        raise AssertionError("MicoSettings were checked when they were read")
    return ClientCredentials(settings.base_url, settings.client_id, settings.client_secret, clock)
