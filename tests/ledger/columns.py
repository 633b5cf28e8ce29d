"""Setting columns of a ledger at will: positions that its own operations do not reach."""

from sqlalchemy import update

from outbound.ledger import Ledger
from outbound.ledger.tables import runs, schedules


async def set_run(ledger: Ledger, run_id: int, **columns: object) -> None:
    async with ledger._database.writing() as connection:  # noqa: SLF001 - the test's own doing
        await connection.execute(update(runs).where(runs.c.id == run_id).values(**columns))


async def set_schedule(ledger: Ledger, schedule_id: int, **columns: object) -> None:
    async with ledger._database.writing() as connection:  # noqa: SLF001 - the same
        change = update(schedules).where(schedules.c.id == schedule_id)
        await connection.execute(change.values(**columns))
