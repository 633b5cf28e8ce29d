"""An answer's status, headers and body become data, or an error that says what to do.

Pure functions: no network, no clock of their own.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from outbound.api.errors import (
    CredentialsRefused,
    Fatal,
    InDoubt,
    MicoError,
    NotFound,
    Retriable,
    ScopeMissing,
    is_page,
)
from outbound.api.settings import SCOPES

FORBIDDEN = 403
TOO_MANY_REQUESTS = 429
REQUEST_TIMEOUT = 408

# With a page, nothing but a gateway that dislikes what the request says answers them so.
_GATEWAY_REFUSALS = {FORBIDDEN, 406, 451}

# Seconds; who asks us to stay away for longer than a day has made a mistake.
_LONGEST_WAIT = 86_400.0

# In one body; a model takes up to 500 bytes for each, and a hundred calls have 30,000 at most.
_MOST_VALUES = 100_000

_PROBLEMS = {
    401: "Mico did not accept the access token; check the MICO_* credentials",
    FORBIDDEN: f"Mico does not allow this client to do it; it needs the scopes {', '.join(SCOPES)}",
    404: "Mico knows nothing under this uid; check it",
    409: "Mico says that it does not fit the present state (409); is the schedule enabled?",
    TOO_MANY_REQUESTS: "Mico asks for fewer requests (429)",
}
_FATAL: dict[int, type[Fatal]] = {401: CredentialsRefused, FORBIDDEN: ScopeMissing, 404: NotFound}


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, as it was received."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx."""
        return self.status // 100 == 2  # noqa: PLR2004 - the class of the status

    @property
    def leaves_doubt(self) -> bool:
        """Whether the request may have been carried out although the status is no 2xx.

        Only a 4xx is a clear no: even a redirect may follow something that was carried out.
        """
        return self.status // 100 != 4 or self.status == REQUEST_TIMEOUT  # noqa: PLR2004 - 4xx

    @property
    def is_redirect(self) -> bool:
        """Whether the status is a 3xx; none is followed, for the API documents none."""
        return self.status // 100 == 3  # noqa: PLR2004 - the class of the status

    def body(self) -> object:
        """JSON where the body is JSON, else its text (a gateway's HTML page, or nothing).

        JSON of far more values than any answer has is left as text.
        """
        with suppress(ValueError, RecursionError):  # no JSON, or nested without end
            if sum(map(self.content.count, (b",", b"[", b"{"))) <= _MOST_VALUES:
                return json.loads(self.content)
        return self.content.decode("utf-8", errors="replace")


def read_answer(answer: Answer, *, doing: str, repeatable: bool, now: datetime) -> object:
    """The answer's JSON.

    `repeatable` says that the request changes nothing, so that a lost answer leaves no doubt.

    Raises:
        Fatal, Retriable, InDoubt: as the status says; see `outbound.api.errors`.
    """
    body = answer.body()
    if answer.is_success and not isinstance(body, str):
        return body
    raise _error(answer, body, doing=doing, repeatable=repeatable, now=now)


def lost(doing: str, problem: str, *, repeatable: bool) -> MicoError:
    """The error for an answer that never came, or came broken."""
    return Retriable(doing, problem) if repeatable else InDoubt(doing, problem)


def _error(
    answer: Answer, body: object, *, doing: str, repeatable: bool, now: datetime
) -> MicoError:
    by_gateway = answer.status in _GATEWAY_REFUSALS and is_page(body)
    problem = _problem(answer, by_gateway=by_gateway)
    status, headers = answer.status, answer.headers
    unclear = answer.is_success or answer.leaves_doubt
    retriable = unclear and repeatable and not answer.is_redirect
    if status == TOO_MANY_REQUESTS or retriable:
        wait = seconds_to_stay_away(headers, now)
        return Retriable(
            doing, problem, status=status, headers=headers, body=body, retry_after=wait
        )
    known = Fatal if by_gateway else _FATAL.get(status, Fatal)
    kind = InDoubt if unclear and not repeatable else known
    return kind(doing, problem, status=status, headers=headers, body=body)


def _problem(answer: Answer, *, by_gateway: bool) -> str:
    if by_gateway:
        return (
            f"a gateway before Mico turned it down ({answer.status}), with a page and not in "
            "Mico's words; ask Mico, or the owner of your network, what it does not let through"
        )
    if answer.is_success:
        return f"Mico's answer ({answer.status}) cannot be read"
    if answer.is_redirect:
        return f"Mico answered from another address ({answer.status}); check MICO_BASE_URL"
    return _PROBLEMS.get(answer.status, f"Mico answered {answer.status}")


def seconds_to_stay_away(headers: Mapping[str, str], now: datetime) -> float:
    """`Retry-After`, in seconds or as a date (RFC 9110), as seconds from now; a day at most."""
    text = headers.get("retry-after", "").strip()
    seconds = float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else _until(text, now)
    return min(max(0.0, seconds), _LONGEST_WAIT)


def _until(date: str, now: datetime) -> float:
    try:
        until = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return 0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return (until - now).total_seconds()
