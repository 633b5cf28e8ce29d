"""The edge of the process: settings are read here, once, and things opened without Prefect."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

import typer

from outbound.api import MicoSettings
from outbound.api.settings import is_loopback
from outbound.cli import screen
from outbound.cli.failures import Failure, Kind
from outbound.delivery.clocks import clock_warning
from outbound.delivery.examined import examination_warning
from outbound.delivery.lists import Lists
from outbound.delivery.session import Session, open_session
from outbound.delivery.silence import telling_of_silence
from outbound.ledger import Ledger, open_ledger, open_ledger_to_read
from outbound.mistakes import UserMistake
from outbound.settings import OutboundSettings
from outbound.visible import in_one_line


@dataclass(frozen=True)
class Settings:
    """The settings of one command: each kind is read when it is first needed, and only once.

    A command takes them like a group of options, but no option belongs to them. Reading one raises
    UserMistake where a setting is missing or cannot be used.
    """

    @cached_property
    def mico(self) -> MicoSettings:
        """The API and its credentials."""
        return MicoSettings.read()

    @cached_property
    def ours(self) -> OutboundSettings:
        """Records, lists, clock."""
        return OutboundSettings.read()

    @cached_property
    def lists(self) -> Lists:
        """The lists that can be read; each is opened once."""
        return Lists.of(self.ours)

    def ledger(self) -> AbstractAsyncContextManager[Ledger]:
        """The records, without the API."""
        return open_ledger(self.ours.ledger_url)

    def ledger_to_read(self) -> AbstractAsyncContextManager[Ledger]:
        """The records, from which is only read: also where nothing can be written."""
        return open_ledger_to_read(self.ours.ledger_url)

    def session(self) -> AbstractAsyncContextManager[Session]:
        """The API, the records and the clock; nothing is asked of the API yet."""
        return open_session(self.mico, self.ours, self.lists)


@asynccontextmanager
async def opened_session() -> AsyncIterator[Session]:
    """A session of the settings that the environment names.

    Raises:
        UserMistake: a setting is missing or cannot be used.
    """
    async with Settings().session() as session:
        yield session


async def check_access(session: Session) -> None:
    """Get an access token before anything else is begun.

    Raises:
        MicoError: the API cannot be reached, or refuses the credentials.
    """
    async with telling_of_silence(session, screen.warn):
        await session.api.authenticate()
    if warning := clock_warning(session.api, session.clock):
        screen.warn(warning)
    if warning := await examination_warning(session):
        screen.warn(warning)


def confirm(base_url: str, people: Callable[[], int], *, yes: bool) -> None:
    """Ask a person at a terminal before real people are called; `people` counts them.

    Raises:
        UserMistake: nobody can be asked, and `--yes` was not given.
        Failure: the person said no.
    """
    if yes or is_loopback(base_url):
        return
    agree(f"Call up to {people():,} people through {urlsplit(base_url).hostname}?", yes=False)


def agree(question: str, *, yes: bool) -> None:
    """Ask a person at a terminal before anything is created or anybody called.

    Raises:
        UserMistake: nobody can be asked, and `--yes` was not given.
        typer.Exit: the person said no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise UserMistake(f"{question} Nobody is at the terminal to say so; add --yes.")
    if not typer.confirm(in_one_line(question), err=True):
        raise Failure(Kind.DECLINED, "Nobody was called: the answer was no.")
