"""Access: whether the API answers, knows the client, grants its scopes, and has our time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from outbound.api import CredentialsRefused, Fatal, MicoClient, MicoError, ScopeMissing
from outbound.api.settings import SCOPES
from outbound.clock import Clock
from outbound.doctor.meanings import cannot_tell, differs, fine
from outbound.ledger import Finding, Probe

_TOLERATED = timedelta(minutes=1)


class ScopeLog:
    """Which scopes the API has honoured, and which it has refused."""

    def __init__(self) -> None:
        self._honoured: dict[str, bool] = {}

    @contextmanager
    def needing(self, scope: str) -> Iterator[None]:
        """Around a request that needs the scope."""
        try:
            yield
        except ScopeMissing:
            self._honoured[scope] = False
            raise
        except CredentialsRefused:
            raise
        except Fatal:  # it was let in, and turned down for something else
            self._honoured.setdefault(scope, True)
            raise
        self._honoured.setdefault(scope, True)

    def refused(self) -> Finding | None:
        """The scopes that were refused; None where none was."""
        names = [scope for scope in SCOPES if self._honoured.get(scope) is False]
        return differs(Probe.SCOPES, f"refused: {', '.join(names)}") if names else None

    def finding(self) -> Finding:
        """What the requests have shown."""
        untried = [scope for scope in SCOPES if scope not in self._honoured]
        if refused := self.refused():
            return refused
        if untried:
            return cannot_tell(Probe.SCOPES, f"no answer yet about {', '.join(untried)}")
        return fine(Probe.SCOPES, f"all {len(SCOPES)} are honoured")


async def examine_access(api: MicoClient, clock: Clock, scopes: ScopeLog) -> list[Finding]:
    """Ask for a token, and for a call flow that there cannot be; nothing is created."""
    try:
        await api.authenticate()
        with scopes.needing("campaigns:read"):
            await api.call_flows.get(str(uuid4()))
    except CredentialsRefused as error:
        return _answered(api, clock, differs(Probe.CREDENTIALS, error.problem))
    except ScopeMissing as error:
        known = fine(Probe.CREDENTIALS, "the client is known")
        return [*_answered(api, clock, known), scopes.refused() or _not_granted(error)]
    except Fatal:
        pass  # there is no such call flow: the API has looked for it
    except MicoError as error:
        return _unanswered(api, clock, error)
    return _answered(api, clock, fine(Probe.CREDENTIALS, "accepted"))


def _not_granted(error: ScopeMissing) -> Finding:
    """No token is given for all the scopes; which of them is at fault, Mico does not say."""
    return differs(Probe.SCOPES, error.problem)


def _answered(api: MicoClient, clock: Clock, credentials: Finding) -> list[Finding]:
    reachable = fine(Probe.REACHABLE, "it answers")
    return [reachable, credentials, judge_clock(api.skew, clock.speed)]


def _unanswered(api: MicoClient, clock: Clock, error: MicoError) -> list[Finding]:
    no_token = cannot_tell(Probe.CREDENTIALS, "no answer that says so")
    return [differs(Probe.REACHABLE, error.problem), no_token, judge_clock(api.skew, clock.speed)]


def judge_clock(skew: timedelta | None, speed: float) -> Finding:
    """Compare the clocks; `skew` is how far the API's is ahead (its Date header)."""
    if skew is None:
        return cannot_tell(Probe.CLOCK, "no answer carried a date")
    seconds = abs(skew) / timedelta(seconds=1)
    if abs(skew) <= _TOLERATED * max(1, speed):
        return fine(Probe.CLOCK, "both clocks agree within a minute")
    which = "behind" if skew > timedelta() else "ahead of"
    return differs(Probe.CLOCK, f"this machine is {seconds:,.0f} s {which} Mico")
