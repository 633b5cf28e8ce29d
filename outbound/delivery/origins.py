"""A list of mended rows, of the first list of which the records may have no run."""

from outbound.contacts import ContactList
from outbound.ledger import Ledger

_UNKNOWN = (
    "Its rows come from another list, of which your records have no run: nobody was looked for "
    "who may have been called already."
)


async def unknown_origin(ledger: Ledger, contact_list: ContactList) -> str | None:
    """What to tell of a reject file where the records have no run of its list."""
    origins = contact_list.origins
    return _UNKNOWN if origins and not await ledger.origins.runs_of(origins) else None
