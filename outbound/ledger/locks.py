"""Locks of the operating system beside a ledger in a file: a process that dies releases them."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from outbound.ledger.private_files import private_file, private_folder


def lock_file(ledger: Path, name: str) -> IO[str]:
    """The open file that a lock of this name is held on."""
    folder = ledger.with_name(f"{ledger.name}.locks")
    private_folder(folder)
    file = folder / name
    private_file(file)
    return file.open("a+")


@contextmanager
def locked(ledger: Path, name: str) -> Iterator[None]:
    """Hold the lock of this name, once nobody else does."""
    with lock_file(ledger, name) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
