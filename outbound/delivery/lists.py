"""Finding a list by what a form, a schedule or a command calls it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from outbound.contacts import (
    AS_SHOWN,
    ContactList,
    FileOptions,
    ListOptions,
    PrivateAddressError,
    Reach,
    Table,
    UnknownEncodingError,
    open_list,
    open_table,
    refuse_secrets,
)
from outbound.mistakes import UserMistake
from outbound.settings import OutboundSettings

_SHOWN = 10


class Lists:
    """The lists that this process can read: files of a folder, addresses, named connections.

    Each is opened once: a download is fetched, and a query run, once a launch.
    """

    def __init__(
        self,
        folder: Path,
        connections: Mapping[str, str] | None = None,
        *,
        names_only: bool = False,
        hosts: Iterable[str] = (),
    ) -> None:
        """`connections` are addresses of lists by name, which may hold passwords.

        With `names_only`, a list is named by somebody who is not at this machine: it is in the
        folder, a connection, or at an https address: a public one, or one of these `hosts`.
        """
        self._folder = folder
        self._names_only = names_only
        self._reach = Reach(frozenset(hosts)) if names_only else None
        self._connections = connections or {}
        self._opened: dict[tuple[str, str], ContactList] = {}

    @classmethod
    def of(cls, settings: OutboundSettings, *, names_only: bool = False) -> Self:
        """Those that the settings name."""
        return cls(
            settings.lists_folder,
            settings.addresses,
            names_only=names_only,
            hosts=settings.hosts_of_lists,
        )

    def open(self, name: str, options: ListOptions) -> ContactList:
        """The list of this name: a file, an address, or a connection that the settings name.

        Raises:
            UserMistake: there is none, or it cannot be read, or its address holds a secret.
        """
        asked = name, options.model_dump_json()
        if asked not in self._opened:
            address = self.address(name)
            with self._discretion(name):
                self._opened[asked] = open_list(address, options, self._reach_of(name))
        return self._opened[asked]

    def table(self, name: str, query: str | None = None, options: FileOptions = AS_SHOWN) -> Table:
        """The table of this name, whatever its columns are; the query is for a database.

        Raises:
            UserMistake: there is none, or it cannot be read, or its address holds a secret.
        """
        address = self.address(name)
        with self._discretion(name):
            return open_table(address, query, options, self._reach_of(name))

    def connection(self, name: str) -> str | None:
        """The address that a name stands for, if it is that of a connection."""
        return self._connections.get(name.lower())

    def address(self, name: str) -> str:
        """The address that a list is read from: of a connection, as it is written, or a path.

        Raises:
            UserMistake: it holds a secret, or the file is missing; the text shows which there are.
        """
        if (address := self.connection(name)) is not None:
            return address
        if "://" in name:
            refuse_secrets(name)
            self._refuse_other_places(name)
            return name
        path = self._folder / Path(name).expanduser()
        self._refuse_outside(path)
        # An absolute path is opened as it is, so that the message names what is wrong with it.
        if Path(name).is_absolute() or path.is_file():
            return str(path)
        raise UserMistake(f"There is no list {name!r} in {self._folder}: {self._shown()}.")

    def _reach_of(self, name: str) -> Reach | None:
        """The hosts that may be asked; any for a connection, whose address this machine sets."""
        return self._reach if self.connection(name) is None else None

    @contextmanager
    def _discretion(self, name: str) -> Iterator[None]:
        """Say nothing of what a web address answered: a form is no window into a network."""
        try:
            yield
        except PrivateAddressError:
            raise
        except UserMistake as error:
            if self._reach_of(name) is None or not _is_web(name):
                raise
            kind = UnknownEncodingError if isinstance(error, UnknownEncodingError) else UserMistake
            raise kind(
                f"The list at {urlsplit(name).hostname} cannot be had, or be read as a list. "
                "`outbound plan` with its address says why, where the worker runs."
            ) from None

    def _refuse_other_places(self, address: str) -> None:
        if self._names_only and not _is_web(address):
            raise UserMistake(
                "A form or a deployment names a list in a database, an object store or at plain "
                "http by a connection's name only: set OUTBOUND_CONNECTIONS__CLINIC='…' to the "
                "address where the worker runs, and give clinic as the list."
            )

    def _refuse_outside(self, path: Path) -> None:
        """Refuse what is outside the folder, also where a link leads out of it."""
        if self._names_only and not path.resolve().is_relative_to(self._folder.resolve()):
            raise UserMistake(
                "A form or a deployment names a list in the worker's lists folder, and this one "
                f"is outside: put the list itself, and no link to it, into {self._folder}."
            )

    def _shown(self) -> str:
        folder = self._folder
        there = sorted(path.name for path in folder.glob("*")) if folder.is_dir() else []
        if not there:
            return "the lists folder is empty; put the list there, or set OUTBOUND_LISTS"
        more = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
        return f"it holds {', '.join(there[:_SHOWN])}{more}"


def _is_web(name: str) -> bool:
    return name.lower().startswith("https://")
