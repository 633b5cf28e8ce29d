"""A plan of a million rows: how fast, and in how much memory beside a tenth of them.

`.venv/bin/python -m benchmarks.planning`

Each plan is a process of its own, `outbound plan` as people run it; memory is its peak.
"""

import csv
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

SMALL, LARGE = 100_000, 1_000_000
HEADER = ["external_id", "phone_number", "last_name", "first_name", "clinic", "note"]
PLAN = ("--region=JP", "--window=tomorrow 09:00-12:00 Asia/Tokyo", "--json")


MEASURED = """
import sys
from outbound.cli.main import app
try:
    app()
finally:
    (line,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    print(line.split()[1], file=sys.stderr)
"""
"""The command, and at its end the most memory that it had, in kB."""


def people(count: int) -> Iterator[list[str]]:
    """So many fictional people, one in fifty of them with a number that cannot be dialled."""
    for n in range(count):
        number = f"020{n:08}" if n % 50 else f"020{n:05}"
        yield [f"P-{n}", number, "夢野", f"花子{n % 977}", "North", f"note {n % 31}"]


def lists(folder: Path, count: int) -> dict[str, tuple[str, ...]]:
    """The same list in each kind; gives the arguments that name it."""
    plain = folder / f"{count}.csv"
    with plain.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *people(count)])
    columnar = folder / f"{count}.parquet"
    pl.scan_csv(plain, infer_schema=False).sink_parquet(columnar)
    database = folder / f"{count}.db"
    with closing(sqlite3.connect(database)) as made, made:
        made.execute(f"CREATE TABLE people ({', '.join(HEADER)})")
        made.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", people(count))
    query = "--query=SELECT * FROM people ORDER BY rowid"
    return {
        "CSV": (str(plain),),
        "Parquet": (str(columnar),),
        "SQLite": (f"sqlite:///{database}", query),
    }


def planned(folder: Path, source: tuple[str, ...]) -> tuple[float, float]:
    """Seconds, and megabytes at most."""
    began = time.perf_counter()
    ended = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", MEASURED, "plan", *source, *PLAN],
        env=os.environ | {"OUTBOUND_HOME": str(folder / "home")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise SystemExit(f"the plan of {source[0]} failed: {ended.stderr}")
    return time.perf_counter() - began, int(ended.stderr.split()[-1]) / 1024


def main() -> None:
    """Print a line for each kind of list."""
    print("list         rows   seconds   rows/s   peak MB   beside a tenth")
    with TemporaryDirectory() as name:
        folder = Path(name)
        small, large = lists(folder, SMALL), lists(folder, LARGE)
        for kind in small:
            few = planned(folder, small[kind])
            many = planned(folder, large[kind])
            print(f"{kind:8} {SMALL:9,} {few[0]:9.1f} {SMALL / few[0]:8,.0f} {few[1]:9.0f}")
            print(
                f"{kind:8} {LARGE:9,} {many[0]:9.1f} {LARGE / many[0]:8,.0f} {many[1]:9.0f}"
                f"   {many[1] / few[1]:.2f}"
            )


if __name__ == "__main__":
    main()
