"""What can go wrong between us and the API, named by what the caller can do about it."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from outbound.mistakes import ShownError

# RFC 6750 (3.1) calls it `insufficient_scope`.
_ABOUT_RIGHTS = re.compile("scope|permission|privilege", re.IGNORECASE)


class MicoError(ShownError):
    """A request failed. The text is one sentence about what was being done and what happened.

    Status, headers and body stay on the error for its handler, and never enter its text: a body
    may repeat phone numbers and names.
    """

    def __init__(
        self,
        doing: str,
        problem: str,
        *,
        status: int | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
        body: object = None,
    ) -> None:
        super().__init__(f"{doing}: {problem}")
        self.doing = doing
        self.problem = problem
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def shows_page(self) -> bool:
        """Whether the answer was no JSON but some text: a gateway speaks so, the API does not."""
        return is_page(self.body)

    def __reduce__(self) -> tuple[object, ...]:
        """A stored error keeps its sentence and its status, not what the API sent."""
        return _restored, (type(self), self.doing, self.problem, self.status)


def _restored(kind: type[MicoError], doing: str, problem: str, status: int | None) -> MicoError:
    return kind(doing, problem, status=status)


def is_page(body: object) -> bool:
    """Whether a body is text that is no JSON; an empty one says nothing, and is none."""
    return isinstance(body, str) and bool(body.strip())


class Fatal(MicoError):
    """The API said no, and will say no again: the same request must not be repeated."""


class CredentialsRefused(Fatal):
    """The API does not know the client, or not its secret, or not the token."""


class ScopeMissing(Fatal):
    """The client is known, but may not do this."""

    @property
    def speaks_of_rights(self) -> bool:
        """Whether the answer itself speaks of rights; one that does not may mean the request."""
        challenge = self.headers.get("www-authenticate", "")
        return bool(_ABOUT_RIGHTS.search(f"{challenge} {self.body}"))


class NotFound(Fatal):
    """The API knows nothing under this uid."""


class Retriable(MicoError):
    """Nothing was carried out, or nothing that matters: the same request may be sent again."""

    def __init__(
        self,
        doing: str,
        problem: str,
        *,
        status: int | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
        body: object = None,
        retry_after: float = 0,
    ) -> None:
        super().__init__(doing, problem, status=status, headers=headers, body=body)
        self.retry_after = retry_after
        """Real seconds the API asked us to stay away; 0 where it said nothing."""


class Paused(Retriable):
    """The request did not leave: Mico had asked this client for fewer, and its pause goes on.

    `retry_after` is what remains of the pause.
    """


class InDoubt(MicoError):
    """The request may or may not have been carried out: look, before anything is sent again."""

    @property
    def is_failure(self) -> bool:
        """Whether the API, or what stands before it, has answered that it failed (5xx)."""
        return self.status is not None and self.status // 100 == 5  # noqa: PLR2004 - the class
