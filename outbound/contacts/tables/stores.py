"""Lists in object stores: fetched into a file that is gone with the process."""

import warnings
from urllib.parse import urlsplit

from outbound.contacts.tables.address import without_secrets
from outbound.contacts.tables.fetched import new_file
from outbound.contacts.tables.file import open_file
from outbound.contacts.tables.table import AS_SHOWN, FileOptions, Table
from outbound.mistakes import UserMistake


def open_object(address: str, options: FileOptions = AS_SHOWN) -> Table:
    """Fetch an object of a store (s3://, gs://, az://), and look at what came.

    Its credentials are those of the environment.

    Raises:
        UserMistake: it cannot be had, or is no list. Text must be UTF-8.
    """
    import polars as pl  # noqa: PLC0415 - it takes a while
    from polars.exceptions import ComputeError, PolarsError  # noqa: PLC0415 - the same

    target, shown = new_file(), without_secrets(address)
    try:
        with warnings.catch_warnings(action="ignore"):  # of a region that it finds out itself
            if urlsplit(address).path.lower().endswith((".parquet", ".pq")):
                pl.scan_parquet(address).sink_parquet(target)
            else:
                lines = pl.scan_lines(address)
                lines.sink_csv(target, include_header=False, quote_style="never")
    except FileNotFoundError:
        raise UserMistake(f"There is nothing at {shown}: check the address.") from None
    except ComputeError:
        raise UserMistake(
            f"{shown} holds neither Parquet, with a name in .parquet, nor text in UTF-8: "
            "fetch it with the store's own tool, and give the file's path."
        ) from None
    except (PolarsError, OSError) as error:
        raise UserMistake(
            f"{shown} cannot be had ({type(error).__name__}): check the address, and "
            "the credentials in the environment."
        ) from None
    return open_file(target, shown, options)
