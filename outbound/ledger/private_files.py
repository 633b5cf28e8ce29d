"""Files that are their owner's alone, whatever the umask and the folder: they hold numbers, names.

Nothing here opens a file that exists: closing it would drop the locks that this process holds on it
through SQLite (https://www.sqlite.org/howtocorrupt.html, 2.2).
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

_OWNER_S_FILE = 0o600
_OWNER_S_FOLDER = 0o700
# What SQLite keeps beside a database. It gives new ones the database's own rights.
_BESIDE = ("-wal", "-shm", "-journal")


def private_folder(folder: Path) -> None:
    """Make the folder where it is missing, and keep others out of it.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir(mode=_OWNER_S_FOLDER, exist_ok=True)
    _keep_others_out(folder, _OWNER_S_FOLDER)


def private_file(file: Path) -> None:
    """Make the file, empty, where it is missing, and keep others out of it.

    Raises:
        OSError: it cannot be made.
    """
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_S_FILE))
    _keep_others_out(file, _OWNER_S_FILE)


def private_database(file: Path) -> None:
    """The same with a database of SQLite, and what stands beside it.

    Raises:
        OSError: it cannot be made.
    """
    private_file(file)
    for ending in _BESIDE:
        _keep_others_out(file.with_name(file.name + ending), _OWNER_S_FILE)
    locks = locks_folder(file)
    if _keep_others_out(locks, _OWNER_S_FOLDER):
        for lock in locks.iterdir():
            _keep_others_out(lock, _OWNER_S_FILE)


def locks_folder(file: Path) -> Path:
    """Where the locks on a database in a file are."""
    return file.with_name(f"{file.name}.locks")


def _keep_others_out(path: Path, most: int) -> bool:
    """Take away what rights there are beyond these; where that cannot be done, they stay.

    Gives whether there were any, and they could be taken.
    """
    try:
        found = path.stat()
        rights = stat.S_IMODE(found.st_mode)
        is_too_much = bool(rights & ~most) and found.st_uid == os.geteuid()
        if is_too_much:
            path.chmod(rights & most)
    except OSError:
        return False
    return is_too_much
