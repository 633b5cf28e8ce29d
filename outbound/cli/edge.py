"""The edge of the process: settings are read here, once, and things opened without Prefect."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import typer

from outbound.api import MicoClient, MicoSettings
from outbound.api.settings import is_loopback
from outbound.cli import screen
from outbound.delivery.clocks import clock_warning
from outbound.delivery.session import Session, open_session
from outbound.mistakes import UserMistake
from outbound.settings import OutboundSettings


@asynccontextmanager
async def opened_session() -> AsyncIterator[Session]:
    """The API, the ledger and the clock that the environment names.

    Raises:
        UserMistake: a setting is missing or cannot be used.
    """
    async with open_session(MicoSettings.read(), OutboundSettings.read()) as session:
        yield session


async def check_access(mico: MicoSettings, ours: OutboundSettings) -> None:
    """Get an access token before anything else is begun.

    Raises:
        MicoError: the API cannot be reached, or refuses the credentials.
    """
    clock = ours.clock_for(mico.base_url)
    async with MicoClient(mico, clock=clock) as api:
        await api.authenticate()
        warning = clock_warning(api, clock)
    if warning is not None:
        screen.progress.print(f"[yellow]![/] {warning}")


def confirm(base_url: str, people: Callable[[], int], *, yes: bool) -> None:
    """Ask a person at a terminal before real people are called; `people` counts them.

    Raises:
        UserMistake: nobody can be asked, and `--yes` was not given.
        typer.Exit: the person said no.
    """
    if yes or is_loopback(base_url):
        return
    question = f"Call up to {people():,} people through {urlsplit(base_url).hostname}?"
    if not sys.stdin.isatty():
        raise UserMistake(f"{question} Nobody is at the terminal to say so; add --yes.")
    if not typer.confirm(question, err=True):
        screen.progress.print("Nobody was called.")
        raise typer.Exit(1)
