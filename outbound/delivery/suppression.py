"""Do-not-call lists in files and tables: read into the ledger once, for the runs that name them."""

import hashlib
import re
from itertools import islice

from outbound.contacts import AS_SHOWN, FileOptions, Table, UnknownEncodingError, read_numbers
from outbound.delivery.runs import Run
from outbound.delivery.session import OfflineSession
from outbound.mistakes import UserMistake

_CHUNK = 1000
_TABLE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)?")


async def suppress_from_files(session: OfflineSession, run: Run) -> None:
    """Let the run heed the do-not-call lists that it was asked to.

    Raises:
        UserMistake: one cannot be read, or a row of it holds no number.
    """
    for name in run.request.checks.suppress:
        await _heed(session, run, name)


async def _heed(session: OfflineSession, run: Run, name: str) -> None:
    shown, options = name.rsplit("/", 1)[-1], run.request.list_options
    region, encoding = options.region, None
    try:
        table = _opened(session, name)
    except UnknownEncodingError:
        # The list's encoding is not always that of a do-not-call list, so it comes second.
        encoding = options.encoding
        if encoding is None:
            raise
        table = _opened(session, name, FileOptions(encoding=encoding))
    suppressions = session.ledger.suppressions
    list_id = await suppressions.begin_file(
        run.id, name=shown, digest=_digest(table, region, encoding), now=session.clock.now()
    )
    if list_id is None:  # its numbers stand in the ledger
        return
    # A list that was half read is filled again from its start: what stands there is left as it is.
    numbers = read_numbers(table, shown, region)
    while chunk := list(islice(numbers, _CHUNK)):
        await suppressions.fill_file(
            list_id,
            chunk,
            reason=f"stands on the do-not-call list {shown}",
            now=session.clock.now(),
        )
    await suppressions.end_file(list_id, now=session.clock.now())


def _digest(table: Table, region: str | None, encoding: str | None) -> str:
    """The digest of the list's content, its region and the encoding that was named."""
    # Without a +, the same digits are another number in another country.
    chosen = [each for each in (region, encoding) if each is not None]
    if not chosen:
        return table.digest
    return hashlib.sha256(" ".join([table.digest, *chosen]).encode()).hexdigest()


def _opened(session: OfflineSession, name: str, options: FileOptions = AS_SHOWN) -> Table:
    """A file, an address, or a connection; of a database the table behind a #."""
    start, _, table = name.partition("#")
    if session.lists.connection(start) is None and "://" not in name:
        # A file's name may hold a #, too.
        return session.lists.table(name, options=options)
    address = session.lists.address(start)
    if not table and address.startswith(("postgresql://", "postgres://", "sqlite://")):
        raise UserMistake(
            f"A do-not-call list in a database needs its table: write it behind a #, like {start}"
            "#do_not_call."
        )
    return session.lists.table(start, _everything_of(table) if table else None, options)


def _everything_of(table: str) -> str:
    if not _TABLE.fullmatch(table):
        raise UserMistake(
            f"{table!r} is no table's name: write the address of a do-not-call table like "
            "postgresql://me@host/clinic#do_not_call."
        )
    return f"SELECT * FROM {table}"  # noqa: S608 - a name, and nothing else
