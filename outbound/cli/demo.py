"""`outbound demo`: 1,000 fictional people, from a file to outcomes, on the sandbox."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

import outbound
from outbound.cli import screen
from outbound.cli.edge import Settings
from outbound.cli.export import export_run
from outbound.cli.failures import Failure, Kind
from outbound.cli.launch import launch_list
from outbound.cli.options import OutputGroup, RunGroup
from outbound.cli.outcome import finish
from outbound.clock import FastClock
from outbound.contacts import ListOptions
from outbound.delivery.requests import Launch, NewCampaign
from outbound.mistakes import UserMistake
from outbound.planning import AllowedHours, Between

_SPEED = 600
# Of the sandbox's time: minutes for a slow machine to begin in. Calls are over long before.
_WINDOW = timedelta(days=2)
_RETRY_INTERVALS = [300, 300, 300]  # seconds
_POLL_INTERVAL = 120  # seconds of the sandbox's time

Folder = Annotated[Path, typer.Option(metavar="FOLDER", help="Where the results are written.")]


def demo(folder: Folder = Path("demo-results")) -> None:
    """Run a whole campaign on this machine: real Prefect, real HTTP, nobody is called.

    1,000 fictional people are read from examples/contacts.csv, called by the sandbox in fast
    time, and their outcomes are written to a folder.
    """
    with _sandbox() as environment:
        _make(folder)
        os.environ |= environment | {"OUTBOUND_HOME": str(folder.absolute())}
        settings = Settings()
        clock = FastClock.parse(environment["OUTBOUND_CLOCK"])
        key = f"demo-{datetime.now(UTC):%Y%m%d-%H%M%S}"
        asked = Launch(
            contacts=str(_example()),
            campaign=NewCampaign(name="Appointment reminders (demo)"),
            window=Between(ends_at=clock.now() + _WINDOW),
            retry_intervals=_RETRY_INTERVALS,
            list_options=ListOptions(region="JP"),
            allowed=AllowedHours(hours="00:00-24:00"),
        )
        screen.progress.print(
            f"1,000 fictional people; an hour takes {3600 / _SPEED:g} seconds in the sandbox at "
            f"{environment['MICO_BASE_URL']}"
        )
        summary = launch_list(
            asked,
            key,
            RunGroup(yes=True),
            OutputGroup(),
            settings,
            poll_interval=_POLL_INTERVAL,
            is_introduced=True,
        )
        results = folder / f"{key}.csv"
        asyncio.run(export_run(settings.ours.ledger_url, key, results))
        finish(summary, as_json=False, waited=True)
        _what_next(results)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserMistake(f"The folder {folder} cannot be made: {error.strerror}.") from None


def _what_next(results: Path) -> None:
    screen.results.print(f"""
What became of each row: {results}
Its records: OUTBOUND_HOME={results.parent} .venv/bin/outbound status
For the real API, with the vendor's credentials:
  export MICO_CLIENT_ID=… MICO_CLIENT_SECRET=…
  .venv/bin/outbound plan contacts.csv --region JP \\
      --window "tomorrow 09:00-12:00 Asia/Tokyo"
  .venv/bin/outbound launch contacts.csv --name "Reminders" --region JP \\
      --window "tomorrow 09:00-12:00 Asia/Tokyo\"""")


def _example() -> Path:
    path = Path(outbound.__file__).parent.parent / "examples" / "contacts.csv"
    if not path.is_file():
        raise UserMistake("The demo's list is not installed: run it in a checkout of the project.")
    return path


@contextmanager
def _sandbox() -> Iterator[dict[str, str]]:
    """A sandbox in a process of its own; gives the settings it prints."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, *f"-m outbound.cli sandbox --port=0 --speed={_SPEED} --json".split()],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for the demo, which then ends the sandbox
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise Failure(Kind.NOT_DONE, "The sandbox did not start.")
        yield json.loads(line)
    finally:
        process.terminate()
        process.wait()
