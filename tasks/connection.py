"""What all tasks of one flow run share: the API, the ledger and the clock.

A task's parameters are keys and numbers; what it works with stands here, so that nothing but
keys and numbers can reach Prefect.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar

from outbound.api import MicoSettings
from outbound.api.surroundings import keep_this_machine_to_itself, refuse_unusable
from outbound.delivery.lists import Lists
from outbound.delivery.session import Session, open_session
from outbound.ledger import ORDINARY, Patience
from outbound.settings import OutboundSettings
from tasks.credentials import MicoCredentials

_current: ContextVar[Session] = ContextVar("delivery")
_lists: ContextVar[Lists | None] = ContextVar("lists", default=None)


@contextmanager
def reading_from(lists: Lists) -> Iterator[None]:
    """Let the flows called inside read lists that this process has opened already."""
    token = _lists.set(lists)
    try:
        yield
    finally:
        _lists.reset(token)


@asynccontextmanager
async def connected(
    credentials: MicoCredentials | None, *, patience: Patience = ORDINARY
) -> AsyncIterator[Session]:
    """Open the API, the ledger and the clock for the tasks called inside.

    `patience` is how long the ledger is waited for.

    Raises:
        UserMistake: a setting or the credentials block cannot be used.
    """
    mico, ours = settings_of(credentials)
    async with open_session(mico, ours, _lists.get(), patience=patience) as session:
        with working_with(session):
            yield session


def settings_of(credentials: MicoCredentials | None) -> tuple[MicoSettings, OutboundSettings]:
    """What the credentials block and the environment say, its proxies and certificates included.

    Raises:
        UserMistake: one of them cannot be used.
    """
    refuse_unusable(os.environ)
    mico = credentials.settings() if credentials else MicoSettings.read()
    keep_this_machine_to_itself(os.environ, mico.base_url)
    return mico, OutboundSettings.read()


@contextmanager
def working_with(session: Session) -> Iterator[None]:
    """Let the tasks called inside work with this delivery."""
    token = _current.set(session)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Session:
    """What the flow run has opened."""
    return _current.get()
