"""`outbound sandbox`: the API on this machine."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from outbound.cli import screen
from outbound.cli.edge import Settings
from outbound.clock import Clock, FastClock, SystemClock
from outbound.mistakes import UserMistake

_CLIENT_ID = "sandbox"
_CLIENT_SECRET = "sandbox-secret"  # noqa: S105 - it guards nothing but fictional calls

Port = Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")]
Speed = Annotated[float, typer.Option(min=1, max=10_000, help="How many times as fast time runs.")]
Database = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Keep its state in a file; else in memory.")
]
Seed = Annotated[int, typer.Option(help="The luck of its calls: the same seed, the same outcomes.")]
Scopes = Annotated[
    str | None,
    typer.Option(metavar="SCOPE,…", help="What the client may do; left out: everything."),
]
FaultsFile = Annotated[
    Path | None,
    typer.Option(
        "--faults",
        metavar="FILE",
        help="What goes wrong, as TOML: examples/faults.toml shows every kind, "
        "`python -m pydoc outbound.sandbox.faults` explains them.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the settings as one JSON object.")]


def sandbox(
    port: Port = 8484,
    speed: Speed = 1,
    database: Database = None,
    seed: Seed = 7,
    scopes: Scopes = None,
    faults: FaultsFile = None,
    as_json: AsJson = False,
) -> None:
    """Serve the API on this machine: nobody is called, and outcomes are made up.

    It prints the settings that the other commands need, with a home of their own, so that what is
    made up stays out of your records; Ctrl-C ends it.
    """
    from outbound.sandbox import SCOPES, Faults, Sandbox
    from outbound.sandbox.faults.file import read_faults
    from outbound.sandbox.server import serve_forever

    clock: Clock = SystemClock() if speed == 1 else FastClock.starting_now(speed)

    def on_ready(base_url: str) -> None:
        _show(_environment(base_url, clock), as_json=as_json)

    wanted = SCOPES if scopes is None else frozenset(scopes.split(","))
    if unknown := wanted - SCOPES:
        raise UserMistake(
            f"--scopes names {', '.join(sorted(unknown))}, which there is not: choose from "
            f"{', '.join(sorted(SCOPES))}."
        )
    served = Sandbox(
        clock=clock,
        database=str(database) if database else ":memory:",
        seed=seed,
        client_id=_CLIENT_ID,
        client_secret=_CLIENT_SECRET,
        scopes=wanted,
        faults=Faults() if faults is None else read_faults(faults),
    )
    asyncio.run(serve_forever(served, "127.0.0.1", port, on_ready))


def _environment(base_url: str, clock: Clock) -> dict[str, str]:
    settings = {
        "MICO_BASE_URL": base_url,
        "MICO_CLIENT_ID": _CLIENT_ID,
        "MICO_CLIENT_SECRET": _CLIENT_SECRET,
        # What is made up must count for nothing where real people are called.
        "OUTBOUND_HOME": str(Settings().ours.home_folder / "sandbox"),
    }
    return settings | ({"OUTBOUND_CLOCK": str(clock)} if isinstance(clock, FastClock) else {})


def _show(settings: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(settings))
        return
    screen.progress.print("The sandbox is ready. In another terminal:")
    for name, value in settings.items():
        typer.echo(f"export {name}={value}")
    screen.progress.print("Ctrl-C ends it.")
