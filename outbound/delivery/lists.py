"""Finding a list by what a form, a schedule or a command calls it."""

from collections.abc import Mapping
from pathlib import Path

from outbound.contacts import ContactList, ListOptions, open_list, refuse_secrets
from outbound.mistakes import UserMistake

_SHOWN = 10


def open_named_list(
    name: str, folder: Path, options: ListOptions, connections: Mapping[str, str]
) -> ContactList:
    """The list of this name: a file, an address, or a connection that the settings name.

    Raises:
        UserMistake: there is none, or it cannot be read, or its address holds a secret.
    """
    if name.lower() in connections:
        return open_list(connections[name.lower()], options)
    if "://" in name:
        refuse_secrets(name)
        return open_list(name, options)
    return open_list(find_list(name, folder), options)


def find_list(name: str, folder: Path) -> Path:
    """Where the file is.

    Raises:
        UserMistake: it is not in the lists folder; the text shows what is.
    """
    path = folder / Path(name).expanduser()
    if Path(name).is_absolute() or path.is_file():
        return path
    raise UserMistake(f"There is no list {name!r} in {folder}: {_shown(folder)}.")


def _shown(folder: Path) -> str:
    there = sorted(path.name for path in folder.glob("*")) if folder.is_dir() else []
    if not there:
        return "the lists folder is empty; put the list there, or set OUTBOUND_LISTS"
    more = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
    return f"it holds {', '.join(there[:_SHOWN])}{more}"
