"""Reading a list into the ledger."""

from outbound.contacts import ListOptions
from outbound.delivery.lists import open_named_list
from outbound.delivery.staging import stage
from tasks.connection import current
from tasks.step import step


@step("stage-contacts", "stage-contacts {key}")
async def stage_contacts(key: str, contacts: str) -> int:
    """Read the list of this name into the run's rows; returns how many were read."""
    delivery = current()
    run = await delivery.ledger.runs.get(key)
    if run.staged_at is not None:
        return run.rows_read
    options = ListOptions.model_validate(run.request["list_options"])
    contact_list = open_named_list(contacts, delivery.lists_folder, options, delivery.connections)
    return (await stage(delivery, run, contact_list)).rows_read
