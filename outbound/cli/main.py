"""The `outbound` command and its subcommands."""

import os
from importlib.metadata import version
from typing import Annotated

import typer

from outbound.api.surroundings import keep_this_machine_to_itself
from outbound.cli.add import add
from outbound.cli.call import call
from outbound.cli.command import Command, Program
from outbound.cli.demo import demo
from outbound.cli.doctor import doctor
from outbound.cli.export import export
from outbound.cli.launch import launch
from outbound.cli.plan import TakesWordsOfALaunch, plan
from outbound.cli.recover import recover_runs
from outbound.cli.remove import remove
from outbound.cli.resume import resume
from outbound.cli.sandbox import sandbox
from outbound.cli.status import status
from outbound.cli.stop import stop
from outbound.cli.suppress import suppress
from outbound.cli.track import track

app = typer.Typer(
    name="outbound",
    cls=Program,
    help="Outbound voice-call campaigns on Mico Voice AI: nobody twice, nobody lost, nobody "
    "outside hours.",
    epilog="Begin with `outbound demo`. Credentials are MICO_CLIENT_ID and MICO_CLIENT_SECRET.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with values in it could show personal data
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"outbound {version('outbound')}")
        raise typer.Exit


@app.callback()
def _outbound(
    _version: Annotated[
        bool,
        typer.Option("--version", help="Say the version.", is_eager=True, callback=_say_version),
    ] = False,
) -> None:
    """Options that stand before a command."""


app.command(cls=Command)(demo)
app.command(cls=TakesWordsOfALaunch)(plan)
for command in (launch, resume, add, call, track, status, stop, remove, export):
    app.command(cls=Command)(command)
app.command("recover", cls=Command)(recover_runs)
app.command(cls=Command)(sandbox)
app.command(cls=Command)(doctor)
app.add_typer(suppress)


def main() -> None:
    """Run the command."""
    keep_this_machine_to_itself(os.environ)
    app()
