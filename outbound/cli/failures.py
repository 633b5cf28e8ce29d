"""What a command that failed says, to a person and to a script."""

from asyncio import CancelledError
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import typer

from outbound.api import CredentialsRefused, Fatal, InDoubt, NotFound, Retriable, ScopeMissing
from outbound.cli.exits import INTERRUPTED, MISTAKE, NOT_DONE, Interrupted
from outbound.delivery.ownership import RunOwnedError
from outbound.delivery.stopping import StoppedError
from outbound.ledger.database import LedgerError
from outbound.mistakes import UserMistake
from outbound.unforeseen import UnforeseenError, is_ours, reported


class Kind(StrEnum):
    """What kind of failure it was."""

    USAGE = "usage"
    MISTAKE = "mistake"
    CREDENTIALS = "credentials"
    NOT_FOUND = "not found"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    IN_DOUBT = "in doubt"
    RECORDS = "records"
    STOPPED = "stopped"
    OWNED = "owned"
    WINDOW_MISSED = "window missed"
    TRIAL_FAILED = "trial failed"
    NOT_DONE = "not done"
    DECLINED = "declined"
    INTERRUPTED = "interrupted"
    UNFORESEEN = "unforeseen"


_AGAIN = "Give the same command again: it carries on, and calls nobody twice."
_REMEDIES: Mapping[Kind, str] = {
    Kind.USAGE: "See the command's --help.",
    Kind.MISTAKE: "Mend what the message names, and give the command again.",
    Kind.CREDENTIALS: "Set MICO_CLIENT_ID and MICO_CLIENT_SECRET to a client with the rights.",
    Kind.NOT_FOUND: "Check the uid that the message names.",
    Kind.UNREACHABLE: _AGAIN,
    Kind.REFUSED: "Look at `outbound status KEY`, and ask the vendor if the reason is unclear.",
    Kind.IN_DOUBT: _AGAIN,
    Kind.RECORDS: "See that the database of your records answers, and give the command again.",
    Kind.STOPPED: "`outbound resume KEY` calls the others.",
    Kind.OWNED: "Wait until the other process has ended, or stop the run: `outbound stop KEY`.",
    Kind.WINDOW_MISSED: "Choose a later window: `outbound resume KEY --window …`.",
    Kind.TRIAL_FAILED: "`outbound resume KEY` calls the others all the same.",
    Kind.NOT_DONE: "`outbound status KEY` shows what is missing; `outbound resume KEY` goes on.",
    Kind.DECLINED: "Say yes, or add --yes.",
    Kind.INTERRUPTED: _AGAIN,
    Kind.UNFORESEEN: "Give the command again; if that does not help, send the report.",
}

_KINDS: Mapping[type[Exception], Kind] = {
    UserMistake: Kind.MISTAKE,
    CredentialsRefused: Kind.CREDENTIALS,
    ScopeMissing: Kind.CREDENTIALS,
    NotFound: Kind.NOT_FOUND,
    Fatal: Kind.REFUSED,
    Retriable: Kind.UNREACHABLE,
    InDoubt: Kind.IN_DOUBT,
    LedgerError: Kind.RECORDS,
    StoppedError: Kind.STOPPED,
    RunOwnedError: Kind.OWNED,
    UnforeseenError: Kind.UNFORESEEN,
}
_MENDABLE = {Kind.USAGE, Kind.MISTAKE, Kind.CREDENTIALS, Kind.NOT_FOUND, Kind.WINDOW_MISSED}


class Failure(Exception):
    """Ends a command; said once, at the edge.

    `remedy` says what to do; where it is empty, what mends most failures of its kind. `answer` is
    what is known all the same: the run's numbers, or a plan.
    """

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        remedy: str = "",
        answer: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.remedy = remedy
        self.answer = answer

    @property
    def status(self) -> int:
        """The command's exit status."""
        if self.kind == Kind.INTERRUPTED:
            return INTERRUPTED
        return MISTAKE if self.kind in _MENDABLE else NOT_DONE

    @property
    def as_object(self) -> dict[str, object]:
        """What `--json` prints."""
        remedy = self.remedy or _REMEDIES[self.kind]
        error = {"kind": self.kind.value, "message": self.message, "remedy": remedy}
        return {**self.answer, "error": error}


def failure_of(error: BaseException) -> Failure:
    """What to say of any error; one that nobody foresaw gets a report."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, Interrupted | CancelledError | typer.Abort):  # Ctrl-C, also at a question
        return Failure(Kind.INTERRUPTED, "Interrupted.")
    told = error if is_ours(error) else reported(error)
    kind = next((kind for type_, kind in _KINDS.items() if isinstance(told, type_)), Kind.NOT_DONE)
    return Failure(kind, str(told))
