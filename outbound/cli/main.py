"""The `outbound` command and its subcommands."""

import os
from importlib.metadata import version
from typing import Annotated

import typer

from outbound.cli.program import Program

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
    """Options that stand before a command; then, what each command needs of its surroundings."""
    from outbound.api.surroundings import keep_this_machine_to_itself

    keep_this_machine_to_itself(os.environ)


def main() -> None:
    """Run the command."""
    app()
