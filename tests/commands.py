"""The command in a process that is forked from one that has read its modules already.

It is the command itself: its arguments, its environment, its output and its end are its own. Only
the reading of modules, which takes longer than most commands do, happens once for all of them.
"""

import atexit
import json
import multiprocessing
import os
import runpy
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from prefect.context import refresh_global_settings_context
from prefect.logging.configuration import setup_logging

PATIENCE = 300
"""Real seconds after which a command that has not ended, or a thing that has not come, never does.

Nothing is promised by it: a machine that is busy with other things may take its time.
"""

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["pytest", "flows", "outbound.cli.launch", "tests.commands"])


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output."""
        return cast("dict[str, Any]", json.loads(self.out))

    @property
    def sentence(self) -> str:
        """What it said was wrong."""
        return next(line for line in self.err.splitlines() if line.startswith("Error:"))


class Command:
    """`outbound`, from its start on; what it says goes into files of the folder."""

    def __init__(
        self, folder: Path, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self._said_as = " ".join(("outbound", *arguments))
        self._out, self._err = folder / "out", folder / "err"
        how = (arguments, dict(environment), self._out, self._err)
        self._process = _processes.Process(target=_run, args=how)
        self._process.start()

    @property
    def pid(self) -> int:
        return cast("int", self._process.pid)

    @property
    def out(self) -> str:
        """What it has written to standard output so far."""
        return self._out.read_text() if self._out.exists() else ""

    @property
    def err(self) -> str:
        """What it has written to standard error so far."""
        return self._err.read_text() if self._err.exists() else ""

    @property
    def status(self) -> int | None:
        """Its exit status; None while it runs. Killed by a signal, the signal's number below 0."""
        return self._process.exitcode

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, asleep or awake, and wait until it is gone."""
        self._process.kill()
        self._process.join()

    def ended(self, seconds: float = PATIENCE) -> Ran:
        """What it said, once it has ended by itself.

        Raises:
            TimeoutError: it has not ended within these seconds.
        """
        self._process.join(seconds)
        if self.status is None:
            raise TimeoutError(f"{self._said_as} does not end")
        return Ran(self.status, self.out, self.err)

    def first_line(self) -> str:
        """The first line that it prints, once that is there."""
        while "\n" not in (out := self.out):
            if self.status is not None:
                raise EOFError(f"{self._said_as} ended: {self.err}")
            time.sleep(0.01)
        return out.partition("\n")[0]


@contextmanager
def started(*arguments: str, environment: Mapping[str, str]) -> Iterator[Command]:
    """`outbound` with these arguments; whatever becomes of the test, it does not outlive it."""
    with TemporaryDirectory() as folder:
        command = Command(Path(folder), arguments, environment)
        try:
            yield command
        finally:
            command.kill()


def run(*arguments: str, environment: Mapping[str, str]) -> Ran:
    """Run it to its end."""
    with started(*arguments, environment=environment) as command:
        return command.ended()


def _run(arguments: Sequence[str], environment: dict[str, str], out: Path, err: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for file, number in ((out, 1), (err, 2)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    _read_settings_of_prefect()
    sys.argv = ["outbound", *arguments]
    try:
        runpy.run_module("outbound.cli", run_name="__main__", alter_sys=True)
    finally:
        atexit._run_exitfuncs()  # noqa: SLF001 - a forked process leaves them out


def _read_settings_of_prefect() -> None:
    """Prefect reads its environment where it is imported."""
    refresh_global_settings_context()
    setup_logging(incremental=False)
