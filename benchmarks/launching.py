"""A launch beside a bare script and a naive Prefect flow, in one run: seconds, ratios, memory.

`.venv/bin/python -m benchmarks.launching [PEOPLE]`

Each is a process of its own, against a sandbox of its own (another process) and, where it needs
one, the same standing Prefect server. Times run from the start of the process to its end, which
comes right behind the answer of the enable; each is the median of three.
"""

import csv
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from outbound.cli.private_server import PrivateServer
from outbound.sandbox import CAMPAIGN_UID

PEOPLE, TIMES = 100_000, 3
HEADER = ("external_id", "phone_number", "last_name", "first_name")
OURS = (
    f"--campaign={CAMPAIGN_UID}",
    "--region=JP",
    "--window=tomorrow 09:00-18:00 Asia/Tokyo",
    "--no-wait",
    "--yes",
    "--json",
)
BARE = """
import asyncio
import sys
from pathlib import Path
from benchmarks.bare import contacts, launch
asyncio.run(launch(contacts(Path(sys.argv[1]))))
"""
NAIVE = """
import asyncio, sys
from benchmarks.naive import launch
asyncio.run(launch(sys.argv[1]))
"""
OUTBOUND = """
import sys
from outbound.cli.main import app
app()
"""
PEAK = """
import atexit
def peak():
    (line,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    print(line.split()[1], file=sys.stderr)
atexit.register(peak)
"""
"""At its end, a process tells the most memory that it had, in kB."""


def write_list(path: Path, count: int) -> None:
    """So many fictional people whose numbers can all be dialled."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        rows.writerows([f"P-{n}", f"+8120{n:08}", "夢野", f"花子{n % 977}"] for n in range(count))


@contextmanager
def sandbox() -> Iterator[dict[str, str]]:
    """A sandbox in real time; the settings that name it."""
    command = [sys.executable, "-m", "outbound.cli", "sandbox", "--port=0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        try:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            settings: dict[str, str] = json.loads(process.stdout.readline())
            yield {name: value for name, value in settings.items() if name.startswith("MICO_")}
        finally:
            process.terminate()


def launched(program: str, arguments: tuple[str, ...], prefect: str) -> tuple[float, float]:
    """Seconds, and megabytes at most."""
    with sandbox() as settings, TemporaryDirectory() as home:
        environment = {"OUTBOUND_HOME": home, "PREFECT_API_URL": prefect, **settings}
        began = time.perf_counter()
        ended = subprocess.run(  # noqa: S603 - our own programs
            [sys.executable, "-c", f"import sys\n{PEAK}{program}", *arguments],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - began
    if ended.returncode:
        raise SystemExit(f"a launch failed: {ended.stderr}")
    return seconds, int(ended.stderr.split()[-1]) / 1024


def main() -> None:
    """Print a line for each way to launch."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    print(f"{count:,} people, median of {TIMES}; {os.cpu_count()} cores, {platform.platform()}")
    print("way         seconds   times bare   peak MB")
    server = PrivateServer(None)
    try:
        server.wait_until_ready()
        with TemporaryDirectory() as folder:
            path = Path(folder) / "list.csv"
            write_list(path, count)
            compare(str(path), server.url)
    finally:
        server.end()


def compare(path: str, prefect: str) -> None:
    """Launch in each way, in turn, so that a slow moment strikes all of them."""
    ways = {
        "bare": (BARE, (path,)),
        "Outbound": (OUTBOUND, ("launch", path, *OURS)),
        "naive flow": (NAIVE, (path,)),
    }
    taken: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _ in range(TIMES):
        for way, (program, arguments) in ways.items():
            taken[way].append(launched(program, arguments, prefect))
    bare = statistics.median(seconds for seconds, _ in taken["bare"])
    for way, figures in taken.items():
        seconds = statistics.median(seconds for seconds, _ in figures)
        print(f"{way:10} {seconds:8.1f} {seconds / bare:12.1f} {max(mb for _, mb in figures):9.0f}")


if __name__ == "__main__":
    main()
