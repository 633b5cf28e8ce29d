"""The ledger fails while an answer is to be recorded: what became of the rows is found out."""

import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from outbound.delivery.run_loop import run_to_release
from outbound.delivery.steps import Step
from outbound.ledger.database import LedgerError
from tests.delivery.bench import Bench
from tests.delivery.wire import (
    BULK,
    Trouble,
    answer_is_lost,
    first,
    nobody_is_there,
    request_is_lost,
)

NOT_WRITABLE = """
CREATE TRIGGER not_writable BEFORE UPDATE ON rows BEGIN SELECT RAISE(ABORT, 'it fails'); END
"""


def tell_ledger(bench: Bench, command: str) -> None:
    with closing(sqlite3.connect(bench.folder / "ledger.db")) as other, other:
        other.execute(command)


TROUBLES: dict[str, Trouble | None] = {
    "answered": None,
    "carried out and not heard of": answer_is_lost,
    "lost": request_is_lost,
    "never left": nobody_is_there,
}


@pytest.mark.parametrize("became", TROUBLES)
async def test_a_bulk_of_which_nothing_could_be_recorded_is_looked_up_before_the_release(
    bench: Bench, became: str
) -> None:
    await bench.staged(3)

    async def fails() -> None:
        tell_ledger(bench, NOT_WRITABLE)

    async def take_until_it_fails(step: Step) -> None:
        try:
            await step.take(bench.session, await bench.run())
        except LedgerError:  # and it works again
            tell_ledger(bench, "DROP TRIGGER not_writable")
            raise

    bench.wire.meets(BULK, first(fails, TROUBLES[became]))
    await run_to_release(bench.session, await bench.run(), take_until_it_fails)

    assert (await bench.count()).is_delivered
    enabled = {schedule["uid"] for schedule in bench.schedules() if schedule["is_enabled"]}
    calls = [call for call in bench.calls() if call["schedule_uid"] in enabled]
    assert Counter(call["external_id"] for call in calls) == Counter(["P-1", "P-2", "P-3"])
