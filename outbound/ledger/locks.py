"""Locks of the operating system beside a ledger in a file: a process that dies releases them."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from outbound.ledger.private_files import locks_folder, private_file, private_folder


def lock_file(ledger: Path, name: str) -> IO[str]:
    """The open file that a lock of this name is held on."""
    folder = locks_folder(ledger)
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


def is_locked(ledger: Path, name: str = "*") -> bool:
    """Whether somebody holds a lock of this name; a pattern stands for several. Nothing is written.

    A process that is asleep holds its locks.
    """
    folder = locks_folder(ledger)
    return any(_is_locked(file) for file in folder.glob(name))


def _is_locked(path: Path) -> bool:
    try:
        with path.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # it cannot be read, and whether it is locked is not known
        return True
    return False
