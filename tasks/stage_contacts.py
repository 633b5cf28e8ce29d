"""Reading a list into the ledger."""

from outbound.delivery.origins import unknown_origin
from outbound.delivery.runs import Run, record_of
from outbound.delivery.staging import stage
from tasks.connection import current
from tasks.shown import notice
from tasks.step import step


@step("stage-contacts", "stage-contacts {run.key}")
async def stage_contacts(run: Run, contacts: str) -> int:
    """Read the list of this name into the run's rows; returns how many were read."""
    session = current()
    if (await record_of(session, run)).staged_at is None:
        contact_list = session.lists.open(contacts, run.request.list_options)
        if warning := await unknown_origin(session.ledger, contact_list):
            notice(warning)
        await stage(session, run, contact_list)
    return (await record_of(session, run)).rows_read
