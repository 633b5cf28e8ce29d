"""From an address to its table: a file's path, a web address, an object store's, a database's."""

from pathlib import Path
from urllib.parse import urlsplit

from outbound.contacts.tables.file import open_file
from outbound.contacts.tables.table import Table
from outbound.mistakes import UserMistake

_DATABASES = ("postgresql", "postgres", "sqlite")
_WEB = ("https", "http")
_STORES = ("s3", "gs", "gcs", "az", "abfs", "abfss")


def open_table(address: str, query: str | None = None) -> Table:
    """Look at a list's beginning: cheap, whatever its length, but for what must be fetched first.

    Raises:
        UserMistake: it cannot be read, or holds no rows.
    """
    scheme = scheme_of(address)
    if scheme in _DATABASES:
        from outbound.contacts.tables.database import open_query  # noqa: PLC0415 - it takes a while

        if query is None:
            raise UserMistake(
                "A list in a database needs its query, like --query 'SELECT … FROM … ORDER BY …'."
            )
        return open_query(address, query)
    if query is not None:
        raise UserMistake("A query is for a list in a database: postgresql://… or sqlite:///….")
    if scheme in _WEB or scheme in _STORES:
        from outbound.contacts.tables import remote  # noqa: PLC0415 - the same

        return remote.open_download(address) if scheme in _WEB else remote.open_object(address)
    if scheme is not None:
        raise UserMistake(
            f"{scheme}:// is no address that lists are read from: give a file's path, https://…, "
            "s3://…, gs://…, az://…, postgresql://… or sqlite:///…."
        )
    return open_file(Path(address))


def scheme_of(address: str) -> str | None:
    """What stands before `://`, in small letters; None for a file's path."""
    scheme, separator, _ = address.partition("://")
    return scheme.lower() if separator else None


def refuse_secrets(address: str) -> None:
    """Refuse an address that must not be seen: a run's parameters are shown and kept.

    Raises:
        UserMistake: there is a password in it, or a query that may be a signature.
    """
    if scheme_of(address) is None:
        return
    parts = urlsplit(address)
    if parts.password or (parts.query and parts.scheme.lower() in _WEB):
        raise UserMistake(
            f"The address of the list at {parts.hostname} holds a password or a signature, and "
            "would be kept with the run. Name it instead: set "
            "OUTBOUND_CONNECTIONS__CLINIC='…' to the address, and give clinic as the list."
        )
