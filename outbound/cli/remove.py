"""`outbound remove`: one person of a run is not called."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from outbound.cli import options, screen
from outbound.cli.edge import Settings
from outbound.cli.failures import Failure, Kind
from outbound.cli.groups import grouped
from outbound.contacts.invisible import without_invisible
from outbound.ledger import Withdrawn
from outbound.mistakes import UserMistake

ExternalId = Annotated[
    str, typer.Argument(metavar="EXTERNAL_ID", help="The person's external id in the list.")
]


@grouped
def remove(key: options.RunKey, external_id: ExternalId, settings: Settings) -> None:
    """Do not call one person of a run, as long as calling has not started.

    The run's owner fills another schedule without the person. Once calls may be made,
    Mico has no way of taking one back: only `outbound stop` helps.
    """
    withdrawn = asyncio.run(_withdrawn(key, external_id, settings))
    if withdrawn is None:
        raise UserMistake(
            f"The run {key} calls nobody with that external id; `outbound export {key} "
            "rows.csv` writes them all."
        )
    if withdrawn.may_ring:
        raise Failure(
            Kind.NOT_DONE,
            f"Too late: calls of the run {key} may be made already, and Mico cannot take "
            f"one back. `outbound stop {key}` stops all of them.",
        )
    will = "was called, and will not be again" if withdrawn.was_called else "will not be called"
    screen.results.print(f"The person in row {withdrawn.row} {will}.")


async def _withdrawn(key: str, external_id: str, settings: Settings) -> Withdrawn | None:
    async with settings.ledger() as ledger:
        run = await ledger.runs.get(key)
        # As it was typed first: a run of an older version keeps ids with their invisible marks.
        for each in dict.fromkeys((external_id, without_invisible(external_id).strip())):
            now = datetime.now(UTC)
            if withdrawn := await ledger.suppressions.withdraw(run.id, each, now=now):
                return withdrawn
    return None
