"""Reading a list into the ledger."""

from pathlib import Path

from outbound.contacts import open_list
from outbound.delivery.staging import stage
from tasks.connection import current
from tasks.step import step


@step("stage-contacts", "stage-contacts {key}")
async def stage_contacts(key: str, contacts: str) -> int:
    """Read the list at this path into the run's rows; returns how many were read."""
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    return (await stage(delivery, run, open_list(Path(contacts)))).rows_read
