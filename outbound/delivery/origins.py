"""A reject file is checked against the runs of its list, if the records have any."""

from outbound.contacts import ContactList
from outbound.ledger import Ledger

_UNKNOWN = (
    "This is a reject file, and your records have no run of its list: people who were called "
    "elsewhere are not left out."
)


async def unknown_origin(ledger: Ledger, contact_list: ContactList) -> str | None:
    """The warning about a reject file, if the records have no run of its list."""
    origins = contact_list.origins
    return _UNKNOWN if origins and not await ledger.origins.runs_of(origins) else None
