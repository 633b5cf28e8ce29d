"""From an address to its table: a file's path, a web address, an object store's, a database's."""

from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from outbound.contacts.tables.file import open_file
from outbound.contacts.tables.reach import Reach
from outbound.contacts.tables.table import AS_SHOWN, FileOptions, Table, is_text
from outbound.mistakes import UserMistake

_DATABASES = ("postgresql", "postgres", "sqlite")
_WEB = ("https", "http")
_STORES = ("s3", "gs", "gcs", "az", "abfs", "abfss")
_FILE = "file"
_ALL = {*_DATABASES, *_WEB, *_STORES, _FILE}


def open_table(
    address: str,
    query: str | None = None,
    options: FileOptions = AS_SHOWN,
    reach: Reach | None = None,
) -> Table:
    """Look at a list's beginning: cheap, whatever its length, but for what must be fetched first.

    `reach`: the hosts that a web address may be of; None: any.

    Raises:
        UserMistake: it cannot be read.
    """
    table = _opened(address, scheme_of(address), query, options, reach)
    if not all(map(is_text, table.header)):
        raise UserMistake(
            "A column's name in the list holds what is no character: mend the header, and save the "
            "list as “CSV UTF-8”."
        )
    return table


def _opened(
    address: str, scheme: str | None, query: str | None, options: FileOptions, reach: Reach | None
) -> Table:
    if scheme is not None and scheme not in _ALL:
        raise UserMistake(
            f"{scheme}:// is no address that lists are read from: give a file's path, https://…, "
            "s3://…, gs://…, az://…, postgresql://… or sqlite:///…, or export the list to a file."
        )
    if scheme in _DATABASES:
        from outbound.contacts.tables.database import open_query  # noqa: PLC0415 - it takes a while

        if query is None:
            raise UserMistake(
                "A list in a database needs its query, like --query 'SELECT … FROM … ORDER BY …'."
            )
        if options.encoding is not None:
            raise UserMistake("A database knows its encoding: leave --encoding out.")
        return open_query(address, query)
    if query is not None:
        raise UserMistake(
            "A query is for a list in a database: postgresql://…, sqlite:///…, or the name of one "
            "that OUTBOUND_CONNECTIONS__NAME holds."
        )
    if scheme in _WEB:
        from outbound.contacts.tables.web import open_download  # noqa: PLC0415 - the same

        _parts(address)
        return open_download(address, options, reach)
    if scheme in _STORES:
        from outbound.contacts.tables.stores import open_object  # noqa: PLC0415 - the same

        _parts(address)
        return open_object(address, options)
    return open_file(_path(address) if scheme == _FILE else Path(address), options=options)


def _path(address: str) -> Path:
    """The path of a `file://` address, in which odd characters are written as %20 and the like."""
    return Path(unquote(address.partition("://")[2].removeprefix("localhost")))


def scheme_of(address: str) -> str | None:
    """What stands before `://`, in small letters; None for a file's path."""
    scheme, separator, _ = address.partition("://")
    return scheme.lower() if separator else None


def refuse_secrets(address: str) -> None:
    """Refuse an address that must not be seen: a run's parameters are shown and kept.

    Raises:
        UserMistake: there is a password in it, or a query that may be a signature; or it is none.
    """
    if scheme_of(address) is None:
        return
    parts = _parts(address)
    # A web address's query may be a signature, and nobody can tell: all of them count as secret.
    is_signed = parts.query and parts.scheme.lower() in _WEB
    if parts.password or is_signed or "password=" in parts.query:
        raise UserMistake(
            f"The address of the list at {parts.hostname} holds a password or a signature, and "
            "would be kept with the run. Name it instead: set "
            "OUTBOUND_CONNECTIONS__CLINIC='…' to the address, and give clinic as the list. If it "
            "was written into a form or a schedule of Prefect, Prefect has kept it: remove it "
            "there, and change the password."
        )


def without_secrets(address: str) -> str:
    """An address without user, password and signature; a path as it is."""
    if scheme_of(address) is None:
        return address
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        raise UserMistake("The list's address is none: check its host.") from None
