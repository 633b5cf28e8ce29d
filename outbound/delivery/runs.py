"""A run as the delivery knows it: what never changes once it was begun."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from outbound.delivery.requests import ADDITION, Request, parse_request
from outbound.delivery.session import OfflineSession
from outbound.ledger import RunRecord


@dataclass(frozen=True, kw_only=True)
class Run:
    """One launch, addition or single call, named by its key.

    Its windows, its approval and a wish to stop may change at any time: they are read from the
    ledger where they matter (`record_of`), and never passed around.
    """

    id: int
    key: str
    kind: str
    stored_request: Mapping[str, object]
    list_digest: str
    base_url: str

    @classmethod
    def of(cls, record: RunRecord) -> Self:
        """What never changes of a run in the ledger."""
        return cls(
            id=record.id,
            key=record.key,
            kind=record.kind,
            stored_request=record.request,
            list_digest=record.list_digest,
            base_url=record.base_url,
        )

    @cached_property
    def request(self) -> Request:
        """What was asked for. A stop and a recovery never look at it: they work in any case.

        Raises:
            UserMistake: another version stored it, and this one does not understand it.
        """
        return parse_request(self.kind, self.stored_request)

    @property
    def is_addition(self) -> bool:
        """Whether its calls go into another client's schedule."""
        return self.kind == ADDITION


def waits_for_approval(run: Run, record: RunRecord) -> bool:
    """Whether a person is still to approve of its plan, as was asked for; once is enough."""
    return run.request.checks.approve and record.approved_at is None


async def find_run(session: OfflineSession, key: str) -> Run | None:
    """The run with this key, if there is one."""
    record = await session.ledger.runs.find(key)
    return None if record is None else Run.of(record)


async def get_run(session: OfflineSession, key: str) -> Run:
    """The run with this key.

    Raises:
        UserMistake: the ledger knows no such run.
    """
    return Run.of(await session.ledger.runs.get(key))


async def record_of(session: OfflineSession, run: Run) -> RunRecord:
    """The run as the ledger has it now."""
    return await session.ledger.runs.by_id(run.id)
